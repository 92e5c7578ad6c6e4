import { EdgeError, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBatcher, hasNeverRun, type BatcherOptions } from './batcher.ts';
import type { BatchAnswer } from './job.ts';
import { createLane } from './lane.ts';
import { createGate, createScriptedModel, double, nextTurn, numbers, type Script } from './testing/scripted-model.ts';

function setUp(script: Script = {}, options: Partial<BatcherOptions> = {}) {
  const clock = createFakeClock();
  const model = createScriptedModel(script);
  const limits = { maxQueuedRequests: 1_024, maxQueueMs: 1_000 };
  const batcher = createBatcher({ model, lane: createLane(1), clock, maxBatchRows: 32, limits, ...options });
  return { clock, model, batcher };
}

const values = (tensor: Tensor | undefined): number[] => Array.from(tensor?.data as Float32Array);
const answer = async (running: Promise<BatchAnswer>): Promise<number[]> => values((await running).outputs[0]);
const batchesOf = (model: { readonly runs: readonly (readonly Tensor[])[] }): number[][] =>
  model.runs.map(([x]) => values(x));

/** A run that is held back, so that what comes meanwhile waits. */
async function busy(script: Script = {}, options: Partial<BatcherOptions> = {}) {
  const gate = createGate();
  const made = setUp({ independentRows: true, ...script, pause: gate.pass }, options);
  const first = made.batcher.run({ inputs: numbers(0) });
  await nextTurn();
  expect(made.model.running()).toBe(1);
  return { ...made, first, open: gate.open };
}

describe('an idle model', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('starts a request within one turn of the event loop, without a timer', async () => {
    const { model, batcher } = setUp();
    const running = answer(batcher.run({ inputs: numbers(4) }));
    await nextTurn();
    expect(model.runs).toHaveLength(1);
    expect(await running).toEqual([8]);
    expect(vi.getTimerCount()).toBe(0);
    expect(batcher.counters.releaseReasons).toEqual({ idle: 1, full: 0, turn: 0 });
  });

  it('runs what came in one turn of the event loop together', async () => {
    const { model, batcher } = setUp({ independentRows: true });
    const running = [1, 2, 3].map((value) => answer(batcher.run({ inputs: numbers(value) })));
    expect(await Promise.all(running)).toEqual([[2], [4], [6]]);
    expect(batchesOf(model)).toEqual([[1, 2, 3]]);
    expect(batcher.counters.releaseReasons).toEqual({ idle: 1, full: 0, turn: 0 });
  });
});

