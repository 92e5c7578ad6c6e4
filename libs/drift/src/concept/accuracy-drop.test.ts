import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyDrop } from '../index.ts';
import { createSampler } from '../testing/random-sample.ts';

const counts = (successes: number, trials: number) => ({ successes, trials });

describe('accuracyDrop', () => {
  it.each([
    {
      given: [counts(900, 1000), counts(160, 200)],
      expected: { statistic: 4.021505531333317, pValue: 2.8913674923435356e-5, method: 'pooledZ', severity: 'drift' },
      interval: [0.04651070194047618, 0.163209499683233],
    },
    {
      given: [counts(9000, 10000), counts(8850, 10000)],
      expected: { statistic: 3.4242693353108855, pValue: 3.0822745960742043e-4, severity: 'possible' },
      interval: [0.006415724033976732, 0.023589212895941774],
    },
    {
      given: [counts(500, 1000), counts(520, 1000)],
      expected: { statistic: -0.894606130121643, pValue: 0.8145011631316961, severity: 'none' },
      interval: [-0.063670693863384, 0.023778887683289625],
    },
    {
      given: [counts(199, 200), counts(93, 100)],
      expected: { pValue: 0.002287277302604547, method: 'fisherExact', severity: 'drift' },
      interval: [0.02267085232622735, 0.13262058282151418],
    },
    {
      given: [counts(1000, 1000), counts(147, 150)],
      expected: { pValue: 0.0021806174632136993, method: 'fisherExact', severity: 'possible' },
      interval: [0.006280260271841297, 0.05714668327038608],
    },
  ] as const)('of $given (scipy 1.10, Newcombe by hand)', ({ given: [reference, current], expected, interval }) => {
    const test = accuracyDrop(reference, current);
    if (!test.ok) throw new Error(test.reason);
    for (const [key, value] of Object.entries(expected)) {
      const actual = test[key as keyof typeof test];
      if (typeof value === 'number') expect(Math.abs(Number(actual) / value - 1)).toBeLessThan(1e-10);
      else expect(actual).toBe(value);
    }
    expect(test.effect.value).toBeCloseTo(
      reference.successes / reference.trials - current.successes / current.trials,
      12,
    );
    expect(test.effect.interval?.lower).toBeCloseTo(interval[0], 12);
    expect(test.effect.interval?.upper).toBeCloseTo(interval[1], 12);
    expect(test.log10P).toBeCloseTo(Math.log10(test.pValue), 10);
  });

  it('says how many labels it needs', () => {
    const needed = { ok: false, reason: 'insufficientData', needed: 100 };
    expect(accuracyDrop(counts(900, 1000), counts(20, 99))).toEqual({ ...needed, received: 99 });
    expect(accuracyDrop(counts(0, 0), counts(20, 200))).toEqual({ ...needed, received: 0 });
    expect(accuracyDrop(counts(5, 10), counts(3, 10), { minimumSamples: 10 }).ok).toBe(true);
    expect(accuracyDrop(counts(5, 4), counts(3, 10))).toMatchObject({ ok: false, reason: 'invalidCounts' });
  });

  it.each([{ alpha: 0 }, { minimumDrop: -1 }, { minimumDrop: Number.NaN }, { minimumSamples: 0 }])(
    'refuses %o',
    (options) => {
      expect(() => accuracyDrop(counts(900, 1000), counts(80, 100), options)).toThrow(RangeError);
    },
  );

  it('never finds a drop where there is none, and a p in [0, 1] anywhere', () => {
    const proportion = fc
      .tuple(fc.integer({ min: 100, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([trials, rate]) => counts(Math.round(rate * trials), trials));
    const property = fc.property(proportion, proportion, (reference, current) => {
      const test = accuracyDrop(reference, current);
      if (!test.ok) throw new Error(test.reason);
      expect(test.pValue >= 0 && test.pValue <= 1 && test.log10P <= 0).toBe(true);
      if (test.effect.value <= 0) expect(test.severity).not.toBe('drift');
      expect(accuracyDrop(reference, reference)).toMatchObject({ severity: 'none' });
    });
    fc.assert(property, { seed: 2 });
  });

  it.each([
    { accuracy: 0.9, n: 2000, m: 300 },
    { accuracy: 0.99, n: 500, m: 100 },
  ])('rejects at most at the rate alpha without change: $accuracy of $n against $m', ({ accuracy, n, m }) => {
    const { bernoulli } = createSampler(31);
    const draw = (trials: number) => {
      let successes = 0;
      for (let trial = 0; trial < trials; trial += 1) successes += bernoulli(accuracy);
      return counts(successes, trials);
    };
    const runs = 1500;
    let rejected = 0;
    for (let run = 0; run < runs; run += 1) {
      const test = accuracyDrop(draw(n), draw(m));
      rejected += Number(test.ok && test.pValue <= 0.05);
    }
    expect(rejected / runs).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
  });

  it('finds a drop from 0.9 to 0.8 with 400 labels nearly always', () => {
    const { bernoulli, many } = createSampler(32);
    let found = 0;
    for (let run = 0; run < 200; run += 1) {
      const current = many(400, () => bernoulli(0.8)).reduce((sum, right) => sum + right, 0);
      const test = accuracyDrop(counts(9000, 10_000), counts(current, 400));
      found += Number(test.ok && test.severity === 'drift');
    }
    expect(found).toBeGreaterThan(195);
  });
});
