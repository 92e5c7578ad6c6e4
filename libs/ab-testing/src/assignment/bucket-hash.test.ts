import { chiSquareGoodnessOfFit, chiSquareHomogeneity } from '@harper-edge/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketHash, createBucketHash } from './bucket-hash.ts';

/** From an implementation in Python on bytes of `str.encode('utf-8')`, and UTF-16 code units for versions 1 and 2. */
const table: [seed: string, id: string, first: number, second: number, third: number][] = [
  ['hats', '1', 0.366, 0.9149, 0.20673480560071766],
  ['hats', 'user-1', 0.99, 0.7678, 0.6165953062009066],
  ['hats', '', 0.499, 0.7673, 0.3344236209522933],
  ['', 'user-1', 0.5, 0.8703, 0.30251082638278604],
  ['größe', 'žluťoučký', 0.425, 0.5232, 0.891607292694971],
  ['種', '😀', 0.186, 0.4409, 0.6432517841458321],
  ['a', '\ufffd', 0.187, 0.7629, 0.021642489358782768],
  ['hats', 'x'.repeat(100), 0.955, 0.7452, 0.0029505155980587006],
];

describe('bucketHash', () => {
  it.each(table)('of %j and %j is that of the table in all versions', (seed, id, ...expected) => {
    expect([1, 2, 3].map((version) => bucketHash(seed, id, version))).toEqual(expected);
  });

  it('knows no other version', () => {
    expect([0, 4, 99, -1, 1.5].map((version) => bucketHash('hats', '1', version))).toEqual(Array(5).fill(null));
  });

  it('takes half a surrogate pair for the character that replaces it, as UTF-8 does', () => {
    expect(bucketHash('a', '\ud83d', 3)).toBe(bucketHash('a', '\ufffd', 3));
    expect(bucketHash('a', '\ude00', 3)).toBe(bucketHash('a', '\ufffd', 3));
  });

  it('hashes bytes: equal to FNV-1a over those of an encoder', () => {
    const encoder = new TextEncoder();
    const mix = (value: number) => {
      let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      return (mixed ^ (mixed >>> 16)) >>> 0;
    };
    const fnv = (start: number, text: string) =>
      encoder.encode(text).reduce((state, byte) => Math.imul(state ^ byte, 16_777_619), start);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (seed, id) => {
        expect(bucketHash(seed, id, 3)).toBe(mix(fnv(mix(fnv(0x811c9dc5, seed)), id)) / 2 ** 32);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('hashes the decimal digits of numbers of any length in version 2', () => {
    // Numbers of four digits come once in half a million ids.
    const fnv = (text: string) =>
      Array.from(text).reduce((state, digit) => Math.imul(state ^ digit.charCodeAt(0), 16_777_619), 0x811c9dc5) >>> 0;
    const lengths = new Set<number>();
    for (let id = 0; id < 200_000; id += 1) {
      const inner = String(fnv(`hats${id}`));
      lengths.add(inner.length);
      if (bucketHash('hats', String(id), 2) !== (fnv(inner) % 10_000) / 10_000) expect.unreachable(`differs at ${id}`);
    }
    expect([...lengths].sort((first, second) => first - second)).toEqual([4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('hash version 3', () => {
  const units = 1_000_000;

  it.each(['user ids in a row', 'e-mail addresses'])('spreads %s evenly over 1,000 cells', (kind) => {
    const hash = createBucketHash('new-checkout', 3);
    const idOf = kind === 'e-mail addresses' ? (unit: number) => `user${unit}@example.com` : String;
    const counts = new Float64Array(1000);
    for (let unit = 0; unit < units; unit += 1) {
      const cell = Math.floor(hash(idOf(unit)) * 1000);
      counts[cell] = (counts[cell] as number) + 1;
    }
    const test = chiSquareGoodnessOfFit(counts, new Float64Array(1000).fill(1));
    // A hash that is too even is as wrong as one that is not even enough.
    expect(test.ok && test.pValue).toBeGreaterThan(1e-4);
    expect(test.ok && test.pValue).toBeLessThan(1 - 1e-4);
  });

  it('assigns two experiments independently of each other, whatever their seeds are', () => {
    // 1e6 units for five seeds and 5e4 for 95, to stay within seconds; 1e6 for all 100 passed when it was written.
    const ids = Array.from({ length: units }, (_, unit) => String(unit));
    for (let seed = 0; seed < 100; seed += 1) {
      const [first, second] = [createBucketHash(`test-${seed}`, 3), createBucketHash(`test-${seed + 1}`, 3)];
      const counts = [0, 0, 0, 0];
      for (const id of seed < 5 ? ids : ids.slice(0, 50_000)) {
        const cell = (first(id) < 0.5 ? 0 : 2) + (second(id) < 0.5 ? 0 : 1);
        counts[cell] = (counts[cell] as number) + 1;
      }
      const test = chiSquareHomogeneity([counts.slice(0, 2), counts.slice(2)]);
      expect(test.ok && test.pValue, `seed ${seed}`).toBeGreaterThan(1e-4);
    }
  });
});
