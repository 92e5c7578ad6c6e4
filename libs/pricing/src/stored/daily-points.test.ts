import { describe, expect, it } from 'vitest';
import { dailyPoints, type PriceSighting } from './daily-points.ts';
import type { PricePointRow } from './price-point-row.ts';

const dayMs = 86_400_000;
/** Noon of the nth day of 2026. */
const noon = (day: number): number => Date.UTC(2026, 0, day, 12);
const midnight = (day: number): number => Date.UTC(2026, 0, day);

let rows = 0;
const row = (day: number, fields: Partial<PricePointRow>): PricePointRow => {
  rows += 1;
  return {
    ...{ id: `t/${rows}`, series: '', tenantId: 't', productId: 'p', price: 10, demand: 1, days: null },
    ...{ timestamp: noon(day), ...fields },
  };
};
const sale = (day: number, price: number, demand = 1) => row(day, { price, demand });
const recorded = (day: number, fields: Partial<PricePointRow>) =>
  row(day, { days: 1, timestamp: midnight(day), ...fields });

const of = (
  given: readonly PricePointRow[],
  { today = 10, sightings = [], isCut = false }: { today?: number; sightings?: PriceSighting[]; isCut?: boolean } = {},
) => {
  const { points, ...counts } = dailyPoints(given, { nowMs: noon(today), sightings, isCut });
  const shown = points.map(({ price, demand, timestamp, days, source }) => [
    (timestamp - midnight(1)) / dayMs + 1,
    price,
    demand,
    ...(days === 1 ? [] : [days]),
    ...(source === 'recorded' ? ['recorded'] : []),
  ]);
  return { points: shown, ...counts };
};
const none = { daysWithoutSales: 0, daysLeftOut: 0, daysOfSeveralPrices: 0, unitsToday: 0 };

describe('dailyPoints', () => {
  it('adds up the purchases of a day, one point for each price paid', () => {
    const sales = [sale(3, 10, 2), sale(2, 10), sale(2, 9, 4), sale(3, 10, 3), sale(2, 10, 2)];
    expect(of(sales, { today: 4 })).toEqual({
      ...none,
      points: [
        [2, 9, 4],
        [2, 10, 3],
        [3, 10, 5],
      ],
      daysOfSeveralPrices: 1,
    });
  });

  it('leaves out the day that is not over', () => {
    expect(of([sale(9, 10, 2), sale(10, 10, 5), sale(10, 9, 1)])).toEqual({
      ...none,
      points: [[9, 10, 2]],
      unitsToday: 6,
    });
  });

  it('counts days without sales where the price before and after is the same', () => {
    expect(of([sale(2, 10), sale(5, 10), sale(7, 12)], { today: 8 })).toEqual({
      ...none,
      points: [
        [2, 10, 1],
        [3, 10, 0],
        [4, 10, 0],
        [5, 10, 1],
        [7, 12, 1],
      ],
      daysWithoutSales: 2,
      // Day 6 lies between 10 and 12.
      daysLeftOut: 1,
    });
  });

  it('knows prices by the log of changes and by the catalogue', () => {
    const change = (at: number, from: number, to: number) => [
      { at, price: from },
      { at, price: to },
    ];
    const sightings = [...change(noon(4), 10, 14), ...change(noon(6), 14, 12), { at: noon(9), price: 12 }];
    expect(of([sale(2, 10)], { today: 9, sightings })).toEqual({
      ...none,
      points: [
        [2, 10, 1],
        [3, 10, 0],
        // On days 4 and 6 the price changed.
        [5, 14, 0],
        [7, 12, 0],
        [8, 12, 0],
      ],
      daysWithoutSales: 4,
      daysLeftOut: 2,
    });
    // What stands in the catalogue now says nothing of days after another price was paid.
    expect(of([sale(2, 10)], { today: 4, sightings: [{ at: noon(4), price: 12 }] })).toMatchObject({
      points: [[2, 10, 1]],
      daysLeftOut: 1,
    });
  });

  it('takes a product for sold no more four weeks after the last sale or change of its price', () => {
    const now = (price: number) => ({ at: noon(70), price });
    expect(of([sale(2, 10)], { today: 70, sightings: [now(10)] })).toMatchObject({
      daysWithoutSales: 27,
      daysLeftOut: 40,
    });
    const sightings = [{ at: noon(20), price: 10 }, { at: noon(20), price: 11 }, now(11)];
    // Until the change 17 days at 10, after it 27 at 11.
    expect(of([sale(2, 10)], { today: 70, sightings })).toMatchObject({ daysWithoutSales: 44, daysLeftOut: 23 });
  });

  it('takes recorded points as they are, per day, and counts nothing twice', () => {
    const given = [
      recorded(2, { price: 10, demand: 21, days: 3 }),
      sale(3, 10, 9),
      sale(5, 11, 4),
      recorded(7, { price: 9, demand: 6 }),
    ];
    expect(of(given, { today: 8 })).toEqual({
      ...none,
      points: [
        [2, 10, 7, 3, 'recorded'],
        [5, 11, 4],
        [7, 9, 6, 'recorded'],
      ],
      daysLeftOut: 1,
    });
  });

  it('leaves out the first day of sales where older rows are cut off', () => {
    expect(of([sale(8, 10, 2), sale(9, 10, 3)], { isCut: true }).points).toEqual([[9, 10, 3]]);
  });

  it('makes nothing of nothing', () => {
    expect(of([])).toEqual({ ...none, points: [] });
  });

  it('looks for days without sales ten years back at most', () => {
    const long = [row(1, { timestamp: Date.UTC(1980, 0, 1) }), sale(9, 10)];
    expect(of(long).daysWithoutSales).toBe(3_652);
  });
});
