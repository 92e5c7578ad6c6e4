import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EdgeError, type Row, type Store, type Table } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createRandomGenerator } from '@harper-edge/stats';
import { createEmbeddedStore } from '@harper-edge/store/embedded';
import { createMemoryStore } from '@harper-edge/store/memory';
import { afterAll, describe, expect, it } from 'vitest';
import { createABTestingEngine, type ABTestingEngine, type StoredABTestingEngine } from '../index.ts';
import { createExperiments, experimentUnitTable, type TenantExperiments } from './index.ts';

const variants = [
  { id: 'baseline', weight: 50 },
  { id: 'enhanced', weight: 50 },
];
const options = {
  variants,
  minimumUnits: 2,
  windowMs: 600_000,
  metrics: [
    { id: 'conversion', kind: 'conversion', role: 'primary' },
    { id: 'revenue', kind: 'total', event: 'conversion' },
    { id: 'click', kind: 'count' },
  ],
} as const;

const folders: string[] = [];
const stores = {
  memory: () => createMemoryStore(),
  embedded: () => {
    const path = mkdtempSync(join(tmpdir(), 'experiments-'));
    folders.push(path);
    return createEmbeddedStore({ path });
  },
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const start = (store: Store) => {
  const clock = createFakeClock(1_700_000_000_000);
  return { clock, tenant: createExperiments({ store, clock }).of('shop') };
};

type Step = (engine: ABTestingEngine | StoredABTestingEngine) => unknown;

/** What users and those who look do, at random, on few users so that all meet: repeated, out of order and late. */
function randomStep({ next, nextInteger }: ReturnType<typeof createRandomGenerator>, nowMs: number): Step {
  const user = `user-${nextInteger(40)}`;
  const what = next();
  if (what < 0.35) return (engine) => engine.assignUserToVariant('hats', user);
  if (what < 0.4) {
    const variant = next() < 0.5 ? 'baseline' : 'enhanced';
    return (engine) => engine.recordExposure('hats', user, { variant });
  }
  if (what < 0.95) {
    const type = ['conversion', 'click', 'other'][nextInteger(3)] ?? '';
    const event = { type, value: nextInteger(2000) - 500, at: nowMs - nextInteger(900_000) + 300_000 };
    const id = nextInteger(30);
    return (engine) => engine.trackEvent('hats', user, id < 10 ? event : { ...event, id: `e${id}` });
  }
  return (engine) => engine.analyzeExperiment('hats');
}

describe.each(Object.entries(stores))('experiments in a store in %s', (name, open) => {
  // Each write waits for the disk there.
  const isFast = name === 'memory';

  it('come to the same results as those in memory, step by step', async () => {
    for (const seed of isFast ? [1, 2, 3] : [4]) {
      const store = open();
      const { clock, tenant } = start(store);
      const reference = createABTestingEngine({ clock: () => clock.nowMs() });
      reference.createExperiment('hats', options);
      await tenant.createExperiment('hats', options);
      const random = createRandomGenerator(seed);
      for (let step = 0; step < 400; step++) {
        // Checkpoints, and what they are made of, take minutes.
        clock.advance(random.nextInteger(20_000));
        const run = randomStep(random, clock.nowMs());
        expect(await run(tenant), `step ${step}`).toEqual(run(reference));
      }
      expect((await tenant.analyzeExperiment('hats')).units).toBeGreaterThan(10);
      await store.close();
    }
  });

  it('are the same for several threads at once: same variants, no exposure twice, no event lost', async () => {
    const store = open();
    const clock = createFakeClock(1_700_000_000_000);
    const threads = [0, 1, 2].map(() => createExperiments({ store, clock }).of('shop'));
    await Promise.all(threads.map((thread) => thread.define('hats', options)));
    const shown = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        (threads[i % 3] as TenantExperiments).assignUserToVariant('hats', `user-${Math.floor(i / 6)}`),
      ),
    );
    for (let user = 0; user < 50; user++) {
      const seen = new Set(shown.slice(user * 6, user * 6 + 6).map(({ variant }) => variant));
      expect(seen.size).toBe(1);
    }
    const tracked = await Promise.all(
      Array.from({ length: 600 }, (_, i) =>
        (threads[i % 3] as TenantExperiments).trackEvent('hats', `user-${i % 50}`, {
          type: 'conversion',
          value: 1,
          // Each id comes twice, to different threads.
          id: `order-${i % 300}`,
        }),
      ),
    );
    expect(tracked.filter(({ counted }) => counted)).toHaveLength(300);
    for (const thread of threads) {
      const { units, variants: arms, refusedEvents } = await thread.analyzeExperiment('hats');
      expect([units, arms.map((arm) => arm.units * (arm.metrics['revenue'] ?? 0)).reduce((a, b) => a + b)]).toEqual([
        50,
        expect.closeTo(300, 9),
      ]);
      expect(refusedEvents.seen).toBeGreaterThan(0);
    }
    // Each thread has now written what it counted.
    expect((await threads[0]?.analyzeExperiment('hats'))?.refusedEvents).toEqual({ seen: 300 });
    await store.close();
  });

  it('survive writes that fail: after trying again, all is as if nothing had failed', async () => {
    for (let seed = 1; seed <= (isFast ? 5 : 1); seed++) {
      const store = open();
      const { next } = createRandomGenerator(seed);
      const clock = createFakeClock(1_700_000_000_000);
      const failing = failingStore(store, () => next() < 0.3);
      await createExperiments({ store, clock }).of('shop').define('hats', options);
      let tenant = createExperiments({ store: failing, clock }).of('shop');
      const insistently = async (run: (engine: TenantExperiments) => Promise<unknown>): Promise<unknown> => {
        for (;;) {
          try {
            return await run(tenant);
          } catch {
            // As after a crash: nothing is left but the store.
            tenant = createExperiments({ store: failing, clock }).of('shop');
          }
        }
      };
      const reference = createABTestingEngine({ clock: () => clock.nowMs() });
      reference.createExperiment('hats', options);
      for (let step = 0; step < 120; step++) {
        clock.advance(5_000);
        const user = `user-${step % 15}`;
        const event = { type: 'conversion', value: step, id: `order-${step}` };
        const { variant } = reference.assignUserToVariant('hats', user);
        expect(await insistently((engine) => engine.assignUserToVariant('hats', user))).toMatchObject({ variant });
        reference.trackEvent('hats', user, event);
        await insistently((engine) => engine.trackEvent('hats', user, event));
        if (step % 30 === 0) await insistently((engine) => engine.analyzeExperiment('hats'));
      }
      const [found, expected] = [
        await createExperiments({ store, clock }).of('shop').analyzeExperiment('hats'),
        reference.analyzeExperiment('hats'),
      ];
      const of = ({ units, variants: arms }: typeof found) => ({
        units,
        arms: arms.map(({ units: n, metrics }) => ({ n, metrics })),
      });
      expect(of(found)).toEqual(of(expected));
      await store.close();
    }
  });
});

