import { describe, expect, it } from 'vitest';
import { popularityOf } from './popularity.ts';
import { priceBandOf } from './price-band.ts';

const dayMs = 86_400_000;
const nowMs = 1_700_000_000_000;
const bought = (productId: string, days: number) => ({ productId, timestamp: nowMs - days * dayMs });

describe('popularity', () => {
  it('counts purchases of 90 days, half as much after 30', () => {
    const popularity = popularityOf(
      [bought('tent', 0), bought('tent', 30), bought('red', 60), bought('old', 91), bought('ahead', -1)],
      nowMs,
    );
    expect([...popularity]).toEqual([
      ['tent', 1.5],
      ['red', 0.25],
      ['ahead', 1],
    ]);
  });

  it('of nothing is nothing', () => {
    expect(popularityOf([], nowMs).size).toBe(0);
  });
});

describe('the price band of a past', () => {
  it('is not told by fewer than five prices', () => {
    expect(priceBandOf([1, 2, 3, 4])).toBeUndefined();
  });

  it('goes from the first to the last tenth', () => {
    // Quantiles by hand: 0.1 and 0.9 of 10, 20, ... 110 are 20 and 100.
    const prices = Array.from({ length: 11 }, (_, i) => 10 * (i + 1));
    expect(priceBandOf(prices)).toEqual({ low: 20, high: 100, source: 'history' });
  });
});
