import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  domainClassifier,
  encodeTable,
  fitEncoding,
  fitReconstruction,
  maximumMeanDiscrepancy,
  type Points,
  reconstructionShift,
} from './index.ts';
import { createSampler } from '../testing/random-sample.ts';

type Sampler = ReturnType<typeof createSampler>;

const normals = ({ many, normal }: Sampler, n: number, { columns = 4, shift = 0 } = {}): Float64Array[] =>
  Array.from({ length: n }, () => many(columns, normal).map((value, column) => (column === 1 ? value + shift : value)));

/** Columns that all follow one hidden number, or none of them does; each alone looks the same. */
const related = ({ normal, many }: Sampler, n: number, correlation: number): Float64Array[] =>
  Array.from({ length: n }, () => {
    const common = normal();
    return many(4, normal).map((own) => Math.sqrt(correlation) * common + Math.sqrt(1 - correlation) * own);
  });

function done<T extends { ok: boolean }>(result: T): Extract<T, { ok: true }> {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result as Extract<T, { ok: true }>;
}

const reconstruct = (reference: Points, current: Points, options = {}) =>
  reconstructionShift(done(fitReconstruction(reference)), current, options);

const tests = { domainClassifier, maximumMeanDiscrepancy, reconstructionShift: reconstruct };

describe.each(Object.entries(tests))('%s', (name, test) => {
  it('rejects at the rate alpha, up to chance, where nothing has changed', () => {
    const sampler = createSampler(71);
    const runs = 120;
    let [rejected, drifted] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      const reference = normals(sampler, 70);
      const result = done(test(reference, normals(sampler, 50)));
      rejected += Number(result.pValue <= 0.05) / runs;
      drifted += Number(result.severity === 'drift') / runs;
    }
    expect(Math.abs(rejected - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / runs));
    expect(drifted).toBeLessThanOrEqual(rejected);
  });

  it('is the same for the same data, has a p in (0, 1], and no drift of a sample against itself', () => {
    const property = fc.property(fc.nat(), fc.integer({ min: 30, max: 80 }), (seed, n) => {
      const points = normals(createSampler(seed), n, { columns: 3 });
      const result = done(test(points, points));
      expect(result.pValue > 0 && result.pValue <= 1 && result.log10P <= 0).toBe(true);
      expect(result.severity).not.toBe('drift');
      expect(test(points, points)).toEqual(result);
    });
    fc.assert(property, { seed: 4, numRuns: 15 });
  });

  it('finds nothing where nothing varies, and says what it cannot use', () => {
    const constant = Array.from({ length: 60 }, () => [1, 2]);
    expect(test(constant, constant)).toMatchObject({ ok: true, severity: 'none', pValue: 1 });
    const broken = constant.with(3, [1, Number.NaN]);
    expect(test(constant, broken)).toMatchObject({ ok: false, reason: 'nonFinite' });
    expect(test(constant, [])).toMatchObject({ ok: false, reason: 'insufficientData', received: 0 });
    expect(() => test(constant, constant.with(3, [1]))).toThrow(RangeError);
    expect(() => test(constant, constant, { alpha: 0 })).toThrow(RangeError);
  });

  if (name === 'domainClassifier') return;
  it('sees correlations break, which no column shows alone', () => {
    const sampler = createSampler(72);
    const result = done(test(related(sampler, 500, 0.7), related(sampler, 300, 0)));
    expect(result.severity).toBe('drift');
    expect(done(test(related(sampler, 500, 0.7), related(sampler, 300, 0.7))).severity).not.toBe('drift');
  });
});

describe('domainClassifier', () => {
  it('names the columns that tell the samples apart, and finds a shift of one of them', () => {
    const sampler = createSampler(73);
    const names = ['age', 'income', 'region', 'region'];
    const result = done(domainClassifier(normals(sampler, 1000), normals(sampler, 1000, { shift: 1 }), { names }));
    expect(result.severity).toBe('drift');
    // P(X < Y) for a shift of one standard deviation is the normal distribution function at 1 / sqrt 2.
    expect(Math.abs(result.statistic - 0.7602)).toBeLessThan(0.025);
    expect(result.effect.interval?.lower).toBeLessThan(0.7602);
    expect(result.effect.interval?.upper).toBeGreaterThan(0.7602);
    expect(result.features.map(({ name }) => name)[0]).toBe('income');
    expect(result.features).toHaveLength(3);
  });

  it('is 1 for samples that a line parts', () => {
    const low = Array.from({ length: 50 }, (_, row) => [row / 100]);
    const high = low.map(([value = 0]) => [value + 5]);
    const result = done(domainClassifier(low, high));
    expect(result.statistic).toBe(1);
    expect(result.pValue).toBeLessThan(1e-10);
    expect(done(domainClassifier(high, low)).statistic).toBe(1);
  });

  it('keeps the verdict whatever the order of rows with ids, and looks at no more rows than asked', () => {
    const sampler = createSampler(74);
    const [reference, current] = [normals(sampler, 150), normals(sampler, 100, { shift: 0.4 })];
    const ids = Array.from({ length: 250 }, (_, row) => `row ${row}`);
    const turned = [...ids.slice(0, 150).reverse(), ...ids.slice(150).reverse()];
    const plain = done(domainClassifier(reference, current, { ids }));
    const reversed = done(domainClassifier(reference.toReversed(), current.toReversed(), { ids: turned }));
    expect(reversed.statistic).toBeCloseTo(plain.statistic, 9);
    const sampled = done(domainClassifier(normals(sampler, 3000), current, { maximumRows: 500 }));
    expect(sampled).toMatchObject({ m: 100, warnings: ['sampledRows'] });
    expect(Math.abs(sampled.n - 500)).toBeLessThan(80);
  });

  it.each([{ minimumAuc: 0.4 }, { penalty: 0 }, { maximumRows: 5 }])('refuses %o', (options) => {
    const points = normals(createSampler(1), 50);
    expect(() => domainClassifier(points, points, options)).toThrow(RangeError);
  });
});