/** The store as another node sees it, which is not told of changes. */
const withoutChanges = (store: Store): Store => ({
  ...store,
  table: (definition) => {
    const { changes: _changes, ...table } = store.table(definition);
    return table;
  },
});

/** A store of which some writes fail, half of them after they were done: the caller cannot tell. */
function failingStore(store: Store, fails: () => boolean): Store {
  const sometimes = async <T>(write: () => Promise<T>): Promise<T> => {
    const before = fails();
    const after = fails();
    if (before) throw new EdgeError('UNAVAILABLE', 'failed before it was written');
    const result = await write();
    if (after) throw new EdgeError('UNAVAILABLE', 'failed after it was written');
    return result;
  };
  const failingTable = <R extends Row>(table: Table<R>): Table<R> => ({
    ...table,
    put: (...args) => sometimes(() => table.put(...args)),
    patch: (...args) => sometimes(() => table.patch(...args)),
  });
  return { ...store, table: (definition) => failingTable(store.table(definition)) };
}

describe('assignment', () => {
  it('reads nothing for a unit that is known, and writes an exposure once', async () => {
    const store = createMemoryStore();
    const calls: string[] = [];
    const counting = {
      ...store,
      table: (definition: Parameters<Store['table']>[0]) => {
        const table = store.table(definition);
        const count =
          <Args extends unknown[], T>(name: string, call: (...args: Args) => T) =>
          (...args: Args): T => {
            calls.push(`${name} ${definition.name}`);
            return call(...args);
          };
        return {
          ...table,
          get: count('get', table.get),
          put: count('put', table.put),
          patch: count('patch', table.patch),
        };
      },
    } as Store;
    const { clock, tenant } = start(counting);
    await tenant.define('hats', { variants });
    const first = await tenant.assignUserToVariant('hats', 'ann');
    calls.length = 0;
    for (let i = 0; i < 10; i++) {
      expect(await tenant.assignUserToVariant('hats', 'ann')).toMatchObject({
        variant: first.variant,
        reason: 'sticky',
      });
    }
    expect(calls).toEqual([]);
    clock.advance(1_001);
    await tenant.assignUserToVariant('hats', 'ann');
    // The definition may have changed on another node.
    expect(calls).toEqual(['get Experiment']);
  });

  it('answers as the row says where that differs from the hash', async () => {
    const { tenant } = start(createMemoryStore());
    await tenant.define('hats', { variants });
    const users = Array.from({ length: 20 }, (_, i) => `user-${i}`);
    for (const user of users) await tenant.recordExposure('hats', user, { variant: 'enhanced' });
    for (const user of users) {
      expect((await tenant.assignUserToVariant('hats', user)).variant).toBe('enhanced');
    }
  });
});

