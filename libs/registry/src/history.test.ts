import { EdgeError, isEdgeError, stages, type Clock } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRegistry, type Registry } from './index.ts';
import { registerVersions } from './testing/register-versions.ts';
import { stopAfter } from './testing/stop-after.ts';

const modelId = 'm';
const ready = (): Promise<void> => Promise.resolve();

const version = fc.constantFrom('v1', 'v2', 'v3', 'v4');
const stage = fc.constantFrom(...stages);
const alias = fc.constantFrom('a', 'b');

/** What somebody does, and how the wall clock moves before it, which may also be set back. */
const step = fc.record({
  clockMs: fc.integer({ min: -3, max: 6 }),
  /** The host is killed after so many writes; most often it is not. */
  killedAfter: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 3, nil: Infinity }),
  act: fc.oneof(
    fc.record({ do: fc.constant('register' as const), version, stage }),
    fc.record({ do: fc.constant('promote' as const), version, stage }),
    fc.record({ do: fc.constant('rollBack' as const), version: fc.option(version, { nil: undefined }) }),
    fc.record({ do: fc.constant('alias' as const), alias, version: fc.option(version) }),
    fc.record({ do: fc.constant('validate' as const), version, passed: fc.boolean() }),
    fc.record({ do: fc.constant('remove' as const), version }),
  ),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function perform(registry: Registry, { act }: Step): Promise<void> {
  const clock = createFakeClock();
  switch (act.do) {
    case 'register':
      await registerVersions({ registry, clock }, [[act.version, act.stage]]);
      return;
    case 'promote':
      await registry.promote({ modelId, version: act.version, stage: act.stage, approvedBy: 'ann' }, ready);
      return;
    case 'rollBack':
      await registry.rollBack({ modelId, version: act.version }, ready);
      return;
    case 'alias':
      await registry.setAlias({ modelId, alias: act.alias, version: act.version });
      return;
    case 'validate':
      await registry.validate({ modelId, version: act.version, passed: act.passed, metrics: {}, by: 't', notes: null });
      return;
    case 'remove':
      await registry.remove({ modelId, version: act.version });
  }
}

const orNothing = async <T>(call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: unknown) => {
    if (isEdgeError(error, 'NOT_FOUND')) return undefined;
    throw error;
  });

describe('history', () => {
  it('says what served at every instant of any sequence of changes, with kills and clocks that are set back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        let nowMs = 1_000;
        const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
        const store = createMemoryStore({ clock });
        // Each look is one of somebody who remembers nothing.
        const look = (): Registry => createRegistry({ store, clock });
        // The brute force: who answered after each step, and from when on that counts.
        const observed: { readonly from: number; readonly serving: string | null }[] = [];
        let latest = nowMs;
        let changedAt = 0;
        let revisionBefore = 0;
        for (const one of steps) {
          nowMs += one.clockMs;
          latest = Math.max(latest, nowMs);
          const host = createRegistry({ store: stopAfter(store, one.killedAfter), clock });
          await perform(host, one).catch((error: unknown) => {
            if (!(error instanceof EdgeError)) throw error;
          });
          const serving = (await orNothing(look().resolve(modelId)))?.version ?? null;
          const revision = (await orNothing(look().lifecycle(modelId)))?.revision ?? 0;
          // A change is never dated before the one that went before, whatever the clock says.
          if (revision !== revisionBefore) changedAt = Math.max(changedAt, nowMs);
          revisionBefore = revision;
          const last = (await orNothing(look().history(modelId, { limit: 1 })))?.changes[0];
          expect(last?.at ?? 0).toBe(changedAt);
          observed.push({ from: changedAt, serving });
        }
        for (let at = 995; at <= latest + 5; at++) {
          const expected = observed.findLast(({ from }) => from <= at)?.serving ?? null;
          const found = (await orNothing(look().history(modelId, { at, limit: 1 })))?.changes[0];
          expect(found?.serving ?? null, `at ${at}`).toBe(expected);
        }
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it('comes in pages, newest first, and up to a moment', async () => {
    const clock = createFakeClock();
    const registry = createRegistry({ store: createMemoryStore({ clock }), clock });
    await registerVersions(
      { registry, clock },
      Array.from({ length: 7 }, (_, i) => [`v${i}`] as const),
    );
    const revisions: number[][] = [];
    let cursor: string | undefined;
    do {
      const page = await registry.history(modelId, { limit: 3, ...(cursor !== undefined && { cursor }) });
      revisions.push(page.changes.map(({ revision }) => revision));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(revisions).toEqual([[7, 6, 5], [4, 3, 2], [1]]);
    const third = (await registry.history(modelId)).changes[4];
    expect((await registry.history(modelId, { at: third?.at ?? 0 })).changes.map(({ revision }) => revision)).toEqual([
      3, 2, 1,
    ]);
    expect((await registry.history(modelId, { at: (third?.at ?? 0) - 1 })).changes).toHaveLength(2);
    expect((await registry.history(modelId, { at: 0 })).changes).toEqual([]);
    for (const wrong of ['0', '8', 'x', '', '1.5']) {
      await expect(registry.history(modelId, { cursor: wrong })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    await expect(registry.history(modelId, { limit: 0 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
