import { createRandomGenerator } from '@harper-edge/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABTestingEngine, createABTestingEngine, type ExperimentOptions, type ExperimentStore } from '../index.ts';
import { createMemoryExperimentStore } from './experiment-store.ts';

const variants = [
  { id: 'baseline', weight: 50 },
  { id: 'enhanced', weight: 50 },
];

interface Shop {
  readonly users: number;
  /** Conversion rate by variant. */
  readonly rates: Readonly<Record<string, number>>;
  readonly options?: Partial<ExperimentOptions>;
}

/** Users come, see their variant and buy or not; somebody looks now and then. */
function runShop({ users, rates, options = {} }: Shop) {
  const engine = createABTestingEngine();
  engine.createExperiment('shop', { variants, ...options });
  const { next } = createRandomGenerator(7);
  for (let user = 1; user <= users; user += 1) {
    const { variant, inExperiment } = engine.assignUserToVariant('shop', `user-${user}`);
    if (inExperiment && next() < (rates[variant] ?? 0)) {
      engine.trackEvent('shop', `user-${user}`, { type: 'conversion', value: 20 + 60 * next() });
    }
    if (user % 1000 === 0) engine.analyzeExperiment('shop');
  }
  return engine.analyzeExperiment('shop');
}

describe('an experiment from its first user to the verdict', () => {
  it('finds a real lift, and its interval covers the true one', () => {
    const results = runShop({ users: 20_000, rates: { baseline: 0.1, enhanced: 0.13 } });
    expect(results).toMatchObject({
      experimentId: 'shop',
      status: 'significant_winner',
      winner: 'enhanced',
      isSignificant: true,
      sampleRatioMismatch: false,
      units: 20_000,
    });
    expect(results.lift?.lower).toBeGreaterThan(0);
    expect(results.lift?.lower).toBeLessThan(0.3);
    expect(results.lift?.upper).toBeGreaterThan(0.3);
    expect(results.conversionLift).toBe(results.lift?.estimate);
    expect(results.confidence).toBe(1 - results.pValue);
    expect(results.chanceToWin).toBeGreaterThan(0.999);
    expect(results.recommendation).toMatch(
      /^Use enhanced: it is better than baseline\. In conversion enhanced is at \d/,
    );
    const [baseline, enhanced] = results.variants;
    expect((baseline?.units ?? 0) + (enhanced?.units ?? 0)).toBe(20_000);
    // 0.1 and 0.13 of the users, who spend 50 on average.
    expect(baseline?.metrics['conversion']).toBeCloseTo(0.1, 1);
    expect(enhanced?.metrics['revenue']).toBeCloseTo(6.5, 0);
    expect(enhanced?.comparisons['revenue']?.effect.estimate).toBeGreaterThan(0);
  });

  it('keeps the baseline where the treatment is worse', () => {
    const results = runShop({ users: 20_000, rates: { baseline: 0.13, enhanced: 0.1 } });
    expect(results).toMatchObject({ status: 'significant_winner', winner: 'baseline', isSignificant: true });
    expect(results.conversionLift).toBeLessThan(0);
    expect(results.recommendation).toMatch(/^Keep baseline/);
  });

  it('says that there is no difference that matters once it knows, or the planned units are there', () => {
    const rates = { baseline: 0.5, enhanced: 0.5 };
    expect(runShop({ users: 10_000, rates, options: { smallestLift: 0.2 } })).toMatchObject({
      status: 'no_difference',
      winner: null,
      isSignificant: false,
    });
    expect(runShop({ users: 2000, rates }).status).toBe('collecting');
    expect(runShop({ users: 2000, rates, options: { plannedUnits: 2000 } }).status).toBe('no_difference');
  });

  it('finds the one of several variants that is better', () => {
    const three = ['a', 'b', 'c'].map((id) => ({ id }));
    const results = runShop({ users: 20_000, rates: { a: 0.1, b: 0.1, c: 0.14 }, options: { variants: three } });
    expect(results).toMatchObject({ status: 'significant_winner', winner: 'c' });
    expect(results.variants.map(({ id, isBaseline }) => [id, isBaseline])).toEqual([
      ['a', true],
      ['b', false],
      ['c', false],
    ]);
    const { pValue, adjustedPValue } = results.variants[2]?.comparisons['conversion'] ?? {};
    // Holm: the smaller of two p-values counts twice.
    expect(adjustedPValue).toBeCloseTo(2 * (pValue ?? 0), 12);
  });

  it('waits for the planned units of a fixed horizon', () => {
    const shop = {
      rates: { baseline: 0.1, enhanced: 0.15 },
      options: { analysis: 'fixedHorizon', plannedUnits: 6000 },
    };
    expect(runShop({ users: 5000, ...shop } as Shop)).toMatchObject({ status: 'collecting', isSignificant: false });
    expect(runShop({ users: 6000, ...shop } as Shop)).toMatchObject({
      status: 'significant_winner',
      isSignificant: true,
    });
  });

  it('does not believe arms with other shares than planned', () => {
    const engine = createABTestingEngine();
    engine.createExperiment('broken', { variants });
    for (let user = 0; user < 5000; user += 1) {
      // Something loses a third of the users of one arm: 60 to 40 are left.
      const variant = user % 5 < 3 ? 'baseline' : 'enhanced';
      engine.recordExposure('broken', user, { variant });
      if (variant === 'enhanced' || user % 2 === 0) engine.trackEvent('broken', user, 'conversion');
    }
    const results = engine.analyzeExperiment('broken');
    expect(results).toMatchObject({
      status: 'sample_ratio_mismatch',
      sampleRatioMismatch: true,
      isSignificant: false,
      winner: null,
      sampleRatio: { counts: [3000, 2000], planned: [0.5, 0.5] },
    });
    expect(results.sampleRatio.pValue).toBeLessThan(1e-10);
    expect(results.recommendation).toMatch(/^The arms did not get/);
  });
});