describe('definitions', () => {
  it('are created, repeated, changed where they may be, and refused otherwise', async () => {
    const { tenant } = start(createMemoryStore());
    expect(await tenant.define('hats', { variants })).toMatchObject({ outcome: 'created', plan: { alpha: 0.05 } });
    expect(await tenant.define('hats', { variants })).toMatchObject({ outcome: 'unchanged' });
    expect(await tenant.define('hats', { variants, coverage: 0.5, active: false })).toMatchObject({
      outcome: 'changed',
    });
    expect(await tenant.assignUserToVariant('hats', 'ann')).toMatchObject({ reason: 'inactive' });
    // What is left out is as by default again.
    expect(await tenant.define('hats', { variants })).toMatchObject({ outcome: 'changed' });
    expect(await tenant.getExperiment('hats')).not.toHaveProperty('coverage');
    await expect(tenant.define('hats', { variants, alpha: 0.1, coverage: 0.1 })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/^experiment hats exists with other alpha, which/) as string,
    });
    await expect(tenant.define('hats', { variants: [...variants, { id: 'third' }] })).rejects.toThrow(RangeError);
    await expect(tenant.define('a/b', { variants })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(tenant.define('x'.repeat(128), { variants })).resolves.toMatchObject({ outcome: 'created' });
  });

  it('say the sum of weights that do not sum', async () => {
    const { tenant } = start(createMemoryStore());
    const uneven = [variants[0], { id: 'b', weight: 40 }] as typeof variants;
    await expect(tenant.define('hats', { variants: uneven })).rejects.toThrow('got 50 + 40 = 90');
  });

  it('of one experiment by several at once: one creates it, those who say the same agree, the others are told', async () => {
    const store = createMemoryStore();
    const clock = createFakeClock(0);
    const defined = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) =>
        createExperiments({ store, clock })
          .of('shop')
          .define('hats', { variants, alpha: i % 3 === 0 ? 0.01 : 0.05 }),
      ),
    );
    const created = defined.filter((one) => one.status === 'fulfilled' && one.value.outcome === 'created');
    expect(created).toHaveLength(1);
    const refused = defined.flatMap((one) => (one.status === 'rejected' ? [one.reason as EdgeError] : []));
    expect([4, 8]).toContain(refused.length);
    for (const { code } of refused) expect(code).toBe('CONFLICT');
  });

  it('are of one tenant', async () => {
    const store = createMemoryStore();
    const clock = createFakeClock(0);
    const experiments = createExperiments({ store, clock });
    await experiments.of('shop').define('hats', { variants });
    await experiments.of('shop').define('shoes', { variants, active: false });
    await experiments.of('other').define('hats', { variants });
    await experiments.of('other').assignUserToVariant('hats', 'ann');
    expect(await experiments.of('shop').getUserVariant('hats', 'ann')).toBeNull();
    expect((await experiments.of('shop').list()).rows.map(({ experimentId }) => experimentId)).toEqual([
      'hats',
      'shoes',
    ]);
    expect(await experiments.of('third').getExperiment('hats')).toBeUndefined();
    expect(await experiments.countActive()).toBe(2);
  });

  it('removed, take along what was recorded; a new one of the same id begins with nothing', async () => {
    const store = createMemoryStore();
    const clock = createFakeClock(0);
    const one = createExperiments({ store, clock }).of('shop');
    const other = createExperiments({ store: withoutChanges(store), clock }).of('shop');
    await one.define('hats', { variants });
    await one.define('hats2', { variants });
    for (let user = 0; user < 600; user++) await one.assignUserToVariant('hats', user);
    await one.assignUserToVariant('hats2', 'ann');
    await one.trackEvent('hats', 'nobody', 'conversion');
    await one.analyzeExperiment('hats');
    await other.assignUserToVariant('hats', 1);
    expect(await one.remove('hats')).toBe(600);
    await expect(one.assignUserToVariant('hats', 1)).rejects.toThrow('There is no experiment hats');
    await expect(one.remove('hats')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await one.analyzeExperiment('hats2')).units).toBe(1);
    // Another node has not noticed yet, and what it writes counts for nothing later.
    await other.trackEvent('hats', 1, 'conversion');
    clock.advance(1_001);
    await one.define('hats', { variants });
    expect(await one.analyzeExperiment('hats')).toMatchObject({ units: 0, refusedEvents: {} });
    await other.assignUserToVariant('hats', 1);
    expect(await one.analyzeExperiment('hats')).toMatchObject({ units: 1 });
  });
});

it('an event that changes nothing costs no write', async () => {
  const store = createMemoryStore();
  const { tenant } = start(store);
  await tenant.define('hats', { variants });
  await tenant.assignUserToVariant('hats', 'ann');
  const revision = async () => (await store.table(experimentUnitTable).get('shop/hats/ann'))?.revision;
  for (const type of ['waved', 'conversion', 'conversion', 'waved']) await tenant.trackEvent('hats', 'ann', type);
  expect(await revision()).toBe(2);
  // An id is to be remembered.
  await tenant.trackEvent('hats', 'ann', { type: 'waved', id: 'w1' });
  expect(await revision()).toBe(3);
});

it('many events of one unit cost few writes', async () => {
  const store = createMemoryStore();
  const { tenant } = start(store);
  await tenant.define('hats', { variants });
  await tenant.assignUserToVariant('hats', 'ann');
  await Promise.all(
    Array.from({ length: 2_000 }, (_, i) => tenant.trackEvent('hats', 'ann', { type: 'conversion', id: `o${i}` })),
  );
  const row = await store.table(experimentUnitTable).get('shop/hats/ann');
  expect(row?.unit.eventIds).toHaveLength(1_000);
  expect(row?.revision).toBeLessThan(10);
});
