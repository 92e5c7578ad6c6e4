import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustPValues, type Correction } from './index.ts';

const four = [0.01, 0.02, 0.03, 0.04];
const ten = [0.01, 0.013, 0.014, 0.19, 0.35, 0.5, 0.63, 0.67, 0.75, 0.81];
const corrections: Correction[] = [
  'bonferroni',
  'sidak',
  'holm',
  'holmSidak',
  'hochberg',
  'benjaminiHochberg',
  'benjaminiYekutieli',
];

describe('adjustPValues', () => {
  it.each<[Correction, number[], number[], string]>([
    ['bonferroni', four, [0.04, 0.08, 0.12, 0.16], 'by hand'],
    ['sidak', four, [0.03940399, 0.07763184, 0.11470719, 0.15065344], 'by hand: 1 - (1 - p)^4'],
    ['holm', four, [0.04, 0.06, 0.06, 0.06], 'by hand'],
    ['holmSidak', four, [0.03940399, 0.058808, 0.0591, 0.0591], 'by hand'],
    ['hochberg', four, [0.04, 0.04, 0.04, 0.04], 'by hand'],
    ['benjaminiHochberg', four, [0.04, 0.04, 0.04, 0.04], 'by hand'],
    ['benjaminiYekutieli', four, [1 / 12, 1 / 12, 1 / 12, 1 / 12], 'by hand: 0.04 times 25/12'],
    [
      'benjaminiHochberg',
      ten,
      [7 / 150, 7 / 150, 7 / 150, 0.475, 0.7, 0.81, 0.81, 0.81, 0.81, 0.81],
      'scipy false_discovery_control',
    ],
    [
      'benjaminiYekutieli',
      ten,
      [0.1366851851851852, 0.1366851851851852, 0.1366851851851852, 1, 1, 1, 1, 1, 1, 1],
      'scipy false_discovery_control',
    ],
    ['holm', [0.04, Number.NaN, 0.001, 0.3], [0.08, Number.NaN, 0.003, 0.3], 'by hand: NaN is no test'],
    ['sidak', [1e-300, 0, 1], [3e-300, 0, 1], 'by hand'],
    ['hochberg', [], [], 'definition'],
  ])('%s of %j is %j (%s)', (correction, pValues, expected) => {
    const adjusted = adjustPValues(pValues, correction);
    expect(adjusted).toHaveLength(expected.length);
    for (const [index, value] of adjusted.entries()) {
      const wanted = expected[index] ?? Number.NaN;
      if (Number.isNaN(wanted)) expect(value).toBeNaN();
      else expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-13 * wanted);
    }
  });

  it('never lowers a p, never exceeds 1, keeps the order and does not mind the order given', () => {
    const values = fc.array(fc.double({ noNaN: true, min: 0, max: 1 }), { minLength: 1 });
    const property = fc.property(values, fc.constantFrom(...corrections), (pValues, correction) => {
      const sorted = pValues.toSorted((left, right) => left - right);
      const adjusted = adjustPValues(sorted, correction);
      for (const [index, value] of adjusted.entries()) {
        expect(value).toBeGreaterThanOrEqual((sorted[index] ?? 0) * (1 - 1e-12));
        expect(value).toBeGreaterThanOrEqual(adjusted[index - 1] ?? 0);
        expect(value).toBeLessThanOrEqual(1);
      }
      const shuffled = adjustPValues(pValues, correction);
      expect(shuffled.toSorted((left, right) => left - right)).toEqual(adjusted);
    });
    fc.assert(property, { seed: 1 });
  });

  it('orders the procedures: hochberg at most holm at most bonferroni, BH at most BY', () => {
    const property = fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1 })), (pValues) => {
      const by = (correction: Correction) => adjustPValues(pValues, correction);
      for (const index of pValues.keys()) {
        const at = (correction: Correction) => by(correction)[index] ?? 0;
        expect(at('hochberg')).toBeLessThanOrEqual(at('holm'));
        expect(at('holm')).toBeLessThanOrEqual(at('bonferroni'));
        expect(at('holmSidak')).toBeLessThanOrEqual(at('holm') * (1 + 1e-12));
        expect(at('benjaminiHochberg')).toBeLessThanOrEqual(at('hochberg') * (1 + 1e-12));
        expect(at('benjaminiHochberg')).toBeLessThanOrEqual(at('benjaminiYekutieli'));
      }
    });
    fc.assert(property, { seed: 1, numRuns: 50 });
  });

  it.each([-0.1, 1.1, Infinity])('refuses the p-value %d', (p) => {
    expect(() => adjustPValues([p], 'holm')).toThrow(RangeError);
  });
});
