import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OnlineDetector, type OnlineDetectorName, onlineDetectors, restoreDetector } from '../index.ts';
import { createSampler } from '../testing/random-sample.ts';

/** The generator of the published reference streams: s = (1664525 s + 1013904223) mod 2^32. */
function congruential(n: number, seed: number, value: (u: number) => number): number[] {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return value(state / 4_294_967_296);
  });
}
const uniform = (n: number, seed: number, loc = 0) => congruential(n, seed, (u) => loc + u);
const bernoulli = (p: number, n: number, seed: number) => congruential(n, seed, (u) => Number(u < p));

function run(detector: OnlineDetector, stream: Iterable<number>): { drifts: number[]; warnings: number[] } {
  const signals = [...stream].map((value) => detector.update(value));
  const indices = (kind: 'drift' | 'warning') => signals.filter((signal) => signal[kind]).map(({ index }) => index);
  return { drifts: indices('drift'), warnings: indices('warning') };
}

const source = 'Python written from the definitions, KS from scipy 1.10';

describe('alarms', () => {
  const { pageHinkley, ddm, adwin, kswin } = onlineDetectors;
  it.each([
    { detector: pageHinkley({ threshold: 20 }), stream: [...uniform(300, 1), ...uniform(300, 2, 1)], drifts: [318] },
    {
      detector: pageHinkley({ threshold: 20, mode: 'down' }),
      stream: [...uniform(300, 1), ...uniform(300, 2, 1)],
      drifts: [],
    },
    {
      detector: pageHinkley({ minInstances: 10, delta: 0.01, threshold: 15, alpha: 0.99, mode: 'down' }),
      stream: [...uniform(300, 3), ...uniform(300, 4, -0.5)],
      drifts: [335],
    },
    {
      detector: pageHinkley({ minInstances: 10, delta: 0.01, threshold: 1, alpha: 0.99 }),
      stream: [...uniform(30, 3), ...uniform(80, 4, -0.5)],
      drifts: [21, 31, 44, 61, 80, 97],
    },
    { detector: ddm(), stream: [...bernoulli(0.1, 500, 5), ...bernoulli(0.5, 500, 6)], drifts: [575], warned: 322 },
    {
      detector: ddm({ warmStart: 100, warningLevel: 1.5, driftLevel: 2.5 }),
      stream: [...bernoulli(0.1, 500, 7), ...bernoulli(0.12, 2000, 8)],
      drifts: [204, 764],
      warned: 1287,
    },
    { detector: adwin(), stream: [...uniform(400, 9), ...uniform(400, 10, 0.4)], drifts: [479] },
    {
      detector: adwin({ delta: 0.01 }),
      stream: [...bernoulli(0.2, 900, 11), ...bernoulli(0.6, 500, 12), ...bernoulli(0.1, 500, 13)],
      drifts: [927, 1439],
    },
    { detector: adwin({ delta: 0.5 }), stream: uniform(3000, 14), drifts: [] },
    {
      detector: kswin(),
      stream: [...uniform(300, 15), ...congruential(300, 16, (u) => 0.5 + 0.5 * u)],
      drifts: [319],
    },
    {
      detector: kswin({ windowSize: 80, statSize: 20, alpha: 0.001 }),
      stream: [...bernoulli(0.2, 400, 17), ...bernoulli(0.8, 400, 18), ...bernoulli(0.2, 200, 19)],
      drifts: [417, 829],
    },
    {
      detector: kswin({ windowSize: 60, statSize: 20, alpha: 0.02 }),
      stream: uniform(1500, 20),
      drifts: [89, 260, 461, 523, 564, 768, 939, 1342],
    },
  ])(`case %# at $drifts (${source})`, ({ detector, stream, drifts, warned = 0 }) => {
    const found = run(detector, stream);
    expect(found.drifts).toEqual(drifts);
    expect(found.warnings).toHaveLength(warned);
  });
});

/** Options under which each detector raises alarms on short streams of 0 and 1. */
const eager = {
  adwin: () => onlineDetectors.adwin({ delta: 0.2 }),
  ddm: () => onlineDetectors.ddm({ warmStart: 5, warningLevel: 1, driftLevel: 1.5 }),
  eDetector: () => onlineDetectors.eDetector({ mean: 0.5, standardDeviation: 0.5, alpha: 0.3 }),
  kswin: () => onlineDetectors.kswin({ windowSize: 20, statSize: 6, alpha: 0.2 }),
  pageHinkley: () => onlineDetectors.pageHinkley({ minInstances: 5, threshold: 3 }),
} satisfies Record<OnlineDetectorName, () => OnlineDetector>;

describe.each(Object.entries(eager))('%s', (name, create) => {
  const streams = fc
    .tuple(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom(0.1, 0.5, 0.9)), { maxLength: 5 }),
      fc.nat(),
    )
    .map(([parts, seed]) => parts.flatMap(([n, p], part) => bernoulli(p, n, (seed + part) >>> 0)));

  it('goes on after a restart at any value as if there had been none', () => {
    let alarms = 0;
    const property = fc.property(streams, fc.double({ min: 0, max: 1, noNaN: true }), (stream, share) => {
      const cut = Math.floor(share * stream.length);
      const detector = create();
      const before = run(detector, stream.slice(0, cut));
      const restored = restoreDetector(JSON.parse(JSON.stringify(detector)) as ReturnType<typeof detector.toJSON>);
      const after = run(restored, stream.slice(cut));
      const whole = create();
      expect([...before.drifts, ...after.drifts]).toEqual(run(whole, stream).drifts);
      expect(restored.toJSON()).toEqual(whole.toJSON());
      // A snapshot does not change with the detector.
      expect(detector.toJSON().index).toBe(cut);
      alarms += before.drifts.length + after.drifts.length;
    });
    fc.assert(property, { seed: 5, numRuns: 200 });
    expect(alarms).toBeGreaterThan(20);
  });

  it('drops and counts what is not finite, and keeps its place in the stream', () => {
    const stream = [...bernoulli(0.1, 60, 3), ...bernoulli(0.9, 100, 4)];
    const [plain, gappy] = [create(), create()];
    const expected = run(plain, stream).drifts;
    const gaps = [Number.NaN, Infinity, -Infinity];
    expect(run(gappy, [...gaps, ...stream]).drifts).toEqual(expected.map((index) => index + 3));
    expect(gappy.toJSON().dropped).toBe(3);
    expect(expected.length).toBeGreaterThan(0);
    expect(gappy.toJSON().state).toEqual(plain.toJSON().state);
    expect(gappy.toJSON().detector).toBe(name);
  });
});