describe('guardrails', () => {
  const options = {
    variants,
    metrics: [
      { id: 'conversion', kind: 'conversion', role: 'primary' },
      { id: 'returns', kind: 'conversion', event: 'return', goal: 'decrease', role: 'guardrail', margin: 0.1 },
    ],
  } as const satisfies ExperimentOptions;

  const run = (users: number, returns: Readonly<Record<string, number>>) => {
    const engine = createABTestingEngine();
    engine.createExperiment('guarded', options);
    const { next } = createRandomGenerator(3);
    for (let user = 0; user < users; user += 1) {
      const { variant } = engine.assignUserToVariant('guarded', user);
      if (next() < (variant === 'enhanced' ? 0.4 : 0.3)) engine.trackEvent('guarded', user, 'conversion');
      if (next() < (returns[variant] ?? 0)) engine.trackEvent('guarded', user, 'return');
    }
    return engine.analyzeExperiment('guarded');
  };

  it('stop a variant that is better but does harm', () => {
    const results = run(10_000, { baseline: 0.3, enhanced: 0.45 });
    expect(results).toMatchObject({ status: 'guardrail_violation', winner: null });
    expect(results.variants[1]?.comparisons['returns']?.guardrail).toBe('violated');
    expect(results.recommendation).toBe('Stop enhanced: a guardrail is worse than its margin allows.');
  });

  it('have to be shown to be safe before there is a winner', () => {
    const waiting = run(2000, { baseline: 0.1, enhanced: 0.1 });
    expect(waiting).toMatchObject({ status: 'collecting', isSignificant: true });
    expect(waiting.recommendation).toMatch(/^Go on: enhanced looks better, but/);
    const safe = run(20_000, { baseline: 0.3, enhanced: 0.3 });
    expect(safe).toMatchObject({ status: 'significant_winner', winner: 'enhanced' });
    expect(safe.variants[1]?.comparisons['returns']?.guardrail).toBe('safe');
  });
});

