import type { DailyPoint } from './daily-points.ts';

/**
 * Points that follow each other at one price become one, with their average demand a day.
 *
 * Weather, season and fashion move demand for weeks, so the days of one price err together: taken one by one they make a
 * few prices look like much evidence. With prices that change weekly and errors of a day that keep nine tenths of those of
 * the day before, intervals of 95 % held the true elasticity in two thirds of simulated histories; with one row for each
 * run of a price they held it as often as they say (the test of this file). Prices that change daily stay as they are.
 */
export function priceRuns(points: readonly DailyPoint[]): readonly DailyPoint[] {
  const runs: DailyPoint[] = [];
  for (const point of points) {
    const last = runs.at(-1);
    if (last?.price !== point.price) {
      runs.push(point);
      continue;
    }
    const days = last.days + point.days;
    const demand = (last.demand * last.days + point.demand * point.days) / days;
    runs[runs.length - 1] = { ...last, demand, days };
  }
  return runs;
}