describe('kswin', () => {
  it('keeps the latest values only after an alarm', () => {
    const detector = onlineDetectors.kswin({ windowSize: 20, statSize: 6, alpha: 0.01 });
    const stream = [...uniform(40, 1), ...uniform(40, 2, 5)];
    const alarm = stream.findIndex((value) => detector.update(value).drift);
    expect(detector.toJSON().state.window).toEqual(stream.slice(alarm - 5, alarm + 1));
  });
});

describe('misuse', () => {
  const { adwin, ddm, eDetector, kswin, pageHinkley } = onlineDetectors;
  it.each([
    () => pageHinkley({ alpha: 0 }),
    () => pageHinkley({ minInstances: 1.5 }),
    () => pageHinkley({ threshold: Number.NaN }),
    () => pageHinkley({ mode: 'sideways' as 'up' }),
    () => ddm({ warningLevel: 3, driftLevel: 2 }),
    () => ddm().update(2),
    () => adwin({ delta: 1 }),
    () => kswin({ windowSize: 30, statSize: 30 }),
    () => kswin({ alpha: 0 }),
    () => eDetector({ standardDeviation: 0 }),
    () => eDetector({ alpha: 1 }),
    () => eDetector({ alpha: 0.1, warningAlpha: 0.05 }),
    () => restoreDetector({ detector: 'toString', options: {}, index: 0, dropped: 0, state: {} }),
  ])('%# is refused', (misuse) => {
    expect(misuse).toThrow(RangeError);
  });
});

describe('eDetector', () => {
  it('holds the mixture of its definition: bets started at every time, with weights that sum to 1', () => {
    const { normal, many } = createSampler(4);
    const values = [...many(40, normal)];
    const ignored = 0.2;
    const detector = onlineDetectors.eDetector({ alpha: 1e-6, ignoredShift: ignored });
    for (const value of values) detector.update(value);
    const { n, wealth } = detector.toJSON().state;
    const growth = (stake: number, value: number) => {
      const u = stake * value;
      const phi = u < 0 ? 1 / (1 - u + u ** 2 / 2) : 1 + u + u ** 2 / 2;
      return phi * Math.exp(-Math.abs(stake) * ignored - (stake ** 2 * (1 + ignored) ** 2) / 2);
    };
    const stakes = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1].flatMap((stake) => [stake, -stake]);
    expect(n).toBe(40);
    for (const [bet, stake] of stakes.entries()) {
      const direct = values.reduce((sum, _, start) => {
        const product = values.slice(start).reduce((all, value) => all * growth(stake, value), 1);
        return sum + product * (1 / Math.log2(start + 2) - 1 / Math.log2(start + 3));
      }, 0);
      expect(wealth[bet]).toBeCloseTo(direct, 12);
    }
  });

  const alpha = 0.1;
  it.each([
    { name: 'normal', draw: ({ normal }: ReturnType<typeof createSampler>) => normal() },
    { name: 'a shift that is ignored', draw: ({ normal }: ReturnType<typeof createSampler>) => normal() + 0.1 },
    {
      name: 'heavy tails: t with 3 degrees of freedom',
      draw: ({ normal }: ReturnType<typeof createSampler>) =>
        normal() / Math.sqrt(normal() ** 2 + normal() ** 2 + normal() ** 2),
    },
    {
      name: 'rare errors',
      draw: ({ bernoulli: error }: ReturnType<typeof createSampler>) => (error(0.02) - 0.02) / Math.sqrt(0.02 * 0.98),
    },
  ])('raises no more false alarms than stated over 1500 values: $name', ({ draw }) => {
    const sampler = createSampler(11);
    const runs = 200;
    let alarmed = 0;
    for (let repeat = 0; repeat < runs; repeat += 1) {
      const detector = onlineDetectors.eDetector({ alpha });
      let drift = false;
      for (let n = 0; n < 1500 && !drift; n += 1) drift = detector.update(draw(sampler)).drift;
      alarmed += Number(drift);
    }
    expect(alarmed / runs).toBeLessThanOrEqual(alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / runs));
  });

  it.each([
    { shift: 1, within: 100 },
    { shift: -1, within: 100 },
    { shift: 0.5, within: 400 },
  ])('finds a shift of $shift after 1000 values within $within', ({ shift, within }) => {
    const { normal, many } = createSampler(21);
    for (let repeat = 0; repeat < 20; repeat += 1) {
      const detector = onlineDetectors.eDetector();
      expect(run(detector, many(1000, normal)).drifts).toEqual([]);
      const { drifts } = run(
        detector,
        many(within, () => normal() + shift),
      );
      expect(drifts.length).toBeGreaterThan(0);
    }
  });
});