describe('maximumMeanDiscrepancy', () => {
  const reference = [
    [0, 0],
    [1, 0],
    [0, 2],
    [3, 1],
  ];
  const current = [
    [1, 1],
    [2, 2],
    [4, 0],
    [3, 3],
  ];
  it('is the unbiased estimate, as by numpy', () => {
    const result = done(maximumMeanDiscrepancy(reference, current));
    expect(result.bandwidth).toBeCloseTo(Math.sqrt(5), 12);
    expect(result.statistic).toBeCloseTo(0.03313119180172763, 13);
    expect(done(maximumMeanDiscrepancy(current, reference)).statistic).toBeCloseTo(0.03313119180172763, 13);
    const unequal = done(maximumMeanDiscrepancy([...reference, ...current], current));
    expect(unequal).toMatchObject({ n: 8, m: 4, method: 'permutation' });
  });

  it('has a p that all relabellings give, in the long run', () => {
    // Of the 70 relabellings of 4 + 4 points, by counting them all.
    const pooled = [...reference, ...current];
    const observed = done(maximumMeanDiscrepancy(reference, current)).statistic;
    let [all, hits] = [0, 0];
    for (let mask = 0; mask < 256; mask += 1) {
      const chosen = pooled.filter((_, at) => ((mask >> at) & 1) === 1);
      if (chosen.length !== 4) continue;
      const rest = pooled.filter((_, at) => ((mask >> at) & 1) === 0);
      all += 1;
      hits += Number(done(maximumMeanDiscrepancy(rest, chosen, { permutations: 1 })).statistic >= observed - 1e-12);
    }
    const { pValue } = done(maximumMeanDiscrepancy(reference, current, { permutations: 20_000 }));
    expect(all).toBe(70);
    expect(Math.abs(pValue - hits / all)).toBeLessThan(0.01);
  });

  it('takes the linear-time form above 2000 points, with its rate of false alarms, and finds a shift there', () => {
    const sampler = createSampler(75);
    const runs = 40;
    let rejected = 0;
    for (let run = 0; run < runs; run += 1) {
      const result = done(
        maximumMeanDiscrepancy(normals(sampler, 1001, { columns: 2 }), normals(sampler, 1000, { columns: 2 }), {
          seed: run,
        }),
      );
      expect(result.method).toBe('linearTime');
      rejected += Number(result.pValue <= 0.05) / runs;
    }
    expect(rejected).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
    const shifted = maximumMeanDiscrepancy(normals(sampler, 3000), normals(sampler, 3000, { shift: 1 }));
    expect(shifted).toMatchObject({ severity: 'drift' });
  });

  it('finds embeddings drifted that moved by 0.15 standard deviations in every direction', () => {
    const sampler = createSampler(76);
    const embeddings = (n: number, by: number) =>
      normals(sampler, n, { columns: 64 }).map((point) => point.map((value) => value + by));
    expect(maximumMeanDiscrepancy(embeddings(400, 0), embeddings(400, 0.15))).toMatchObject({ severity: 'drift' });
    expect(maximumMeanDiscrepancy(embeddings(400, 0), embeddings(400, 0))).toMatchObject({ severity: 'none' });
  });
});

describe('reconstructionShift', () => {
  it('keeps as many components as explain the share, and no rows', () => {
    const reference = done(fitReconstruction(related(createSampler(77), 1000, 0.7)));
    // One direction has (1 + 3 * 0.7) / 4 of the variance.
    expect(reference.components).toHaveLength(1);
    expect(Math.abs(reference.explainedShare - 0.775)).toBeLessThan(0.03);
    for (const entry of reference.components[0] ?? []) expect(Math.abs(Math.abs(entry) - 0.5)).toBeLessThan(0.05);
    const restored = JSON.parse(JSON.stringify(reference)) as typeof reference;
    const current = related(createSampler(78), 200, 0.7);
    const result = done(reconstructionShift(restored, current));
    expect(result).toEqual(reconstructionShift(reference, current));
    expect(result.band.lower <= result.statistic && result.statistic <= result.band.upper).toBe(result.pValue > 0.05);
    // Errors that fall are a change, too.
    const shrunken = current.map((point) => point.map((value) => value * 0.3));
    expect(done(reconstructionShift(reference, shrunken))).toMatchObject({ pValue: 1 / 201, severity: 'drift' });
    expect(() => fitReconstruction(current, { explainedShare: 1 })).toThrow(RangeError);
    expect(() => reconstructionShift(reference, [[1, 2]])).toThrow(RangeError);
  });
});

describe('encodeTable', () => {
  it('standardises numbers and gives each category its place (by hand)', () => {
    const training = [
      { age: 20, plan: 'pro' },
      { age: 40, plan: 'basic' },
      { age: null, plan: 'basic' },
    ];
    const encoding = fitEncoding(training, { age: 'numeric', plan: 'categorical' });
    const { points, names } = encodeTable(encoding, [
      { age: 50, plan: 'basic' },
      { age: Infinity, plan: 'gold' },
      { plan: null },
    ]);
    expect(names).toEqual(['age', 'plan', 'plan', 'plan']);
    expect(points.map((point) => [...point])).toEqual([
      [2, 1, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 0],
    ]);
    expect(encodeTable(encoding, { age: [20, 40], plan: ['pro', 'basic'] }).points.map((point) => point[0])).toEqual([
      -1, 1,
    ]);
    expect(() => encodeTable(encoding, [{ age: 'old' }])).toThrow(TypeError);
  });
});
