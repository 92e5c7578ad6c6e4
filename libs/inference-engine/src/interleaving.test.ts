import type { EdgeError, Tensor, TensorSpec } from '@harper-edge/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PredictOptions } from './index.ts';
import { createScriptedEngine, modelOf } from './testing/scripted-engine.ts';
import { nextTurn, type Compute, type Script } from './testing/scripted-model.ts';

const maxBatchRows = 6;

/** Three inputs of different datatypes; each output repeats one of them with a mark of its own. */
const inputs: TensorSpec[] = [
  { name: 'x', datatype: 'FP32', shape: [-1, -1] },
  { name: 'id', datatype: 'INT64', shape: [-1] },
  { name: 'text', datatype: 'BYTES', shape: [-1] },
];
const outputs: TensorSpec[] = [
  { name: 'double', datatype: 'FP32', shape: [-1, -1] },
  { name: 'next', datatype: 'INT64', shape: [-1] },
  { name: 'shout', datatype: 'BYTES', shape: [-1] },
];
const badRow = -1_000_000;

const compute: Compute = ([x, id, text]) => {
  const numbers = x?.data as Float32Array;
  if (numbers.includes(badRow)) throw new Error('a bad row');
  return [
    { ...x, name: 'double', data: numbers.map((value) => value * 2) } as Tensor,
    { ...id, name: 'next', data: (id?.data as BigInt64Array).map((value) => value + 1n) } as Tensor,
    { ...text, name: 'shout', data: (text?.data as readonly string[]).map((word) => `${word}!`) } as Tensor,
  ];
};

/** Subtracts the mean of all rows: right only where requests run alone. */
const dependentCompute: Compute = (given) => {
  const [double, ...others] = compute(given);
  const numbers = double?.data as Float32Array;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
  return [{ ...double, data: numbers.map((value) => value - mean) } as Tensor, ...others];
};

const lane = {};
const kinds: Record<string, Script> = {
  independent: { compute, independentRows: true, lane },
  unknown: { compute, lane },
  dependent: { compute: dependentCompute, lane },
  declared: { compute: dependentCompute, independentRows: false, lane },
  lone: { compute, independentRows: true },
};

interface Ask {
  readonly kind: string;
  readonly rows: number;
  readonly width: number;
  readonly isBad: boolean;
  readonly outputs: readonly string[] | undefined;
  readonly tenant: string;
  readonly cancelAfter: number | undefined;
  readonly deadlineMs: number | undefined;
}

type Step = { readonly ask: Ask } | { readonly unload: string } | { readonly end: number } | { readonly turns: number };

const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const ask: fc.Arbitrary<Ask> = fc.record({
  kind: fc.constantFrom('independent', 'unknown', ...Object.keys(kinds)),
  rows: fc.nat({ max: maxBatchRows + 2 }),
  width: fc.integer({ min: 1, max: 2 }),
  isBad: fc.nat({ max: 9 }).map((n) => n === 0),
  outputs: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.shuffledSubarray(outputs.map(({ name }) => name)) },
  ),
  tenant: fc.constantFrom('a', 'b', 'c'),
  cancelAfter: seldom(fc.nat({ max: 4 })),
  deadlineMs: seldom(fc.nat({ max: 3 })),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ ask }) },
  { weight: 1, arbitrary: fc.record({ unload: fc.constantFrom(...Object.keys(kinds)) }) },
  { weight: 1, arbitrary: fc.record({ end: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ turns: fc.integer({ min: 1, max: 4 }) }) },
);

const keyOf = (kind: string): string => `${kind}-40`;

/** The rows of a request, told apart from all others by their values. */
function inputsOf({ rows, width, isBad }: Ask, request: number): Tensor[] {
  const ids = Array.from({ length: rows }, (_, row) => request * 100 + row + 1);
  const x = new Float32Array(ids.flatMap((id) => Array.from({ length: width }, (_, i) => id + i / 8)));
  if (isBad && rows > 0) x[x.length - 1] = badRow;
  return [
    { name: 'x', datatype: 'FP32', shape: [rows, width], data: x },
    { name: 'id', datatype: 'INT64', shape: [rows], data: BigInt64Array.from(ids.map(BigInt)) },
    { name: 'text', datatype: 'BYTES', shape: [rows], data: ids.map((id) => `row ${id}`) },
  ];
}

const right = (asked: Ask, request: number): readonly Tensor[] => {
  const all = (kinds[asked.kind]?.compute ?? compute)(inputsOf(asked, request));
  return asked.outputs === undefined
    ? all
    : asked.outputs.flatMap((name) => all.find((output) => output.name === name) ?? []);
};

