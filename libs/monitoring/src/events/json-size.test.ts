import type { Json } from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { expect, it } from 'vitest';
import { jsonSize } from './json-size.ts';

it.each<Json>(['', 'text', 12, -7, 'x'.repeat(100), [], [1, 2, 3], {}, { a: 1 }, { a: [{ b: 'c' }, []], d: 0 }])(
  'is exact where nothing has a fraction or is escaped: %j',
  (value) => {
    expect(jsonSize(value)).toBe(JSON.stringify(value).length);
  },
);

it('is right to a fifth for numbers as models give them', () => {
  const rng = createSeededRng(4);
  const rows = Array.from({ length: 20 }, () => Array.from({ length: 50 }, () => Math.fround(rng.next() * 2 - 1)));
  const exact = JSON.stringify(rows).length;
  expect(Math.abs(jsonSize(rows) - exact)).toBeLessThanOrEqual(exact / 5);
});
