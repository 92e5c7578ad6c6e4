import { expect, it } from 'vitest';
import { positiveInformation } from './pointwise-information.ts';

it('is ln(p(i, j) / (p(i) p(j))) where that is above 0: by hand', () => {
  // Pairs weigh 1/2 in the first text and 2/2 in the second, so that a: 1, b: 1 + 2, c: 2, of 6 in all.
  const documents = [
    { words: ['a', 'b', 'a'], weight: 1 },
    { words: ['b', 'c'], weight: 2 },
  ];
  const ids = new Map([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ]);
  const { size, starts, columns, values } = positiveInformation(documents, ids);
  expect(size).toBe(3);
  const entries = Array.from({ length: size }, (_, row) =>
    Array.from(columns.subarray(starts[row], starts[row + 1]), (column, i) => [
      column,
      expect.closeTo(values[(starts[row] ?? 0) + i] ?? 0, 12) as number,
    ]),
  );
  // a with a: (1/2 / 6) / (1/6 · 1/6) = 3; a with b: (1/2 / 6) / (1/6 · 3/6) = 1, whose logarithm is not above 0;
  // b with b: (3/2 / 6) / (3/6 · 3/6) = 1; b with c: (1 / 6) / (3/6 · 2/6) = 1; c with c: (1 / 6) / (2/6 · 2/6) = 3/2.
  expect([[[0, Math.log(3)]], [], [[2, Math.log(1.5)]]]).toEqual(entries);
});

it('leaves out words that are not asked for', () => {
  const documents = [{ words: ['a', 'unasked'], weight: 1 }];
  expect(positiveInformation(documents, new Map([['a', 0]])).values).toEqual(new Float64Array(0));
});