describe('while a batch runs', () => {
  it('the next forms, up to so many rows, and each caller gets its own', async () => {
    const { model, batcher, first, open } = await busy({}, { maxBatchRows: 4 });
    const running = [[1], [2, 3], [4, 5], [6]].map((rows) => batcher.run({ inputs: numbers(...rows) }));
    expect(batcher.depth()).toBe(4);
    open();
    expect(await answer(first)).toEqual([0]);
    expect(await Promise.all(running.map(answer))).toEqual([[2], [4, 6], [8, 10], [12]]);
    expect(batchesOf(model)).toEqual([[0], [1, 2, 3], [4, 5, 6]]);
    expect(await Promise.all(running)).toMatchObject([3, 3, 3, 3].map((batchRows) => ({ batchRows })));
    expect(batcher.counters.releaseReasons).toEqual({ idle: 1, full: 1, turn: 1 });
    expect(batcher.counters).toMatchObject({ executionCount: 3, inferenceCount: 7, success: { count: 5 } });
    expect([...batcher.counters.batches].map(([rows, { count }]) => [rows, count])).toEqual([
      [1, 1],
      [3, 2],
    ]);
  });

  it('one that waits alone counts as its turn, not as idle', async () => {
    const { batcher, first, open } = await busy();
    const second = batcher.run({ inputs: numbers(1) });
    open();
    await Promise.all([first, second]);
    expect(batcher.counters.releaseReasons).toEqual({ idle: 1, full: 0, turn: 1 });
  });

  it('a request with more rows than a batch may have runs alone', async () => {
    const { model, batcher, first, open } = await busy({}, { maxBatchRows: 3 });
    const running = [[1], [2, 3, 4, 5], [6]].map((rows) => answer(batcher.run({ inputs: numbers(...rows) })));
    open();
    await first;
    expect(await Promise.all(running)).toEqual([[2], [4, 6, 8, 10], [12]]);
    expect(batchesOf(model)).toEqual([[0], [1], [2, 3, 4, 5], [6]]);
  });

  it('requests for other outputs wait for a batch of their own', async () => {
    const outputs: TensorSpec[] = ['y', 'z'].map((name) => ({ name, datatype: 'FP32', shape: [-1] }));
    const compute = ([x]: readonly Tensor[]) => outputs.map(({ name }) => ({ ...(x as Tensor), name }));
    const { model, batcher, first, open } = await busy({ outputs, compute });
    const running = [['y'], ['y'], ['z', 'y'], [], undefined].map((asked, i) =>
      batcher.run({ inputs: numbers(i), ...(asked === undefined ? {} : { outputs: asked }) }),
    );
    open();
    await first;
    const names = (await Promise.all(running)).map((made) => made.outputs.map(({ name }) => name));
    expect(names).toEqual([['y'], ['y'], ['z', 'y'], [], ['y', 'z']]);
    expect(batchesOf(model)).toEqual([[0], [0, 1], [2], [3], [4]]);
  });
});

describe('a bad row', () => {
  it('in a batch of 32 fails alone: 31 right answers and one error', async () => {
    const cause = new Error('row 17');
    const compute = (inputs: readonly Tensor[]) => {
      if (values(inputs[0]).includes(17)) throw cause;
      return double(inputs);
    };
    const { batcher, first, open } = await busy({ compute });
    const running = Array.from({ length: 32 }, (_, i) => answer(batcher.run({ inputs: numbers(i + 1) })));
    open();
    await first;
    const results = await Promise.allSettled(running);
    expect(results[16]).toMatchObject({ reason: { code: 'MODEL_FAILED', cause } });
    results.splice(16, 1);
    const others = Array.from({ length: 32 }, (_, i) => [i * 2 + 2]).filter(([doubled]) => doubled !== 34);
    expect(results.map((result) => result.status === 'fulfilled' && result.value)).toEqual(others);
    expect(batcher.counters).toMatchObject({ success: { count: 32 }, fail: { count: 1 } });
  });

  it('in the first batch does not turn batches off', async () => {
    const compute = (inputs: readonly Tensor[]) => {
      if (values(inputs[0]).includes(13)) throw new Error('bad luck');
      return double(inputs);
    };
    const { model, batcher } = setUp({ compute });
    const bad = [13, 1, 2].map((value) => batcher.run({ inputs: numbers(value) }));
    expect(await Promise.allSettled(bad)).toMatchObject([{ status: 'rejected' }, {}, {}]);
    await Promise.all([1, 2, 3].map((value) => batcher.run({ inputs: numbers(value) })));
    expect(batchesOf(model).at(-1)).toEqual([1, 2, 3]);
  });
});

