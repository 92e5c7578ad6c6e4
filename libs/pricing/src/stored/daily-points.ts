import type { PricePoint } from '../price-history.ts';
import type { PricePointRow } from './price-point-row.ts';

const dayMs = 86_400_000;
/** Days without sales are looked for this far back: ten years. */
const farthestDays = 3_653;
/** A product that nobody bought for longer, at a price nobody changed, is taken to be sold no more. */
const silentDays = 28;

/** What a shop sold a day at one price, over one or more days. */
export interface DailyPoint extends PricePoint {
  readonly timestamp: number;
  /** For how many days `demand`, which is that of one, is the average. */
  readonly days: number;
  readonly source: 'recorded' | 'purchases';
}

/** A price that was seen at a moment: paid, changed from or to, or standing in the catalogue. */
export interface PriceSighting {
  readonly at: number;
  readonly price: number;
}

export interface DailyPoints {
  /** In the order of time. */
  readonly points: readonly DailyPoint[];
  readonly daysWithoutSales: number;
  /** Days without sales that are left out: without a price that is known, or long after the last sale. */
  readonly daysLeftOut: number;
  /** Days with sales at several prices, each of which is a point. */
  readonly daysOfSeveralPrices: number;
  /** Units sold on the day that is not over, which is left out. */
  readonly unitsToday: number;
}

interface Day {
  readonly day: number;
  readonly units: ReadonlyMap<number, number>;
}

/**
 * The history of a product as demand per day. Days are those of UTC.
 *
 * - A recorded point counts as it is, its demand divided by its days. What was bought in its days counts once: not again.
 * - Purchases of a day are one point for each price paid. The day that is not over is left out: its demand is too low.
 * - A day without sales, from the first sale to yesterday, is a demand of 0 if its price is known: the last price seen
 *   before it and the first one after it, among prices paid, changed and standing in the catalogue, are the same. Without
 *   these days a price at which little is sold would look as good as the days on which something was. From 28 days after
 *   the last sale or change of the price on, they do not count. Shorter gaps in stock look like days without demand.
 *
 * @param isCut whether there are older rows: the first day is then left out, which may have lost some
 */
export function dailyPoints(
  rows: readonly PricePointRow[],
  { nowMs, sightings, isCut }: { nowMs: number; sightings: readonly PriceSighting[]; isCut: boolean },
): DailyPoints {
  const recorded = rows.flatMap(({ price, demand, timestamp, days }): DailyPoint[] =>
    days === null ? [] : [{ price, demand: demand / days, timestamp, days, source: 'recorded' }],
  );
  const covered = coveredDays(recorded);
  const sales = rows.filter(({ days }) => days === null);
  const today = dayOf(nowMs);
  const firstDay = Math.min(...sales.map(({ timestamp }) => dayOf(timestamp)));
  const days = salesByDay(sales).filter(({ day }) => !covered.has(day) && !(isCut && day === firstDay));
  const over = days.filter(({ day }) => day < today);
  const seen = [...sightings, ...sales.map(({ timestamp, price }) => ({ at: timestamp, price }))];
  const empty = emptyDays(over, { today, covered, sightings: seen.sort((first, second) => first.at - second.at) });
  const bought = over.flatMap(({ day, units }) => [...units].map(([price, demand]) => pointOf(day, price, demand)));
  const points = [...recorded, ...bought, ...empty.known];
  return {
    points: points.sort((first, second) => first.timestamp - second.timestamp || first.price - second.price),
    daysWithoutSales: empty.known.length,
    daysLeftOut: empty.unknown,
    daysOfSeveralPrices: over.filter(({ units }) => units.size > 1).length,
    unitsToday: days.filter(({ day }) => day >= today).reduce((sum, day) => sum + unitsOf(day), 0),
  };
}

export const dayOf = (timestamp: number): number => Math.floor(timestamp / dayMs);

const pointOf = (day: number, price: number, demand: number): DailyPoint => ({
  price,
  demand,
  timestamp: day * dayMs,
  days: 1,
  source: 'purchases',
});

const unitsOf = ({ units }: Day): number => [...units.values()].reduce((sum, sold) => sum + sold, 0);

function coveredDays(recorded: readonly DailyPoint[]): ReadonlySet<number> {
  const covered = new Set<number>();
  for (const { timestamp, days } of recorded) {
    for (let day = dayOf(timestamp), last = day + days; day < last; day += 1) covered.add(day);
  }
  return covered;
}

function salesByDay(sales: readonly PricePointRow[]): readonly Day[] {
  const days = new Map<number, Map<number, number>>();
  for (const { timestamp, price, demand } of sales) {
    const day = dayOf(timestamp);
    const units = days.get(day) ?? new Map<number, number>();
    days.set(day, units.set(price, (units.get(price) ?? 0) + demand));
  }
  return [...days].map(([day, units]) => ({ day, units })).sort((first, second) => first.day - second.day);
}

interface EmptyDayFacts {
  readonly today: number;
  readonly covered: ReadonlySet<number>;
  /** In the order of time. */
  readonly sightings: readonly PriceSighting[];
}

function emptyDays(days: readonly Day[], { today, covered, sightings }: EmptyDayFacts) {
  const sold = new Set(days.map(({ day }) => day));
  const known: DailyPoint[] = [];
  let unknown = 0;
  let next = 0;
  const first = days[0]?.day ?? today;
  const lastSeen = sightings.findLast(({ at }) => at < today * dayMs)?.at ?? 0;
  for (let day = Math.max(first, today - farthestDays); day < today; day += 1) {
    if (sold.has(day) || covered.has(day)) continue;
    while (next < sightings.length && (sightings[next] as PriceSighting).at < day * dayMs) next += 1;
    let later = next;
    while (later < sightings.length && (sightings[later] as PriceSighting).at < (day + 1) * dayMs) later += 1;
    const [before, after] = [sightings[next - 1]?.price, sightings[later]?.price];
    const isSilent = day >= dayOf(lastSeen) + silentDays;
    if (before !== undefined && before === after && !isSilent) known.push(pointOf(day, before, 0));
    else unknown += 1;
  }
  return { known, unknown };
}
