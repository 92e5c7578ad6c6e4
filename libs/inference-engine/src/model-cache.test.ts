import { EdgeError } from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGate, nextTurn, numbers, type ScriptedModel } from './testing/scripted-model.ts';
import { createScriptedEngine, firstValues, modelOf, sized, type ScriptedEngine } from './testing/scripted-engine.ts';

const keys = ({ engine }: ScriptedEngine): string[] => engine.loaded().map(({ sha256 }) => sha256);
const use = ({ engine }: ScriptedEngine, key: string, value = 1) =>
  firstValues(engine.predict(modelOf(key), numbers(value)));
const heldBytes = ({ models }: ScriptedEngine): number =>
  models.filter(({ model }) => !model.isReleased()).reduce((sum, { model }) => sum + model.memoryBytes, 0);
const last = ({ models }: ScriptedEngine): ScriptedModel => {
  const found = models.at(-1)?.model;
  if (found === undefined) throw new Error('expected a loaded model');
  return found;
};

beforeEach(() => {
  // The sweep runs when a test says so.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});
const sweep = (): void => {
  vi.advanceTimersByTime(1_000);
};

describe('a load', () => {
  it('is one for 100 first requests at once; they count as one miss and 99 hits', async () => {
    const gate = createGate();
    const made = createScriptedEngine({ load: async (key) => gate.pass().then(() => sized(key)) });
    const running = Array.from({ length: 100 }, (_, i) => use(made, 'a-10', i));
    await nextTurn();
    expect(made.engine.loaded()).toMatchObject([{ memoryBytes: 0, leases: 100 }]);
    gate.open();
    expect(await Promise.all(running)).toEqual(Array.from({ length: 100 }, (_, i) => [i * 2]));
    expect(made.loads).toEqual(['a-10']);
    expect(made.engine.statistics()).toMatchObject({ cacheHits: 99, cacheMisses: 1 });
    expect(made.engine.loaded()).toMatchObject([{ memoryBytes: 10, leases: 0 }]);
  });

  it.each([
    ['INVALID_MODEL', 1],
    ['UNAVAILABLE', 3],
  ] as const)('that fails with %s is begun %i times by requests that follow', async (code, loads) => {
    const made = createScriptedEngine({
      load: () => {
        throw new EdgeError(code, 'not today');
      },
    });
    for (let i = 0; i < 3; i++) await expect(use(made, 'a-10')).rejects.toMatchObject({ code });
    expect(made.loads).toHaveLength(loads);
    made.clock.advance(1_001);
    sweep();
    await expect(use(made, 'a-10')).rejects.toMatchObject({ code });
    expect(made.loads).toHaveLength(loads + 1);
    expect(made.engine.loaded()).toEqual([]);
  });

  it('takes longer than the caller waits: UNAVAILABLE, and the load goes on for the next', async () => {
    const gate = createGate();
    const made = createScriptedEngine({ load: async (key) => gate.pass().then(() => sized(key)) });
    const { engine, clock } = made;
    const late = engine.predict(modelOf('a-10'), numbers(1), { deadlineMs: clock.monotonicMs() + 20 });
    await expect(late).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const abort = new AbortController();
    const left = engine.predict(modelOf('a-10'), numbers(1), { signal: abort.signal });
    abort.abort(new Error('left'));
    await expect(left).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', cause: { message: 'left' } });
    expect(engine.loaded()).toMatchObject([{ leases: 0 }]);
    const waits = engine.predict(modelOf('a-10'), numbers(1), {
      deadlineMs: clock.monotonicMs() + 1e10,
      signal: new AbortController().signal,
    });
    gate.open();
    expect(await firstValues(waits)).toEqual([2]);
    expect(made.loads).toHaveLength(1);
  });

  it('of a model unloaded meanwhile still serves who waited for it, and is then released', async () => {
    const gate = createGate();
    const made = createScriptedEngine({ load: async (key) => gate.pass().then(() => sized(key)) });
    const waits = use(made, 'a-10', 4);
    expect(made.engine.unload(modelOf('a-10'))).toBe(true);
    expect(made.engine.unload(modelOf('a-10'))).toBe(false);
    gate.open();
    expect(await waits).toEqual([8]);
    await made.engine.close();
    expect(heldBytes(made)).toBe(0);
  });
});

describe('a model that is gone', () => {
  it('is loaded again, and who asks afterwards is answered', async () => {
    const made = createScriptedEngine();
    await use(made, 'a-10');
    last(made).end();
    expect(await Promise.all([1, 2, 3].map((value) => use(made, 'a-10', value)))).toEqual([[2], [4], [6]]);
    expect(made.loads).toEqual(['a-10', 'a-10']);
  });

  it('fails what it ran; who waited for it waits for the next', async () => {
    const gate = createGate();
    const made = createScriptedEngine({
      load: (key) => ({ ...sized(key), independentRows: false, lane: {}, pause: gate.pass }),
    });
    const running = [1, 2, 3].map((value) => use(made, 'a-10', value));
    await vi.waitFor(() => {
      expect(last(made).running()).toBe(1);
    });
    last(made).end();
    gate.open();
    expect(await Promise.allSettled(running)).toMatchObject([
      { reason: { code: 'UNAVAILABLE' } },
      { value: [4] },
      { value: [6] },
    ]);
    expect(made.loads).toHaveLength(2);
    expect(made.engine.loaded()).toMatchObject([{ leases: 0 }]);
  });

  it('again and again is not loaded for ever', async () => {
    const made = createScriptedEngine({ load: (key) => ({ ...sized(key), isGone: () => true }) });
    await expect(use(made, 'a-10')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(made.loads).toHaveLength(3);
  });

  it('is not held in memory for nothing', async () => {
    const made = createScriptedEngine();
    await use(made, 'a-10');
    last(made).end();
    sweep();
    expect(made.engine.loaded()).toEqual([]);
  });
});

describe('memory', () => {
  it('of a pinned model is never given back, except by an unload', async () => {
    const made = createScriptedEngine({ keepAliveMs: 0 });
    const pinned = modelOf('pinned-60', { serving: { pinned: true } });
    await made.engine.metadata(pinned);
    for (const key of ['a-60', 'b-60']) await use(made, key);
    made.clock.advance(1e9);
    sweep();
    expect(keys(made)).toEqual(['pinned-60']);
    expect(made.engine.unload(pinned)).toBe(true);
    expect(keys(made)).toEqual([]);
  });

  it('of a model that rests as long as it is to be kept is given back, and not before', async () => {
    const made = createScriptedEngine({ keepAliveMs: 5_000 });
    await use(made, 'a-10');
    await made.engine.metadata(modelOf('b-10', { serving: { keepAliveSeconds: 60 } }));
    made.clock.advance(3_000);
    await use(made, 'a-10');
    made.clock.advance(4_999);
    sweep();
    expect(keys(made)).toHaveLength(2);
    made.clock.advance(1);
    sweep();
    expect(keys(made)).toEqual(['b-10']);
    made.clock.advance(52_000);
    sweep();
    expect(keys(made)).toEqual([]);
    await made.engine.close();
    expect(heldBytes(made)).toBe(0);
  });

  it('of a model in use is not given back because it has not been asked for', async () => {
    const gate = createGate();
    const made = createScriptedEngine({ keepAliveMs: 0, load: (key) => ({ ...sized(key), pause: gate.pass }) });
    const running = use(made, 'a-10', 2);
    await vi.waitFor(() => {
      expect(last(made).running()).toBe(1);
    });
    made.clock.advance(1e6);
    sweep();
    expect(keys(made)).toEqual(['a-10']);
    gate.open();
    expect(await running).toEqual([4]);
    sweep();
    expect(keys(made)).toEqual([]);
  });

  it('does not thrash when the working set is larger than it, by half', async () => {
    const made = createScriptedEngine({ minResidencyMs: 1_000 });
    for (let round = 0; round < 50; round++) {
      for (const key of ['a-45', 'b-45', 'c-45']) await use(made, key);
      made.clock.advance(15);
    }
    expect(made.loads).toEqual(['a-45', 'b-45', 'c-45']);
    // The limit holds all the same, once each has been there for its time.
    made.clock.advance(1_000);
    sweep();
    expect(keys(made)).toEqual(['b-45', 'c-45']);
    for (let round = 0; round < 50; round++) for (const key of ['a-45', 'b-45', 'c-45']) await use(made, key);
    // Each once more, and then it stays again.
    expect(made.loads).toHaveLength(6);
  });

  it('keeps the model used last also where it does not fit', async () => {
    const made = createScriptedEngine({ minResidencyMs: 1_000 });
    await use(made, 'big-500');
    made.clock.advance(10_000);
    sweep();
    expect(keys(made)).toEqual(['big-500']);
    await use(made, 'small-1');
    sweep();
    expect(keys(made)).toEqual(['small-1']);
  });

  it('is counted as held until the last run of an evicted model has ended', async () => {
    const gate = createGate();
    const made = createScriptedEngine({
      load: (key) => (key === 'a-60' ? { ...sized(key), pause: gate.pass } : sized(key)),
    });
    const running = [1, 2].map((value) => use(made, 'a-60', value));
    await vi.waitFor(() => {
      expect(last(made).running()).toBeGreaterThan(0);
    });
    await use(made, 'b-60');
    expect([keys(made), heldBytes(made)]).toEqual([['b-60'], 120]);
    gate.open();
    expect(await Promise.all(running)).toEqual([[2], [4]]);
    await nextTurn();
    expect(heldBytes(made)).toBe(60);
  });

  it('is all given back after any mix of requests, unloads, ends and evictions under load', async () => {
    const made = createScriptedEngine({ load: (key) => ({ ...sized(key), lane: made, pause: nextTurn }) });
    const rng = createSeededRng(7);
    const running: Promise<unknown>[] = [];
    for (let i = 0; i < 600; i++) {
      const key = `${'abcde'[Math.floor(rng.next() * 5)] ?? 'a'}-40`;
      if (rng.next() < 0.05) made.engine.unload(modelOf(key));
      if (rng.next() < 0.02) made.models.at(Math.floor(rng.next() * made.models.length))?.model.end();
      running.push(
        use(made, key, i).then(
          (doubled) => {
            expect(doubled).toEqual([i * 2]);
          },
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'UNAVAILABLE' });
          },
        ),
      );
      if (rng.next() < 0.3) await nextTurn();
    }
    await Promise.all(running);
    expect(made.engine.loaded().every(({ leases }) => leases === 0)).toBe(true);
    expect(made.engine.loaded().reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBeLessThanOrEqual(100);
    await made.engine.close();
    expect([heldBytes(made), made.engine.loaded()]).toEqual([0, []]);
  });
});

describe('100 cycles of load, run and unload', () => {
  it('leave nothing behind', async () => {
    const made = createScriptedEngine();
    for (let i = 0; i < 100; i++) {
      expect(await use(made, 'a-10', i)).toEqual([i * 2]);
      expect(made.engine.unload(modelOf('a-10'))).toBe(true);
    }
    await nextTurn();
    expect([made.loads.length, heldBytes(made), made.engine.loaded()]).toEqual([100, 0, []]);
  });
});