describe('a model whose rows depend on each other', () => {
  const softmax = ([x]: readonly Tensor[]): Tensor[] => {
    const powers = values(x).map(Math.exp);
    const total = powers.reduce((sum, power) => sum + power, 0);
    return [
      {
        ...(x as Tensor & { datatype: 'FP32' }),
        name: 'y',
        data: new Float32Array(powers.map((power) => power / total)),
      },
    ];
  };
  const meanOff = ([x]: readonly Tensor[]): Tensor[] => {
    const mean = values(x).reduce((sum, value) => sum + value, 0) / values(x).length;
    return [
      {
        ...(x as Tensor & { datatype: 'FP32' }),
        name: 'y',
        data: (x?.data as Float32Array).map((value) => value - mean),
      },
    ];
  };

  it.each([
    ['softmax over the batch', softmax, 1],
    ['the mean taken off', meanOff, 0],
  ])(
    '%s: is found out before an answer is given, and then gets one request after the other',
    async (_what, compute, alone) => {
      const { model, batcher } = setUp({ compute });
      const ask = (): Promise<number[][]> =>
        Promise.all([1, 2, 3].map((value) => answer(batcher.run({ inputs: numbers(value) }))));
      expect(await ask()).toEqual([[alone], [alone], [alone]]);
      model.runs.length = 0;
      expect(await ask()).toEqual([[alone], [alone], [alone]]);
      expect(batchesOf(model)).toEqual([[1], [2], [3]]);
    },
  );

  it('is not tried out when it says so itself', async () => {
    const { model, batcher } = setUp({ compute: softmax, independentRows: false });
    expect(await Promise.all([1, 2].map((value) => answer(batcher.run({ inputs: numbers(value) }))))).toEqual([
      [1],
      [1],
    ]);
    expect(batchesOf(model)).toEqual([[1], [2]]);
  });

  it('is never tried out while requests come one by one', async () => {
    const { model, batcher } = setUp();
    for (const value of [1, 2, 3]) await batcher.run({ inputs: numbers(value) });
    expect(batchesOf(model)).toEqual([[1], [2], [3]]);
  });
});

describe('requests that cannot be told apart by rows', () => {
  const matrix = (name: string, rows: number): TensorSpec => ({ name, datatype: 'FP32', shape: [rows, 2] });

  it.each([
    ['of the inputs', [matrix('x', 2)], [matrix('y', -1)]],
    ['of the outputs', [matrix('x', -1)], [matrix('y', 2)]],
  ])('because the batch axis %s is fixed are never merged', async (_which, inputs, outputs) => {
    const { model, batcher } = setUp({ inputs, outputs, independentRows: true });
    const x = (value: number): Tensor[] => [
      { name: 'x', datatype: 'FP32', shape: [2, 2], data: new Float32Array(4).fill(value) },
    ];
    const running = [1, 2, 3].map((value) => answer(batcher.run({ inputs: x(value) })));
    expect(await Promise.all(running)).toEqual([1, 2, 3].map((value) => Array.from({ length: 4 }, () => value * 2)));
    expect(model.runs).toHaveLength(3);
  });

  it('because they have none run alone, and get none', async () => {
    const { model, batcher } = setUp({ independentRows: true });
    const running = [[], [1], [], [2]].map((rows) => answer(batcher.run({ inputs: numbers(...rows) })));
    expect(await Promise.all(running)).toEqual([[], [2], [], [4]]);
    expect(batchesOf(model)).toEqual([[], [1], [], [2]]);
  });

  it('because their inputs have different numbers of rows run alone: nobody reads rows of another', async () => {
    const inputs: TensorSpec[] = ['x', 'z'].map((name) => ({ name, datatype: 'FP32', shape: [-1] }));
    const outputs: TensorSpec[] = ['y', 'w'].map((name) => ({ name, datatype: 'FP32', shape: [-1] }));
    const compute = (given: readonly Tensor[]) =>
      given.map((tensor, i) => ({ ...tensor, name: outputs[i]?.name ?? '' }));
    const { batcher } = setUp({ inputs, outputs, compute, independentRows: true });
    const ask = (x: number[], z: number[]) =>
      batcher
        .run({ inputs: [...numbers(...x), { ...numbers(...z)[0], name: 'z' }] })
        .then((made) => made.outputs.map(values));
    // Together both would have three rows of each.
    const answers = await Promise.all([ask([1, 2], [10]), ask([3], [30, 40]), ask([5], [50]), ask([6], [60])]);
    expect(answers).toEqual([
      [[1, 2], [10]],
      [[3], [30, 40]],
      [[5], [50]],
      [[6], [60]],
    ]);
  });

  it('because the model gives other rows than it got run alone, from then on', async () => {
    const compute = ([x]: readonly Tensor[]): Tensor[] => {
      const kept = values(x).filter((value) => value > 0);
      return [{ name: 'y', datatype: 'FP32', shape: [kept.length], data: new Float32Array(kept) }];
    };
    const { model, batcher } = setUp({ compute, independentRows: true });
    const ask = () => Promise.all([1, -2, 3].map((value) => answer(batcher.run({ inputs: numbers(value) }))));
    expect(await ask()).toEqual([[1], [], [3]]);
    model.runs.length = 0;
    expect(await ask()).toEqual([[1], [], [3]]);
    expect(batchesOf(model)).toEqual([[1], [-2], [3]]);
  });
});

