import { cosineSimilarity } from '@harper-edge/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVectorMatrix, unitVector } from './vector-matrix.ts';

const vectors = fc.integer({ min: 1, max: 8 }).chain((length) => {
  const vector = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: length, maxLength: length });
  return fc.record({ query: vector, rows: fc.array(vector, { minLength: 1, maxLength: 40 }) });
});

describe('a matrix of vectors', () => {
  it('gives the cosines that stats gives', () => {
    fc.assert(
      fc.property(vectors, ({ query, rows }) => {
        const matrix = createVectorMatrix();
        const places = rows.map((row) => matrix.set(row));
        const cosines = matrix.cosines(query, places);
        for (const [i, row] of rows.entries()) {
          expect(Math.abs((cosines[i] ?? NaN) - cosineSimilarity(query, row))).toBeLessThan(1e-6);
          expect(matrix.cosine(0, i)).toBeCloseTo(cosineSimilarity(rows[0] ?? [], row), 5);
        }
      }),
      { seed: 1 },
    );
  });

  it('replaces a row, keeps the others, and says how large it is', () => {
    const matrix = createVectorMatrix();
    for (let i = 0; i < 40; i++) expect(matrix.set([i + 1, 0])).toBe(i);
    matrix.set([0, 5], 3);
    expect([...matrix.at(3)]).toEqual([0, 1]);
    expect([...matrix.at(39)]).toEqual([1, 0]);
    expect([matrix.rows, matrix.dimensions]).toEqual([40, 2]);
    expect(matrix.bytes).toBeGreaterThanOrEqual(40 * 2 * 4);
    expect([...matrix.cosines([1, 0], [3, -1, 39])]).toEqual([0, NaN, 1]);
  });

  it.each([
    ['another length', [1, 2, 3]],
    ['nothing', []],
    ['NaN', [1, NaN]],
    ['infinity', [Infinity, 1]],
  ])('refuses %s', (_name, vector) => {
    const matrix = createVectorMatrix();
    matrix.set([1, 2]);
    expect(() => matrix.set(vector)).toThrow(RangeError);
    expect(matrix.rows).toBe(1);
  });

  it.each([
    [
      [3, 4],
      [0.6, 0.8],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [
      [1e200, 0],
      [1, 0],
    ],
    [
      [-1e-200, 0],
      [-1, 0],
    ],
  ])('%j at length 1 is %j', (vector, unit) => {
    expect([...unitVector(vector)].map((value) => value + 0)).toEqual(unit);
  });
});
