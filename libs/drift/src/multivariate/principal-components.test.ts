import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eigenvectors } from './principal-components.ts';

describe('eigenvectors', () => {
  it('of a 3 x 3 matrix, as by numpy.linalg.eigh', () => {
    const { values, vectors } = eigenvectors(Float64Array.of(4, 1, -2, 1, 3, 0.5, -2, 0.5, 1), 3);
    const expected = [
      { value: 5.217955775144567, vector: [0.8731175045391051, 0.30857546975931954, -0.3774215186369489] },
      { value: 3.0346541415190385, vector: [-0.1581418955397412, 0.911590791215525, 0.3794645836519538] },
      { value: -0.252609916663607, vector: [0.4611474429534475, -0.2716310159644295, 0.8447245864917327] },
    ];
    for (const [at, { value, vector }] of expected.entries()) {
      expect(values[at]).toBeCloseTo(value, 12);
      const sign = Math.sign((vectors[at]?.[0] ?? 0) * (vector[0] ?? 0));
      for (const [row, entry] of vector.entries()) expect((vectors[at]?.[row] ?? 0) * sign).toBeCloseTo(entry, 12);
    }
  });

  it('are orthonormal and give the matrix back', () => {
    const matrices = fc.integer({ min: 1, max: 6 }).chain((k) =>
      fc.record({
        k: fc.constant(k),
        half: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: k * k, maxLength: k * k }),
      }),
    );
    const property = fc.property(matrices, ({ k, half }) => {
      const at = (i: number, j: number) => (half[i * k + j] ?? 0) + (half[j * k + i] ?? 0);
      const { values, vectors } = eigenvectors(
        Float64Array.from(half, (_, place) => at(Math.floor(place / k), place % k)),
        k,
      );
      for (let i = 0; i < k; i += 1) {
        for (let j = 0; j < k; j += 1) {
          const back = values.reduce(
            (sum, value, v) => sum + value * (vectors[v]?.[i] ?? 0) * (vectors[v]?.[j] ?? 0),
            0,
          );
          expect(Math.abs(back - at(i, j))).toBeLessThan(1e-11);
          const product = vectors[i]?.reduce((sum, entry, row) => sum + entry * (vectors[j]?.[row] ?? 0), 0) ?? 9;
          expect(Math.abs(product - Number(i === j))).toBeLessThan(1e-12);
        }
      }
      expect(values.every((value, order) => order === 0 || value <= (values[order - 1] ?? 0))).toBe(true);
    });
    fc.assert(property, { seed: 9 });
  });
});