describe('a model that has ended', () => {
  it('fails the batch it was running, and no other', async () => {
    let isDown = false;
    const compute = (inputs: readonly Tensor[]) => {
      if (isDown) throw new EdgeError('UNAVAILABLE', 'the worker ended');
      return double(inputs);
    };
    const gate = createGate();
    const { model, batcher } = setUp({ compute, independentRows: true, pause: gate.pass }, { maxBatchRows: 2 });
    const running = [1, 2, 3, 4].map((value) => answer(batcher.run({ inputs: numbers(value) })));
    await nextTurn();
    isDown = true;
    gate.open();
    await Promise.allSettled(running.slice(0, 2));
    isDown = false;
    const unavailable = { status: 'rejected', reason: { code: 'UNAVAILABLE' } };
    expect(await Promise.allSettled(running)).toMatchObject([
      unavailable,
      unavailable,
      { status: 'fulfilled', value: [6] },
      { status: 'fulfilled', value: [8] },
    ]);
    // Nothing was tried again behind the callers' backs.
    expect(model.runs).toHaveLength(2);
  });

  it('tells those who wait that they have not run', async () => {
    const { model, batcher, first, open } = await busy();
    const waiting = [1, 2].map((value) => batcher.run({ inputs: numbers(value) }));
    model.end();
    open();
    const [error] = await Promise.allSettled([first]);
    expect(error).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
    expect(hasNeverRun((error as PromiseRejectedResult).reason)).toBe(false);
    for (const result of await Promise.allSettled(waiting)) {
      expect(result).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
      expect(hasNeverRun((result as PromiseRejectedResult).reason)).toBe(true);
    }
    expect(batcher.depth()).toBe(0);
  });
});

