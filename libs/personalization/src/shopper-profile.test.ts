import { describe, expect, it } from 'vitest';
import { profileShare, shopperDirection, shopperProfile } from './shopper-profile.ts';

const dayMs = 86_400_000;
const nowMs = 1_700_000_000_000;
const vectors: Readonly<Record<string, readonly number[]>> = { red: [1, 0], tent: [0, 1] };
const vectorOf = (productId: string) => vectors[productId];
const options = { nowMs, dimensions: 2, vectorOf };
const did = (
  type: 'viewed' | 'purchased' | 'rated',
  productId: string,
  rest: { value?: number; days?: number } = {},
) => ({
  type,
  productId,
  value: rest.value ?? null,
  timestamp: nowMs - (rest.days ?? 0) * dayMs,
});

describe('the profile of a shopper', () => {
  // By hand: weights 1, 3 and stars - 3, halved every 30 days.
  it.each([
    ['one view', [did('viewed', 'red')], [1, 0], 1],
    ['a purchase against a view', [did('purchased', 'tent'), did('viewed', 'red')], [1 / Math.sqrt(10), 3 / Math.sqrt(10)], 4],
    ['a view a month ago', [did('viewed', 'red', { days: 30 })], [1, 0], 0.5],
    ['two old views against a new one', [did('viewed', 'red', { days: 30 }), did('viewed', 'red', { days: 30 }), did('viewed', 'tent')], [Math.SQRT1_2, Math.SQRT1_2], 2],
    ['five stars', [did('rated', 'tent', { value: 5 })], [0, 1], 2],
    ['three stars', [did('rated', 'tent', { value: 3 })], [0, 0], 0],
    ['one star points away', [did('rated', 'tent', { value: 1 })], [0, -1], 2],
    ['what is not known any more', [did('viewed', 'gone')], [0, 0], 0],
    ['like and dislike cancel', [did('rated', 'red', { value: 5 }), did('rated', 'red', { value: 1 })], [0, 0], 4],
    ['a clock that is ahead', [did('viewed', 'red', { days: -1 })], [1, 0], 1],
    ['nothing', [], [0, 0], 0],
  ])('%s', (_name, actions, vector, weight) => {
    const profile = shopperProfile(actions, options);
    expect([...profile.vector].map((value) => Math.round(value * 1e12) / 1e12 + 0)).toEqual(
      vector.map((value) => Math.round(value * 1e12) / 1e12),
    );
    expect(profile.weight).toBeCloseTo(weight, 12);
  }); // prettier-ignore
});

describe('the direction of a shopper', () => {
  const past = shopperProfile([did('purchased', 'tent')], options);

  it('has more of the past the more there is of it, and never more than 0.4', () => {
    expect(profileShare({ weight: 0 })).toBe(0);
    expect(profileShare({ weight: 3 })).toBeCloseTo(0.2, 12);
    expect(profileShare({ weight: 1e9 })).toBeCloseTo(0.4, 6);
  });

  it('mixes query and past', () => {
    // By hand: weight 3, share 0.2: (0.8, 0) + (0, 0.2), at length 1.
    const mixed = shopperDirection([2, 0], past) ?? [];
    expect(mixed[0]).toBeCloseTo(0.8 / Math.hypot(0.8, 0.2), 12);
    expect(mixed[1]).toBeCloseTo(0.2 / Math.hypot(0.8, 0.2), 12);
  });

  it('is the one of the two that there is, or none', () => {
    const nothing = shopperProfile([], options);
    expect([...(shopperDirection(undefined, past) ?? [])]).toEqual([0, 1]);
    expect([...(shopperDirection([0, 0], past) ?? [])]).toEqual([0, 1]);
    expect([...(shopperDirection([3, 0], nothing) ?? [])]).toEqual([1, 0]);
    expect(shopperDirection(undefined, nothing)).toBeUndefined();
    expect(shopperDirection([0, 0], nothing)).toBeUndefined();
  });
});
