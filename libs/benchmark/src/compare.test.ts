import { createRandomGenerator } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import type { CandidateResult } from './candidate-result.ts';
import { compareCandidates } from './compare.ts';
import { checkRegression, parseFailOn } from './regression.ts';

const resultOf = (
  name: string,
  medians: readonly number[],
  rest: { errorRate?: number; answers?: number } = {},
): CandidateResult => ({
  name,
  errorRate: rest.errorRate ?? 0,
  successCount: 0,
  errorCount: 0,
  throughputPerSecond: 0,
  goodputPerSecond: null,
  avgLatency: null,
  minLatency: null,
  p50Latency: null,
  p95Latency: null,
  p99Latency: null,
  p999Latency: null,
  maxLatency: null,
  firstError: null,
  memoryBytes: null,
  cpuSecondsPer1000: null,
  cold: {
    settled: true,
    windows: 3,
    requests: 9,
    errorCount: 0,
    durationMs: 1,
    firstLatency: 1,
    avgLatency: 1,
    p50Latency: 1,
    p95Latency: 1,
    maxLatency: 1,
  },
  rounds: medians.map((p50Latency) => ({
    position: 0,
    p50Latency,
    p95Latency: p50Latency,
    p99Latency: p50Latency,
    throughputPerSecond: 1_000 / p50Latency,
    successCount: rest.answers ?? 100,
    errorCount: 0,
  })),
});

/** Medians of rounds on a machine whose speed varies by some percent from slice to slice. */
function noisy(medianMs: number, seed: number, rounds = 10): number[] {
  const random = createRandomGenerator(seed);
  return Array.from({ length: rounds }, () => medianMs * (1 + 0.1 * (random.next() - 0.5)));
}

const options = { parity: { ok: true }, seed: 1 };

describe('the verdict', () => {
  it('names no winner when both are the same, in about all runs', () => {
    let winners = 0;
    for (let run = 0; run < 100; run++) {
      const results = [resultOf('a', noisy(10, 2 * run)), resultOf('b', noisy(10, 2 * run + 1))];
      if (compareCandidates(results, options).winner !== null) winners++;
    }
    // At 95 % five in a hundred are expected; three standard deviations more are 11.
    expect(winners).toBeLessThanOrEqual(11);
  });

  it('finds one that is 20 % faster, in about all runs', () => {
    for (let run = 0; run < 30; run++) {
      const results = [resultOf('a', noisy(10, 2 * run)), resultOf('b', noisy(8, 2 * run + 1))];
      const { winner, reason, comparisons } = compareCandidates(results, { ...options, seed: run });
      expect([winner, reason]).toEqual(['b', null]);
      expect(comparisons[0]?.latency?.ratio).toBeCloseTo(1.25, 0);
      expect(comparisons[0]?.throughput?.ratio).toBeCloseTo(0.8, 1);
    }
  });

  const fast = resultOf('fast', noisy(8, 1));
  const slow = resultOf('slow', noisy(10, 2));
  it.each<[string, readonly CandidateResult[], { parity?: { ok: boolean } }]>([
    ['one candidate', [fast], {}],
    ['parity failed', [fast, slow], { parity: { ok: false } }],
    ['too few samples', [resultOf('fast', noisy(8, 1, 4)), slow], {}],
    ['too few samples', [resultOf('fast', noisy(8, 1), { answers: 9 }), slow], {}],
    ['errors', [resultOf('fast', noisy(8, 1), { errorRate: 0.5 }), resultOf('slow', [], { errorRate: 1 })], {}],
    ['intervals overlap', [fast, resultOf('too', noisy(8, 3)), slow], {}],
  ])('says why there is no winner: %s', (reason, results, given) => {
    expect(compareCandidates(results, { ...options, ...given })).toMatchObject({ winner: null, reason });
  });

  it('does not let one win that fails', () => {
    const failing = resultOf('failing', noisy(1, 3), { errorRate: 0.02 });
    expect(compareCandidates([slow, failing, fast], options)).toMatchObject({ winner: 'fast', best: 'fast' });
  });

  it('decides by throughput where that is asked for', () => {
    expect(compareCandidates([slow, fast], { ...options, metric: 'throughput' })).toMatchObject({ winner: 'fast' });
  });
});

describe('a regression', () => {
  const before = [resultOf('m', noisy(10, 1))];
  const check = (now: number, seed: number, limitRate = 0.05) =>
    checkRegression([resultOf('m', noisy(now, seed)), resultOf('new', [1, 1])], before, { limitRate, seed: 1 });

  it('is told from noise', () => {
    expect(check(12, 2)).toMatchObject([{ name: 'm', regressed: true }]);
    expect(check(10, 3)).toMatchObject([{ name: 'm', regressed: false }]);
    expect(check(8, 3)).toMatchObject([{ name: 'm', regressed: false }]);
  });

  it('needs the whole interval beyond the limit', () => {
    const [at20] = check(12, 2, 0.2);
    expect(at20?.ratio?.upper).toBeGreaterThan(1.2);
    expect(at20?.regressed).toBe(false);
  });

  it('of throughput is a fall', () => {
    const now = [resultOf('m', noisy(12, 2))];
    expect(checkRegression(now, before, { limitRate: 0.05, metric: 'throughput', seed: 1 })).toMatchObject([
      { regressed: true },
    ]);
    expect(checkRegression(before, now, { limitRate: 0.05, metric: 'throughput', seed: 1 })).toMatchObject([
      { regressed: false },
    ]);
  });

  it('is not claimed of too few rounds', () => {
    expect(checkRegression([resultOf('m', [20])], before, { limitRate: 0.05, seed: 1 })).toEqual([
      { name: 'm', metric: 'latency', ratio: null, regressed: false },
    ]);
  });

  it('limit is read from text', () => {
    expect([parseFailOn('regression>5%'), parseFailOn(' regression > 2.5 % ')]).toEqual([0.05, 0.025]);
    for (const wrong of ['', 'regression>5', 'regression<5%', 'p99>5%'])
      expect(() => parseFailOn(wrong)).toThrow('regression>5%');
  });
});
