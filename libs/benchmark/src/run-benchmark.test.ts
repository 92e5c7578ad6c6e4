import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it } from 'vitest';
import type { Candidate } from './candidate.ts';
import { comparableAnswer } from './comparable-answer.ts';
import { benchmarkSettings, createBenchmarks, runBenchmark, type BenchmarkResult, type Measurement } from './index.ts';
import { createVirtualTime, type VirtualTime } from './testing/virtual-time.ts';

type Given = Partial<Record<keyof typeof benchmarkSettings.shape, unknown>>;

const answering =
  (time: VirtualTime, ms: (call: number) => number, answer: (input: number) => number) =>
  (name: string): Candidate<number, number> => {
    let calls = 0;
    return {
      name,
      run: async (input) => {
        await time.sleep(ms(calls++));
        return answer(input);
      },
    };
  };

interface Trial {
  readonly given?: Given;
  readonly iterations?: number;
  readonly timeLimitMs?: number;
  readonly signal?: AbortSignal;
}

const trial = (time: VirtualTime, candidates: readonly Candidate<number, number>[], rest: Trial = {}) => {
  const { given = {}, ...options } = rest;
  return time.run(
    runBenchmark({
      ...time,
      candidates,
      inputs: [1, 2, 3],
      settings: { ...benchmarkSettings.parse({ warmUp: { windowMs: 50 }, ...given }), seed: 5 },
      iterations: 500,
      parity: { read: (y) => comparableAnswer({ y: [[y]] }) },
      ...options,
    }),
  );
};

const square = (x: number): number => x * x;

