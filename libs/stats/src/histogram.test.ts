import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistogram, type HistogramSnapshot } from './index.ts';

const edges = [-2, 0, 0.5, 3];
const value = fc.oneof(fc.double(), fc.constantFrom(...edges, -0));
const histogramOf = (values: readonly number[]): HistogramSnapshot => {
  const histogram = createHistogram(edges);
  histogram.addAll(values);
  return histogram.toJSON();
};

describe('createHistogram', () => {
  it('counts by the edges strictly smaller, and what lies on an edge', () => {
    expect(histogramOf([-Infinity, -2, -1.9, -0, 0, 0.25, 0.5, 3, 3.1, Infinity, Number.NaN])).toEqual({
      edges,
      counts: [2, 3, 2, 1, 2],
      atEdge: [1, 2, 1, 1],
      missing: 1,
    });
  });

  it('agrees with the definition for any values', () => {
    const property = fc.property(fc.array(value), (values) => {
      const numbers = values.filter((given) => !Number.isNaN(given));
      const bins = numbers.map((given) => edges.filter((edge) => edge < given).length);
      expect(histogramOf(values)).toEqual({
        edges,
        counts: [0, 1, 2, 3, 4].map((bin) => bins.filter((other) => other === bin).length),
        atEdge: edges.map((edge) => numbers.filter((given) => given === edge).length),
        missing: values.length - numbers.length,
      });
    });
    fc.assert(property, { seed: 1 });
  });

  it('is the same for any split and any order of the values', () => {
    const property = fc.property(fc.array(value), fc.array(value), (first, second) => {
      const merged = createHistogram(edges);
      merged.merge(histogramOf(second));
      for (const given of first) merged.add(given);
      expect(merged.toJSON()).toEqual(histogramOf([...first, ...second]));
    });
    fc.assert(property, { seed: 1 });
  });

  it('has one bin without edges', () => {
    const histogram = createHistogram([]);
    histogram.add(7);
    expect(histogram.toJSON().counts).toEqual([1]);
  });

  it.each([[[1, 1]], [[2, 1]], [[Number.NaN]], [[0, Infinity]]])('refuses the edges %j', (wrong) => {
    expect(() => createHistogram(wrong)).toThrow(RangeError);
  });

  it.each<Partial<HistogramSnapshot>>([
    { edges: [-2, 0, 0.5, 4] },
    { edges: [-2] },
    { counts: [1, 0, 0, 0] },
    { counts: [-1, 0, 0, 0, 0] },
    { counts: [0.5, 0, 0, 0, 0] },
    { atEdge: [1, 0, 0, 0] },
    { missing: -1 },
  ])('refuses to merge %j', (wrong) => {
    expect(() => {
      createHistogram(edges).merge({ ...histogramOf([]), ...wrong });
    }).toThrow(RangeError);
  });
});
