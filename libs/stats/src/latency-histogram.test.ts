import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencyHistogram, type LatencySnapshot, quantile } from './index.ts';

const latency = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 10_000_000 }).map((micros) => micros / 1000) },
  fc.double({ noNaN: true, min: 0, max: 1e8 }),
  fc.constantFrom(0, -0, 1, 2, 4, 1e-6),
);
const latencies = fc.array(latency, { minLength: 1, maxLength: 200 });
const histogramOf = (values: readonly number[]) => {
  const histogram = createLatencyHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

describe('createLatencyHistogram', () => {
  it('gives every quantile within 0.4 % of the exact one', () => {
    const property = fc.property(latencies, fc.double({ noNaN: true, min: 0, max: 1 }), (values, probability) => {
      const exact = quantile(Float64Array.from(values).sort(), probability);
      expect(Math.abs(histogramOf(values).quantile(probability) - exact)).toBeLessThanOrEqual(0.004 * exact + 1e-6);
    });
    fc.assert(property, { seed: 1, numRuns: 500 });
  });

  it('keeps the extremes exact, also outside its range', () => {
    const histogram = histogramOf([1e-12, 3, 1e300]);
    expect([0, 1].map((probability) => histogram.quantile(probability))).toEqual([1e-12, 1e300]);
    expect(histogram.count).toBe(3);
  });

  it('is the same for any split and any order of the values', () => {
    const property = fc.property(latencies, latencies, (first, second) => {
      const whole = histogramOf([...first, ...second]).toJSON();
      const merged = histogramOf(second);
      merged.merge(histogramOf(first).toJSON());
      expect(merged.toJSON()).toEqual(whole);
      const read = JSON.parse(JSON.stringify(whole)) as LatencySnapshot;
      expect(createLatencyHistogram(read).toJSON()).toEqual(whole);
    });
    fc.assert(property, { seed: 1 });
  });

  it('holds nothing at first', () => {
    const empty = createLatencyHistogram();
    expect(empty.quantile(0.5)).toBeNaN();
    expect(empty.toJSON()).toEqual({ count: 0, min: null, max: null, buckets: [] });
    const histogram = histogramOf([5]);
    histogram.merge(empty.toJSON());
    expect(histogram.quantile(0.5)).toBe(5);
  });

  it.each([-1, Number.NaN, Infinity])('refuses the value %d', (value) => {
    expect(() => {
      createLatencyHistogram().record(value);
    }).toThrow(RangeError);
  });

  it.each<LatencySnapshot>([
    { count: 2, min: 1, max: 1, buckets: [3000, 1] },
    { count: 1, min: null, max: null, buckets: [3000, 1] },
    { count: 1, min: 2, max: 1, buckets: [3000, 1] },
    { count: 0, min: 1, max: 1, buckets: [] },
    { count: 1, min: 1, max: 1, buckets: [6400, 1] },
    { count: -1, min: 1, max: 1, buckets: [3000, -1] },
    { count: 2, min: 1, max: 1, buckets: [3001, 1, 3000, 1] },
    { count: 1, min: 1, max: 1, buckets: [3000] },
  ])('refuses the snapshot %j', (snapshot) => {
    expect(() => createLatencyHistogram(snapshot)).toThrow(RangeError);
  });

  it('refuses a probability outside [0, 1]', () => {
    expect(() => histogramOf([1]).quantile(1.5)).toThrow(RangeError);
  });
});