/** What a request may end with beside its answer. */
function allowedErrors(asked: Ask, hadEnds: boolean): readonly string[] {
  return [
    ...(asked.isBad && asked.rows > 0 ? ['MODEL_FAILED'] : []),
    ...(asked.cancelAfter !== undefined || asked.deadlineMs !== undefined ? ['DEADLINE_EXCEEDED'] : []),
    ...(hadEnds || asked.deadlineMs !== undefined ? ['UNAVAILABLE'] : []),
  ];
}

async function runSteps(steps: readonly Step[], pauses: readonly number[]) {
  let runs = 0;
  const pause = async (): Promise<void> => {
    for (let turns = pauses[runs++ % pauses.length] ?? 0; turns > 0; turns--) await nextTurn();
  };
  const made = createScriptedEngine({
    maxBatchRows,
    load: async (key) => {
      await pause();
      return { memoryBytes: 40, inputs, outputs, pause, ...kinds[key.split('-')[0] ?? ''] };
    },
  });
  const { engine, clock, models } = made;
  const asked: { readonly asked: Ask; readonly ended: Promise<PromiseSettledResult<readonly Tensor[]>> }[] = [];
  for (const one of steps) {
    if ('turns' in one) for (let turns = one.turns; turns > 0; turns--) await nextTurn();
    else if ('unload' in one) engine.unload(modelOf(keyOf(one.unload)));
    else if ('end' in one) models.at(one.end % Math.max(1, models.length))?.model.end();
    else {
      const { ask: request } = one;
      const abort = new AbortController();
      const options: PredictOptions = {
        tenant: request.tenant,
        ...(request.outputs === undefined ? {} : { outputs: request.outputs }),
        ...(request.cancelAfter === undefined ? {} : { signal: abort.signal }),
        ...(request.deadlineMs === undefined ? {} : { deadlineMs: clock.monotonicMs() + request.deadlineMs }),
      };
      const running = engine.predict(modelOf(keyOf(request.kind)), inputsOf(request, asked.length), options);
      asked.push({
        asked: request,
        ended: Promise.allSettled([running.then((inference) => inference.outputs)]).then(([result]) => result),
      });
      if (request.cancelAfter !== undefined)
        void turnsFromNow(request.cancelAfter).then(() => {
          abort.abort();
        });
    }
  }
  const results = await Promise.all(asked.map(({ ended }) => ended));
  return { ...made, asked: asked.map((one) => one.asked), results };
}

async function turnsFromNow(turns: number): Promise<void> {
  for (let left = turns; left > 0; left--) await nextTurn();
}

/** Every run held the rows of one request, or at most as many as allowed of several. Returns how many held several. */
function expectBatchesWithin(runs: readonly (readonly Tensor[])[]): number {
  let merged = 0;
  for (const [x, id] of runs) {
    const ids = Array.from(id?.data as BigInt64Array);
    // Rows made up to try a model out have ids that are not ours.
    const requests = new Set(ids.filter((one) => one > 1n).map((one) => one / 100n));
    expect(x?.shape[0]).toBe(ids.length);
    if (requests.size < 2) continue;
    expect(ids.length).toBeLessThanOrEqual(maxBatchRows);
    merged++;
  }
  return merged;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('any interleaving of requests, cancels, deadlines, bad rows, unloads and ends of workers', () => {
  it('gives every caller exactly its own rows or its own error; nothing hangs and nothing is left', async () => {
    const counts = { right: 0, errors: 0, merged: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 80, size: 'max' }),
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 7 }),
        async (steps, pauses) => {
          const { engine, models, asked, results } = await runSteps(steps, pauses);
          const hadEnds = steps.some((one) => 'end' in one);
          for (const [request, result] of results.entries()) {
            const one = asked[request] as Ask;
            if (result.status === 'fulfilled') {
              expect(result.value).toEqual(right(one, request));
              counts.right++;
            } else {
              const error = result.reason as EdgeError;
              expect(allowedErrors(one, hadEnds)).toContain(error.code);
              counts.errors++;
            }
            if (one.isBad && one.rows > 0) expect(result.status).toBe('rejected');
          }
          expect(engine.loaded().map(({ leases }) => leases)).toEqual(engine.loaded().map(() => 0));
          expect(engine.statistics().models.map(({ inFlight, queueDepth }) => [inFlight, queueDepth])).toEqual(
            engine.statistics().models.map(() => [0, 0]),
          );
          await engine.close();
          for (const { model } of models) {
            expect(model.isReleased()).toBe(true);
            counts.merged += expectBatchesWithin(model.runs);
          }
        },
      ),
      { seed: 3, numRuns: 150 },
    );
    // The property says something: most were answered, some failed, and rows did run together.
    expect(counts.right).toBeGreaterThan(1_000);
    expect(counts.errors).toBeGreaterThan(100);
    expect(counts.merged).toBeGreaterThan(100);
  });
});