describe('exposures and events', () => {
  const start = (options: Partial<ExperimentOptions> = {}) => {
    let now = 1000;
    const engine = createABTestingEngine({ clock: () => now });
    engine.createExperiment('hats', { variants, minimumUnits: 2, ...options });
    return { engine, advance: (ms: number) => (now += ms) };
  };
  const totalsOf = (engine: ABTestingEngine) => {
    const { variants: arms, refusedEvents } = engine.analyzeExperiment('hats');
    const sum = (metric: string) => arms.reduce((total, arm) => total + arm.units * (arm.metrics[metric] ?? 0), 0);
    return { conversions: sum('conversion'), revenue: sum('revenue'), refusedEvents };
  };

  it('count a user once, in the variant of the first exposure', () => {
    const { engine } = start();
    const first = engine.assignUserToVariant('hats', 'ann');
    expect(engine.assignUserToVariant('hats', 'ann')).toMatchObject({ variant: first.variant, reason: 'sticky' });
    expect(engine.analyzeExperiment('hats').units).toBe(1);
    expect(first).toMatchObject({ experimentId: 'hats', inExperiment: true, reason: 'assigned' });
    expect(engine.getUserVariant('hats', 'ann')).toBe(first.variant);
    expect(engine.getUserVariant('hats', 'bob')).toBeNull();
    expect(engine.analyzeExperiment('hats').units).toBe(1);
  });

  it('keep users where they are when an experiment is narrowed, and let in nobody when it is stopped', () => {
    const { engine } = start();
    const before = engine.assignUserToVariant('hats', 'ann').variant;
    engine.updateExperiment('hats', { coverage: 0 });
    expect(engine.assignUserToVariant('hats', 'ann')).toMatchObject({ variant: before, inExperiment: true });
    expect(engine.assignUserToVariant('hats', 'bob')).toMatchObject({ variant: 'baseline', reason: 'coverage' });
    engine.updateExperiment('hats', { active: false });
    expect(engine.assignUserToVariant('hats', 'ann')).toMatchObject({ variant: 'baseline', reason: 'inactive' });
    expect(engine.analyzeExperiment('hats').units).toBe(1);
  });

  it('take a device along when its user logs in', () => {
    const { engine } = start({ fallbackAttribute: 'device' });
    const variantsSeen = Array.from({ length: 20 }, (_, index) => {
      const device = `device-${index}`;
      const before = engine.assignUserToVariant('hats', { device }).variant;
      return [before, engine.assignUserToVariant('hats', { id: `user-${index}`, device }).variant];
    });
    for (const [before, after] of variantsSeen) expect(after).toBe(before);
  });

  it('leave out users who were forced', () => {
    const { engine } = start();
    expect(engine.assignUserToVariant('hats', 'ann', { forced: { hats: 'enhanced' } })).toMatchObject({
      variant: 'enhanced',
      reason: 'forced',
    });
    expect(engine.analyzeExperiment('hats').units).toBe(0);
  });

  it('exclude units seen in two arms, with all they did, and raise an alarm above 1 % and 10 of them', () => {
    const { engine } = start();
    for (let user = 0; user < 200; user += 1) {
      engine.recordExposure('hats', user, { variant: 'baseline' });
      engine.trackEvent('hats', user, { type: 'conversion', value: 10 });
    }
    for (let user = 0; user < 10; user += 1) engine.recordExposure('hats', user, { variant: 'enhanced' });
    expect(engine.analyzeExperiment('hats').exposures).toEqual({ crossedUnits: 10, crossedRate: 0.05, alarm: false });
    engine.recordExposure('hats', 10, { variant: 'enhanced' });
    engine.recordExposure('hats', 10, { variant: 'baseline' });
    const results = engine.analyzeExperiment('hats');
    expect(results.exposures).toEqual({ crossedUnits: 11, crossedRate: 0.055, alarm: true });
    expect(results.units).toBe(189);
    expect(results.recommendation).toContain('11 units (5.5 %) were seen in two arms');
    expect(totalsOf(engine)).toMatchObject({ conversions: 189, revenue: 1890 });
    expect(engine.trackEvent('hats', 10, 'conversion')).toEqual({ counted: false, refused: 'crossed' });
  });

  it('count an event with an id once', () => {
    const { engine } = start();
    engine.assignUserToVariant('hats', 'ann');
    const event = { type: 'conversion', value: 30, id: 'order-1' };
    expect(engine.trackEvent('hats', 'ann', event)).toEqual({ counted: true, refused: null });
    expect(engine.trackEvent('hats', 'ann', event)).toEqual({ counted: false, refused: 'seen' });
    expect(engine.trackEvent('hats', 'ann', { ...event, id: 'order-2' }).counted).toBe(true);
    expect(totalsOf(engine)).toEqual({ conversions: 1, revenue: 60, refusedEvents: { seen: 1 } });
  });

  it('count events that arrive late, and only what happened after the exposure and in the window', () => {
    const { engine, advance } = start({ windowMs: 5000 });
    expect(engine.trackEvent('hats', 'ann', 'conversion')).toEqual({ counted: false, refused: 'notExposed' });
    advance(100);
    engine.assignUserToVariant('hats', 'ann');
    advance(100_000);
    const at = (time: number) => engine.trackEvent('hats', 'ann', { type: 'conversion', value: 1, at: time }).refused;
    expect([at(1099), at(1100), at(6100), at(6101)]).toEqual(['beforeExposure', null, null, 'afterWindow']);
    expect(totalsOf(engine)).toMatchObject({
      revenue: 2,
      refusedEvents: { notExposed: 1, beforeExposure: 1, afterWindow: 1 },
    });
  });

  it('refuse values that are no numbers, experiments and variants nobody knows', () => {
    const { engine } = start();
    for (const value of [Number.NaN, Infinity, -1e91]) {
      expect(() => engine.trackEvent('hats', 'ann', { type: 'conversion', value })).toThrow(RangeError);
    }
    expect(() => engine.assignUserToVariant('shoes', 'ann')).toThrow('There is no experiment shoes');
    expect(() => {
      engine.recordExposure('hats', 'ann', { variant: 'green' });
    }).toThrow('no variant green');
    expect(() => {
      engine.recordExposure('hats', '', { variant: 'baseline' });
    }).toThrow('without an id');
    expect(engine.getExperiment('shoes')).toBeUndefined();
  });

  it('are the same, however they are ordered and repeated', () => {
    const event = fc.record({ user: fc.nat(5), id: fc.nat(8), value: fc.integer({ min: -50, max: 50 }) });
    fc.assert(
      fc.property(fc.uniqueArray(event, { selector: ({ id }) => id, maxLength: 9 }), fc.nat(), (events, seed) => {
        const { nextInteger } = createRandomGenerator(seed);
        const run = (list: typeof events) => {
          const { engine } = start();
          for (let user = 0; user <= 5; user += 1) engine.assignUserToVariant('hats', user);
          for (const { user, id, value } of list) {
            engine.trackEvent('hats', user, { type: 'conversion', value, id: String(id) });
          }
          return engine.analyzeExperiment('hats').variants;
        };
        const shuffled = [...events, ...events].sort(() => nextInteger(3) - 1);
        expect(run(shuffled)).toEqual(run(events));
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('createExperiment', () => {
  it('is known as a class as well', () => {
    const engine = new ABTestingEngine();
    expect(engine.createExperiment('ai-recommendations', { variants })).toMatchObject({
      id: 'ai-recommendations',
      variants: [
        { id: 'baseline', weight: 0.5 },
        { id: 'enhanced', weight: 0.5 },
      ],
    });
    expect(engine.analyzeExperiment('ai-recommendations')).toMatchObject({
      status: 'collecting',
      isSignificant: false,
      conversionLift: null,
      confidence: 0,
      chanceToWin: null,
      pValue: 1,
      units: 0,
      recommendation: 'Go on: 0 units so far, and every arm needs at least 100.',
    });
  });

  it('may be repeated, but not with other options', () => {
    const engine = createABTestingEngine();
    const plan = engine.createExperiment('hats', { variants });
    expect(engine.createExperiment('hats', { variants })).toBe(plan);
    expect(() => engine.createExperiment('hats', { variants, alpha: 0.1 })).toThrow('exists with other options');
  });

  it.each<[string, unknown]>([
    ['one variant', { variants: variants.slice(0, 1) }],
    ['no variants', {}],
    ['weights that sum to 90', { variants: [variants[0], { id: 'b', weight: 40 }] }],
    ['a weight that is missing', { variants: [variants[0], { id: 'b' }] }],
    [
      'a negative weight',
      {
        variants: [
          { id: 'a', weight: 150 },
          { id: 'b', weight: -50 },
        ],
      },
    ],
    ['two variants of one id', { variants: [variants[0], variants[0]] }],
    ['a name that every object has', { variants: [{ id: 'constructor' }, { id: 'b' }] }],
    ['alpha 1', { variants, alpha: 1 }],
    ['alpha NaN', { variants, alpha: Number.NaN }],
    ['no primary metric', { variants, metrics: [{ id: 'a', kind: 'count' }] }],
    ['a metric of no kind', { variants, metrics: [{ id: 'a', kind: 'median', role: 'primary' }] }],
    [
      'two metrics of one id',
      {
        variants,
        metrics: [
          { id: 'a', kind: 'count', role: 'primary' },
          { id: 'a', kind: 'total' },
        ],
      },
    ],
    ['a margin of 0', { variants, metrics: [{ id: 'a', kind: 'count', role: 'primary', margin: 0 }] }],
    ['a fixed horizon without an end', { variants, analysis: 'fixedHorizon' }],
    ['a smallest lift of 0', { variants, smallestLift: 0 }],
    ['an unknown hash version', { variants, hashVersion: 4 }],
  ])('refuses %s', (_, options) => {
    const engine = createABTestingEngine();
    expect(() => engine.createExperiment('hats', options as ExperimentOptions)).toThrow(RangeError);
    expect(engine.getExperiment('hats')).toBeUndefined();
  });
});

describe('an engine on a store that answers later', () => {
  /** Answers in a later turn, and only through JSON, as a database would. */
  const slowStore = (): ExperimentStore => {
    const store = createMemoryExperimentStore();
    const later = async <Value>(answer: Value): Promise<Awaited<Value>> => {
      await Promise.resolve();
      const value = await answer;
      return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Awaited<Value>);
    };
    return {
      readPlan: (id) => later(store.readPlan(id)),
      writePlan: async (plan) => {
        await later(store.writePlan(JSON.parse(JSON.stringify(plan)) as typeof plan));
      },
      readUnit: (...key) => later(store.readUnit(...key)),
      updateUnit: (id, unitId, change) => later(store.updateUnit(id, unitId, change)),
      readTotals: (id) => later(store.readTotals(id)),
      updateHistory: (id, change) => later(store.updateHistory(id, change)),
    };
  };

  it('comes to the same verdict, however its answers interleave', async () => {
    const stored = createABTestingEngine({ store: slowStore() });
    const immediate = createABTestingEngine();
    await stored.createExperiment('hats', { variants });
    await stored.createExperiment('hats', { variants });
    immediate.createExperiment('hats', { variants });
    const users = Array.from({ length: 1000 }, (_, user) => user);
    await Promise.all(
      users.map(async (user) => {
        await stored.assignUserToVariant('hats', user);
        if (user % 3 === 0) await stored.trackEvent('hats', user, { type: 'conversion', value: user });
      }),
    );
    for (const user of users) {
      immediate.assignUserToVariant('hats', user);
      if (user % 3 === 0) immediate.trackEvent('hats', user, { type: 'conversion', value: user });
    }
    expect(await stored.analyzeExperiment('hats')).toEqual(immediate.analyzeExperiment('hats'));
    expect(await stored.getUserVariant('hats', 5)).toBe(immediate.getUserVariant('hats', 5));
    await expect(stored.analyzeExperiment('shoes')).rejects.toThrow(RangeError);
  });
});