describe('a caller who gives up', () => {
  it('while his batch runs is answered at once, and his neighbours get their rows', async () => {
    const gate = createGate();
    const { model, batcher } = setUp({ independentRows: true, pause: gate.pass });
    const abort = new AbortController();
    const running = [1, 2, 3].map((value) =>
      batcher.run({ inputs: numbers(value), ...(value === 2 && { signal: abort.signal }) }),
    );
    await nextTurn();
    abort.abort(new Error('left'));
    await expect(running[1]).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', cause: { message: 'left' } });
    expect(model.running()).toBe(1);
    gate.open();
    const [first, , third] = await Promise.allSettled(running);
    expect([first, third]).toMatchObject(
      [[2], [6]].map((doubled) => ({ value: { outputs: [{ data: new Float32Array(doubled) }] } })),
    );
    expect(batcher.counters).toMatchObject({ cancelled: 1, success: { count: 2 }, fail: { count: 0 } });
  });

  it('while he waits is never run, and his place is free', async () => {
    const { model, batcher, first, open } = await busy();
    const abort = new AbortController();
    const given = batcher.run({ inputs: numbers(1), signal: abort.signal });
    const waits = batcher.run({ inputs: numbers(2) });
    abort.abort();
    await expect(given).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(batcher.depth()).toBe(1);
    open();
    await Promise.all([first, waits]);
    expect(batchesOf(model)).toEqual([[0], [2]]);
  });

  it('before he asked is refused', async () => {
    const { model, batcher } = setUp();
    await expect(batcher.run({ inputs: numbers(1), signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    await nextTurn();
    expect(model.runs).toEqual([]);
  });
});

describe('a deadline', () => {
  it('that passes while the model runs is answered at once', async () => {
    const { model, batcher, clock, first, open } = await busy();
    const late = batcher.run({ inputs: numbers(1), deadlineMs: clock.monotonicMs() + 20 });
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(model.running()).toBe(1);
    open();
    await first;
  });

  it('that has passed is not waited for', async () => {
    const { batcher, clock } = setUp();
    await expect(batcher.run({ inputs: numbers(1), deadlineMs: clock.monotonicMs() })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
  });

  it('that is months away is none', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const { batcher, clock } = setUp();
    const running = [clock.monotonicMs() + 1e10, Infinity].map((deadlineMs) =>
      answer(batcher.run({ inputs: numbers(1), deadlineMs })),
    );
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    expect(await Promise.all(running)).toEqual([[2], [2]]);
  });

  it('that the queue is too long for is refused at once', async () => {
    const gate = createGate();
    const { batcher, clock } = setUp({
      independentRows: false,
      pause: () => {
        clock.advance(100);
        return gate.pass();
      },
    });
    gate.open();
    await batcher.run({ inputs: numbers(0) });
    await nextTurn();
    const waiting = [1, 2, 3, 4].map((value) => batcher.run({ inputs: numbers(value) }));
    await expect(batcher.run({ inputs: numbers(5), deadlineMs: clock.monotonicMs() + 200 })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      facts: { retryAfterSeconds: 1 },
    });
    await Promise.all(waiting);
    expect(batcher.counters.refused).toBe(1);
  });
});

describe('tenants', () => {
  it('wait for one batch at most, however many requests another has', async () => {
    const { model, batcher, first, open } = await busy({}, { maxBatchRows: 4 });
    const flood = Array.from({ length: 100 }, (_, i) => batcher.run({ inputs: numbers(i + 1), tenant: 'flood' }));
    const other = batcher.run({ inputs: numbers(1_000), tenant: 'other' });
    open();
    expect(await answer(other)).toEqual([2_000]);
    expect(batchesOf(model).findIndex((rows) => rows.includes(1_000))).toBe(1);
    await Promise.all([first, ...flood]);
  });

  it('whose rows do not fit beside those of the others come next', async () => {
    const { model, batcher, first, open } = await busy({}, { maxBatchRows: 4 });
    const flood = Array.from({ length: 20 }, (_, i) => batcher.run({ inputs: numbers(i + 1), tenant: 'flood' }));
    const other = batcher.run({ inputs: numbers(1_000, 1_001, 1_002, 1_003), tenant: 'other' });
    open();
    await other;
    expect(batchesOf(model).findIndex((rows) => rows.includes(1_000))).toBeLessThanOrEqual(2);
    await Promise.all([first, ...flood]);
  });

  it('fill the queue with their own requests only, and those who left it do not count', async () => {
    const limits = { maxQueuedRequests: 20, maxQueueMs: 1_000 };
    const { batcher, first, open } = await busy({}, { limits });
    const aborts = Array.from({ length: 20 }, () => new AbortController());
    const flood = aborts.map(({ signal }, i) => batcher.run({ inputs: numbers(i), tenant: 'flood', signal }));
    const settled = Promise.allSettled(flood);
    const refusal = { code: 'UNAVAILABLE', facts: { retryAfterSeconds: 1 } };
    await expect(batcher.run({ inputs: numbers(1), tenant: 'flood' })).rejects.toMatchObject(refusal);
    const other = batcher.run({ inputs: numbers(5), tenant: 'other' });
    for (const abort of aborts) abort.abort();
    await settled;
    const again = batcher.run({ inputs: numbers(6), tenant: 'flood' });
    open();
    expect(await Promise.all([first, other, again].map(answer))).toEqual([[0], [10], [12]]);
    expect(batcher.counters).toMatchObject({ refused: 1, cancelled: 20 });
  });
});
