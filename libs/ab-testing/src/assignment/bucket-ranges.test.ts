import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketRanges, chooseVariation, equalWeights } from './bucket-ranges.ts';

describe('bucketRanges', () => {
  // By hand.
  it.each<[number, { coverage?: number; weights?: number[] }, number[][]]>([
    [
      2,
      {},
      [
        [0, 0.5],
        [0.5, 1],
      ],
    ],
    [
      2,
      { coverage: 0.5 },
      [
        [0, 0.25],
        [0.5, 0.75],
      ],
    ],
    [
      2,
      { coverage: 0 },
      [
        [0, 0],
        [0.5, 0.5],
      ],
    ],
    [
      2,
      { coverage: -1 },
      [
        [0, 0],
        [0.5, 0.5],
      ],
    ],
    [
      2,
      { coverage: 7 },
      [
        [0, 0.5],
        [0.5, 1],
      ],
    ],
    [
      3,
      { weights: [0.25, 0.25, 0.5] },
      [
        [0, 0.25],
        [0.25, 0.5],
        [0.5, 1],
      ],
    ],
    [
      2,
      { weights: [0.5, 0.495] },
      [
        [0, 0.5],
        [0.5, 0.995],
      ],
    ],
    [
      2,
      { weights: [0.5, 0.4] },
      [
        [0, 0.5],
        [0.5, 1],
      ],
    ],
    [
      2,
      { weights: [0.5, 0.6] },
      [
        [0, 0.5],
        [0.5, 1],
      ],
    ],
    [
      2,
      { weights: [1] },
      [
        [0, 0.5],
        [0.5, 1],
      ],
    ],
    [0, {}, []],
  ])('of %d with %j are %j', (count, options, expected) => {
    expect(bucketRanges(count, options)).toEqual(expected);
  });

  it('of more coverage hold what those of less do', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), share, share, share, (count, bucket, first, second) => {
        const chosen = [Math.min(first, second), Math.max(first, second)].map((coverage) =>
          chooseVariation(bucket, bucketRanges(count, { coverage })),
        );
        expect([-1, chosen[1]]).toContain(chosen[0]);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});

describe('chooseVariation', () => {
  it.each([
    [0, 0],
    [0.25, -1],
    [0.5, 1],
    [0.75, -1],
    [1, -1],
    [Number.NaN, -1],
  ])('of %d in [0, 0.25) and [0.5, 0.75) is %d (by hand)', (bucket, expected) => {
    expect(
      chooseVariation(bucket, [
        [0, 0.25],
        [0.5, 0.75],
      ]),
    ).toBe(expected);
  });
});

describe('equalWeights', () => {
  it('are none for no variants', () => {
    expect([-1, 0, 1, 2].map(equalWeights)).toEqual([[], [], [1], [0.5, 0.5]]);
  });
});