describe('a benchmark', () => {
  it('measures every candidate in every round, in changing order, and finds the faster one', async () => {
    const time = createVirtualTime();
    const slow = answering(time, () => 1, square)('slow');
    const fast = answering(time, () => 0.8, square)('fast');
    const measured = await trial(time, [slow, fast], { given: { rounds: 10, limitMs: 0.9 } });
    expect(measured.verdict).toMatchObject({ winner: 'fast', reason: null });
    expect(measured.verdict.comparisons[0]?.latency?.ratio).toBeCloseTo(1.25, 2);
    expect(measured.parity).toMatchObject({ ok: true, reference: 'slow', pairs: [{ name: 'fast', score: 1 }] });
    const [ofSlow, ofFast] = measured.results;
    expect(ofSlow).toMatchObject({ successCount: 500, errorCount: 0, goodputPerSecond: 0, cold: { settled: true } });
    expect(ofFast?.throughputPerSecond).toBeCloseTo(1_250, 0);
    expect(ofFast?.goodputPerSecond).toBeCloseTo(1_250, 0);
    for (const latency of ['avgLatency', 'p50Latency', 'p999Latency', 'maxLatency'] as const)
      expect(ofSlow?.[latency]).toBeCloseTo(1, 2);
    expect(new Set(ofSlow?.rounds.map(({ position }) => position))).toEqual(new Set([0, 1]));
    for (let round = 0; round < 10; round++)
      expect((ofSlow?.rounds[round]?.position ?? 0) + (ofFast?.rounds[round]?.position ?? 0)).toBe(1);
  });

  it('keeps the cold part out of the results', async () => {
    const time = createVirtualTime();
    const cold = answering(time, (call) => (call < 2 ? 50 : 1), square)('cold');
    const { results } = await trial(time, [cold]);
    expect(results[0]?.maxLatency).toBeCloseTo(1, 6);
    expect(results[0]?.cold).toMatchObject({ firstLatency: 50, maxLatency: 50 });
  });

  it('names no winner when the answers differ, however fast one is', async () => {
    const time = createVirtualTime();
    const right = answering(time, () => 1, square)('right');
    const wrong = answering(time, () => 0.1, (x) => (x === 3 ? 0 : x * x))('wrong'); // prettier-ignore
    expect((await trial(time, [right, wrong])).verdict).toMatchObject({ winner: null, reason: 'parity failed' });
  });

  it('counts failures, and lets none of them win', async () => {
    const time = createVirtualTime();
    const good = answering(time, () => 1, square)('good');
    const fail = (): never => {
      throw new Error('no');
    };
    const failing = answering(time, () => 1, fail)('failing');
    const { results, verdict, parity } = await trial(time, [good, failing], { given: { warmUp: { maxRequests: 20 } } });
    expect(results[1]).toMatchObject({
      successCount: 0,
      errorCount: 500,
      errorRate: 1,
      p50Latency: null,
      firstError: 'Error',
    });
    expect(verdict).toMatchObject({ winner: null, reason: 'parity failed', best: 'good' });
    expect(parity.pairs[0]?.reason).toBe('no answer to input 0');
  });

  it('reports memory and processor time where there is a probe', async () => {
    const time = createVirtualTime();
    let calls = 0;
    const plain = answering(time, () => 1, square)('probed');
    const probed: Candidate<number, number> = {
      ...plain,
      run: (input, options) => {
        calls++;
        return plain.run(input, options);
      },
      usage: () => ({ rssBytes: calls > 0 ? 3_000 : 1_000, cpuSeconds: calls * 0.002 }),
    };
    const { results } = await trial(time, [probed]);
    expect(results[0]?.memoryBytes).toBe(2_000);
    expect(results[0]?.cpuSecondsPer1000).toBeCloseTo(2, 6);
  });

  it('keeps to its time, shared out evenly', async () => {
    const time = createVirtualTime();
    const both = ['a', 'b'].map(answering(time, () => 10, square));
    const { results } = await trial(time, both, { iterations: 10_000, timeLimitMs: 3_000 });
    expect(time.clock.monotonicMs()).toBeLessThan(3_300);
    expect(results.map(({ rounds }) => rounds.length)).toEqual([5, 5]);
  });

  it('gives the same result for the same seed', async () => {
    const runs: Measurement[] = [];
    for (let run = 0; run < 2; run++) {
      const time = createVirtualTime();
      runs.push(await trial(time, ['a', 'b'].map(answering(time, () => 1, square)), { given: { mode: 'poisson', ratePerSecond: 500 } })); // prettier-ignore
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]?.verdict.winner).toBeNull();
  });

  it('stops when it is told to', async () => {
    const time = createVirtualTime();
    const stop = new AbortController();
    const stopping = answering(time, () => 1, (x) => (stop.abort(), x))('stopping'); // prettier-ignore
    await expect(trial(time, [stopping], { signal: stop.signal })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('refuses an open loop without a rate', async () => {
    const time = createVirtualTime();
    const candidates = [answering(time, () => 1, square)('a')];
    await expect(trial(time, candidates, { given: { mode: 'constant' } })).rejects.toThrow('ratePerSecond');
  });
});

describe('the history', () => {
  it('lists what was added, newest first, and lets one benchmark run at a time', async () => {
    const benchmarks = createBenchmarks({ store: createMemoryStore() });
    const time = createVirtualTime();
    const measured = await trial(time, ['a', 'b'].map(answering(time, () => 1, square)), { iterations: 5 });
    const row = (id: string, timestamp: number, taskType: string): BenchmarkResult => ({
      ...measured,
      id,
      timestamp,
      taskType,
      equivalenceGroup: 'g',
      iterations: 5,
      runBy: null,
      notes: null, // prettier-ignore
    });
    await benchmarks.add(row('1', 10, 'x'));
    await benchmarks.add(row('2', 30, 'x'));
    await benchmarks.add(row('3', 20, 'y'));
    expect((await benchmarks.list()).rows.map(({ id }) => id)).toEqual(['2', '3', '1']);
    expect((await benchmarks.list({ taskType: 'x' })).rows[1]).toEqual(row('1', 10, 'x'));
    expect((await benchmarks.list({ equivalenceGroup: 'other' })).rows).toEqual([]);
    await benchmarks.alone(async () => {
      await expect(benchmarks.alone(() => Promise.resolve(1))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });
    expect(await benchmarks.alone(() => Promise.resolve(1))).toBe(1);
  });
});
