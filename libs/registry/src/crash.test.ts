import type { Store } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it } from 'vitest';
import { createRegistry, type Registry } from './index.ts';
import { registerVersions } from './testing/register-versions.ts';
import { stopAfter } from './testing/stop-after.ts';

const clock = createFakeClock();

const ready = (): Promise<void> => Promise.resolve();
const modelId = 'm';

interface Act {
  readonly name: string;
  readonly run: (registry: Registry) => Promise<unknown>;
  /** What answers afterwards; before it is v2. */
  readonly after: string;
  /** Whether it leaves nothing in production. */
  readonly empties?: boolean;
}

/** What is under way when the host is killed. */
const acts: readonly Act[] = [
  {
    name: 'a promotion',
    run: (registry) => registry.promote({ modelId, version: 'v3', stage: 'production', approvedBy: 'ann' }, ready),
    after: 'v3',
  },
  { name: 'a rollback', run: (registry) => registry.rollBack({ modelId }, ready), after: 'v1' },
  {
    name: 'an upload into production',
    run: (registry) => registerVersions({ registry, clock }, [['v4', 'production']]),
    after: 'v4',
  },
  { name: 'an upload', run: (registry) => registerVersions({ registry, clock }, [['v4']]), after: 'v2' },
  {
    name: 'the end of the production version',
    run: (registry) => registry.promote({ modelId, version: 'v2', stage: 'archived', approvedBy: 'ann' }, ready),
    after: 'v3',
    empties: true,
  },
  { name: 'a removal', run: (registry) => registry.remove({ modelId, version: 'v1' }), after: 'v2' },
];
const before = 'v2';

const inProduction = async (registry: Registry): Promise<readonly string[]> =>
  (await registry.list({ modelId, stage: 'production' })).rows.map(({ version }) => version);

/** What may be asked first after a crash; the answer is checked against the one truth. */
const questions: readonly (readonly [string, (registry: Registry, production: string | null) => Promise<void>])[] = [
  [
    'the list',
    async (registry, production) => {
      expect(await inProduction(registry)).toEqual(production === null ? [] : [production]);
    },
  ],
  [
    'each version',
    async (registry, production) => {
      for (const version of ['v2', 'v3']) {
        const { stage } = await registry.get(modelId, version);
        expect(stage === 'production', version).toBe(version === production);
      }
    },
  ],
  [
    'the history',
    async (registry, production) => {
      expect((await registry.history(modelId, { limit: 1 })).changes).toMatchObject([{ production }]);
    },
  ],
];

/** What whoever looks at the model after a crash must find. */
async function expectOneTruth(
  store: Store,
  expected: {
    readonly answers: readonly string[];
    readonly productionOf: (answers: string) => string | null;
    readonly ask: (registry: Registry, production: string | null) => Promise<void>;
  },
): Promise<string> {
  // As predictions find it, which finishes nothing.
  const answers = (await createRegistry({ store, clock }).resolve(modelId)).version;
  expect(expected.answers).toContain(answers);
  const production = expected.productionOf(answers);
  await expected.ask(createRegistry({ store, clock }), production);
  const lifecycle = await createRegistry({ store, clock }).lifecycle(modelId);
  expect([lifecycle.serving, lifecycle.production]).toEqual([answers, production]);
  expect(await inProduction(createRegistry({ store, clock }))).toEqual(production === null ? [] : [production]);
  const { changes } = await createRegistry({ store, clock }).history(modelId);
  expect(changes[0]).toMatchObject({ serving: answers, production: lifecycle.production });
  // Without gaps: each change begins with what the one before left.
  expect(changes.map(({ revision }) => revision)).toEqual(changes.map((_, i) => changes.length - i));
  for (const { version, stage } of (await createRegistry({ store, clock }).list({ modelId })).rows) {
    expect(stage === 'production', version).toBe(version === lifecycle.production);
    const last = changes.find((change) => change.version === version && change.to !== null);
    const replaced = changes.find((change) => change.replaced === version && change.alias === null);
    // An upload that was killed before it counted has no change yet.
    if (last !== undefined) expect(stage).toBe((replaced?.revision ?? 0) > last.revision ? 'archived' : last.to);
  }
  return answers;
}

describe.each(questions)('a kill between two writes, after which %s comes first', (_question, ask) => {
  it.each(acts)(
    'of $name leaves one truth, and what was not done can be done again',
    async ({ run, after, empties }) => {
      const productionOf = (answers: string): string | null => (answers === after && empties === true ? null : answers);
      let kills = 0;
      for (let writes = 0; ; writes++) {
        const store = createMemoryStore({ clock });
        await registerVersions({ registry: createRegistry({ store, clock }), clock }, [
          ['v1', 'production'],
          ['v2', 'production'],
          ['v3', 'staging'],
        ]);
        const result = await run(createRegistry({ store: stopAfter(store, writes), clock })).then(
          () => 'done',
          () => 'killed',
        );
        const answers = await expectOneTruth(store, {
          answers: result === 'done' ? [after] : [before, after],
          productionOf,
          ask,
        });
        if (result === 'done') break;
        kills++;
        // A rollback that has happened would go one further if it were asked for again.
        if (answers === before) await run(createRegistry({ store, clock })).catch(() => undefined);
        await expectOneTruth(store, { answers: [after], productionOf, ask });
      }
      expect(kills).toBeGreaterThanOrEqual(3);
    },
  );
});
