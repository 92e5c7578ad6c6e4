import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import type { DailyPoint } from './daily-points.ts';
import { fitHistory } from './fit-history.ts';
import { priceRuns } from './price-runs.ts';

const point = (day: number, price: number, demand: number, days = 1): DailyPoint => ({
  ...{ price, demand, days },
  ...{ timestamp: day * 86_400_000, source: 'recorded' },
});

describe('priceRuns', () => {
  it('makes one of points that follow each other at one price, each day with the same weight', () => {
    const points = [point(0, 10, 4), point(1, 10, 0), point(2, 9, 6), point(3, 10, 1), point(4, 10, 4, 2)];
    expect(priceRuns(points)).toEqual([point(0, 10, 2, 2), point(2, 9, 6), point(3, 10, 3, 3)]);
  });

  it('leaves prices that change every time as they are', () => {
    const points = [point(0, 10, 4), point(1, 11, 0), point(2, 10, 6)];
    expect(priceRuns(points)).toEqual(points);
    expect(priceRuns([])).toEqual([]);
  });
});

/** A year of sales with prices that hold for a week, and errors that hold for weeks too. */
function history(next: () => number, level: number): DailyPoint[] {
  const normal = () => normalQuantile(next() || 0.5);
  let [error, price] = [0, 100];
  return Array.from({ length: 364 }, (_, day) => {
    if (day % 7 === 0) price = 95 + 10 * Math.floor(6 * next());
    error = 0.9 * error + Math.sqrt(1 - 0.81) * 0.3 * normal();
    const season = 0.2 * Math.sin((2 * Math.PI * day) / 365);
    const mean = level * Math.exp(-2 * Math.log(price / 120) + season + error);
    let [count, left] = [-1, mean];
    while (left > 0) [count, left] = [count + 1, left + Math.log(1 - next())];
    return point(day, price, count);
  });
}

describe('the interval of an elasticity whose errors hold for weeks', () => {
  // Three standard deviations of a share of 200 around 0.95 are 0.046.
  it.each([20, 2])('holds the true one as often as it says, at %d units a day', (level) => {
    const { next } = createRandomGenerator(31);
    const runs = 200;
    let [held, heldByDays] = [0, 0];
    const everyFourth = 4;
    for (let run = 0; run < runs; run += 1) {
      const points = history(next, level);
      const fit = fitHistory('p', points, {});
      if (!fit.ok) throw new Error(fit.reason);
      expect(fit.n).toBeLessThanOrEqual(52);
      if (fit.confidenceInterval[0] <= -2 && -2 <= fit.confidenceInterval[1]) held += 1;
      if (run % everyFourth > 0) continue;
      // Every second day a hair dearer: the same history with rows that are taken one by one.
      const apart = points.map((given, day) => ({ ...given, price: given.price + (day % 2) * 1e-9 }));
      const byDays = fitHistory('p', apart, { demand: 'poisson' });
      if (byDays.ok && byDays.confidenceInterval[0] <= -2 && -2 <= byDays.confidenceInterval[1]) heldByDays += 1;
    }
    expect(held / runs).toBeGreaterThan(0.95 - 0.046);
    expect(held / runs).toBeLessThan(0.995);
    // Taken one by one, days say they know more than they do.
    expect(heldByDays / (runs / everyFourth)).toBeLessThan(held / runs - 0.03);
  });
});
