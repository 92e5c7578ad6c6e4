import { assign } from '@harper-edge/ab-testing';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFailure } from './expectations.ts';
import { adminHeaders, call, type Answer, type RunningHost } from './running-host.ts';

interface Experiments {
  host(): RunningHost;
  /** Starts again on the same data. */
  restart(): Promise<void>;
}

const users = 20_000;
const variants = [
  { id: 'baseline', weight: 50 },
  { id: 'ai-enhanced', weight: 50 },
];

/**
 * The variants of shopper-0, shopper-1, … by first letter. By hash version 3 written down on its own, in Python:
 * fmix32(fnv1a32 of the id, begun with fmix32(fnv1a32(experiment))) / 2^32.
 */
const assigned = {
  recommendations: { variants, letters: 'bbabbbabaabbaabbaaaabaabaaabbaba' },
  'three-arms': {
    variants: [
      { id: 'a', weight: 20 },
      { id: 'b', weight: 30 },
      { id: 'c', weight: 50 },
    ],
    letters: 'ccccbcccbaabcaacbbbcaabbbcacccaa',
  },
};

/** A shop whose users are simulated, through the API alone: verdicts, sticky variants, and what a crash must not break. */
export function describeExperiments({ host, restart }: Experiments): void {
  const of = (experiment: string, rest = ''): string => `${host().url}/api/laboratory/experiment/${experiment}${rest}`;
  const put = (experiment: string, json: object): Promise<Answer> => call(of(experiment), { method: 'PUT', json });
  const variantOf = async (experiment: string, userId: string): Promise<Answer['body']> => {
    const { status, body } = await call(of(experiment), { headers: { 'x-user-id': userId } });
    expect(status).toBe(200);
    return body;
  };
  const results = async (experiment: string): Promise<Answer['body']> => {
    const { status, body } = await call(of(experiment, '/results'));
    expect(status).toBe(200);
    return body;
  };
  const shoppers = Array.from({ length: users }, (_, i) => `shopper-${i}`);

  /** In groups, each of which is shown its variants before it does anything, with a look at the results in between. */
  async function runShop(experiment: string, rates: Readonly<Record<string, number>>): Promise<Answer['body'][]> {
    const { next } = createSeededRng(20);
    const looks: Answer['body'][] = [];
    for (let start = 0; start < users; start += 4_000) {
      const userIds = shoppers.slice(start, start + 4_000);
      const shown = await call(of(experiment, '/assignments'), { json: { userIds } });
      expect(shown.status).toBe(200);
      const assignments = shown.body.assignments as { userId: string; variant: string }[];
      const events = assignments.flatMap(({ userId, variant }) => {
        const [draw, value] = [next(), Math.round(2_000 + 6_000 * next()) / 100];
        const shown = { userId, type: 'recommendation_shown' };
        const order = { userId, type: 'conversion', value, id: `order-of-${userId}` };
        return draw < (rates[variant] ?? 0) ? [shown, order] : [shown];
      });
      const told = await call(of(experiment, '/events'), { json: events });
      expect([told.status, told.body]).toMatchObject([200, { counted: events.length, refused: {} }]);
      looks.push(await results(experiment));
    }
    return looks;
  }

  describe('experiments of a shop', () => {
    beforeAll(async () => {
      const tenant = `${host().url}/tenants/laboratory`;
      expect(
        (await call(tenant, { method: 'PUT', json: { name: 'Laboratory' }, headers: adminHeaders(host()) })).status,
      ).toBe(200);
    });

    it(
      `finds a lift from 5 % to 6.5 % among ${users} users, and looking early is safe`,
      { timeout: 240_000 },
      async () => {
        await put('lift', { variants });
        const looks = await runShop('lift', { baseline: 0.05, 'ai-enhanced': 0.065 });
        for (const { status, winner } of looks) {
          expect([`collecting null`, 'significant_winner ai-enhanced']).toContain(`${status} ${winner}`);
        }
        const last = looks.at(-1);
        expect(last).toMatchObject({
          status: 'significant_winner',
          winner: 'ai-enhanced',
          units: users,
          isSignificant: true,
          isAlwaysValid: true,
          sampleRatioMismatch: false,
          refusedEvents: {},
          recommendation: expect.stringMatching(/^Use ai-enhanced: it is better than baseline/) as string,
        });
        expect(last.confidence).toBeGreaterThan(0.95);
        expect(last.chanceToWin).toBeGreaterThan(0.99);
        const { effect } = last.variants[1].comparisons.conversion;
        expect(effect.lower).toBeGreaterThan(0);
        // The true effect is 1.5 points, the true lift 30 %.
        expect([effect.lower < 0.015, effect.upper > 0.015]).toEqual([true, true]);
        expect([last.lift.lower < 0.3, last.lift.upper > 0.3]).toEqual([true, true]);
        expect(last.conversion_lift).toBe(last.lift.estimate);
      },
    );

    it('finds nothing where there is nothing', { timeout: 240_000 }, async () => {
      await put('nothing', { variants });
      const looks = await runShop('nothing', { baseline: 0.05, 'ai-enhanced': 0.05 });
      for (const { status, winner, isSignificant } of looks) {
        expect([['collecting', 'no_difference'].includes(status as string), winner, isSignificant]).toEqual([
          true,
          null,
          false,
        ]);
      }
    });

    it('says that a split of 60 to 40 is broken, and names no winner', { timeout: 120_000 }, async () => {
      await put('broken', { variants });
      // Decided by the shop itself, where one arm loses a third of its users before it can tell.
      const definition = { id: 'broken', variants: variants.map(({ id }) => ({ id })) };
      const exposures = shoppers
        .slice(0, 6_000)
        .map((userId) => ({ userId, variant: assign(definition, userId).variantId }))
        .filter(({ variant }, i) => variant === 'baseline' || i % 3 > 0);
      const told = await call(of('broken', '/exposures'), { json: exposures });
      expect(told.body).toEqual({ success: true, recorded: exposures.length });
      const bought = exposures.filter(({ variant }) => variant === 'ai-enhanced');
      const events = bought.map(({ userId }) => ({ userId, type: 'conversion' }));
      expect((await call(of('broken', '/events'), { json: events })).body).toMatchObject({ counted: events.length });
      expect(await results('broken')).toMatchObject({
        status: 'sample_ratio_mismatch',
        sampleRatioMismatch: true,
        winner: null,
        isSignificant: false,
        recommendation: expect.stringMatching(/no result can be trusted/) as string,
      });
    });

    it.each(Object.entries(assigned))(
      '%s: every user has the variant the hash says, however asked',
      async (name, experiment) => {
        await put(name, { variants: experiment.variants });
        for (const [i, letter] of experiment.letters.split('').entries()) {
          const [first, second] = await Promise.all([1, 2].map(() => variantOf(name, `shopper-${i}`)));
          expect([first.variant[0], second.variant]).toEqual([letter, first.variant]);
        }
        const userIds = shoppers.slice(0, experiment.letters.length);
        const { body } = await call(of(name, '/assignments'), { json: { userIds } });
        const shown = body.assignments as { variant: string }[];
        expect(shown.map(({ variant }) => variant[0]).join('')).toBe(experiment.letters);
        expect((await results(name)).units).toBe(experiment.letters.length);
      },
    );

    it('answers many who ask at once, each with one variant, and counts each once', { timeout: 60_000 }, async () => {
      await put('crowd', { variants });
      const asked = Array.from({ length: 1_500 }, (_, i) => `shopper-${i % 300}`);
      const seen = new Map<string, Set<string>>();
      const ask = async (): Promise<void> => {
        for (let userId = asked.pop(); userId !== undefined; userId = asked.pop()) {
          const { variant } = await variantOf('crowd', userId);
          seen.set(userId, (seen.get(userId) ?? new Set<string>()).add(variant as string));
        }
      };
      await Promise.all(Array.from({ length: 16 }, ask));
      expect([...seen.values()].filter(({ size }) => size !== 1)).toEqual([]);
      expect((await results('crowd')).units).toBe(300);
    });

    it(
      'is the same after kill -9: what was answered is counted, once, and every user keeps the variant',
      { timeout: 120_000 },
      async () => {
        await put('killed', { variants });
        const answered = new Map<string, string>();
        const acknowledged: object[] = [];
        let underWay = 0;
        const shop = async (first: number): Promise<void> => {
          for (let i = first; ; i += 8) {
            const userId = `shopper-${i}`;
            underWay++;
            answered.set(userId, (await variantOf('killed', userId)).variant as string);
            const event = { userId, type: 'conversion', value: 1, id: `order-${i}` };
            expect((await call(of('killed', '/events'), { json: event })).body).toMatchObject({ counted: 1 });
            acknowledged.push(event);
            if (acknowledged.length === 200) await host().kill();
          }
        };
        await Promise.allSettled(Array.from({ length: 8 }, (_, i) => shop(i)));
        expect(acknowledged.length).toBeGreaterThanOrEqual(200);
        await restart();
        const before = await results('killed');
        expect(before.units).toBeGreaterThanOrEqual(answered.size);
        expect(before.units).toBeLessThanOrEqual(underWay);
        const again = await call(of('killed', '/events'), { json: acknowledged });
        expect(again.body).toMatchObject({ counted: 0, refused: { seen: acknowledged.length } });
        for (const [userId, variant] of answered) expect((await variantOf('killed', userId)).variant).toBe(variant);
        expect((await results('killed')).units).toBe(before.units);
        // The verdict of before the crash stands too.
        expect(await results('lift')).toMatchObject({ status: 'significant_winner', units: users });
        for (const [i, letter] of assigned.recommendations.letters.split('').entries()) {
          expect((await variantOf('recommendations', `shopper-${i}`)).variant[0]).toBe(letter);
        }
      },
    );

    it('changes while it runs only as it may, stops, and goes with its data', async () => {
      await put('life', { variants });
      const { variant } = await variantOf('life', 'ann');
      expect((await put('life', { variants, coverage: 0 })).body).toMatchObject({ outcome: 'changed' });
      expect(await variantOf('life', 'ann')).toMatchObject({ variant, reason: 'sticky' });
      expect(await variantOf('life', 'bob')).toMatchObject({ variant: 'baseline', inExperiment: false });
      expectFailure(await put('life', { variants, alpha: 0.5 }), 409, 'CONFLICT');
      const active = async () => (await call(`${host().url}/proxy/metrics`)).body.ab_experiments_active as number;
      const before = await active();
      expect((await put('life', { variants, active: false })).body).toMatchObject({ outcome: 'changed' });
      expect(await active()).toBe(before - 1);
      expect(await variantOf('life', 'ann')).toMatchObject({ variant: 'baseline', reason: 'inactive' });
      expect((await call(of('life'), { method: 'DELETE' })).body).toMatchObject({ success: true, removedUsers: 1 });
      expectFailure(await call(of('life', '/results')), 404, 'NOT_FOUND');
      expectFailure(await call(of('lift')), 400, 'INVALID_INPUT');
      expectFailure(await put('life', { variants: [{ id: 'a', weight: 50 }, { id: 'b', weight: 40 }] }), 400, 'INVALID_INPUT'); // prettier-ignore
    });
  });
}
