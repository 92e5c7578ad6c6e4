import { scan, type Clock, type Table } from '@harper-edge/contracts';
import { dayOf } from './daily-points.ts';
import type { PriceRecommendationRow } from './price-change.ts';

const dayMs = 86_400_000;
const maxAgeMs = 1_000;

/**
 * Counts the recommendations since midnight (UTC). They are rows that all threads write, so the count is right across them;
 * it reads those of the day, and remembers the number for a second.
 */
export function createOptimizationCount(
  recommendations: Table<PriceRecommendationRow>,
  clock: Clock,
): () => Promise<number> {
  let known = { count: 0, day: -1, untilMs: -Infinity };
  return async () => {
    const day = dayOf(clock.nowMs());
    const nowMs = clock.monotonicMs();
    if (known.day === day && nowMs < known.untilMs) return known.count;
    let count = 0;
    const where = [{ field: 'timestamp', op: 'ge', value: day * dayMs }] as const;
    const sort = { field: 'timestamp', order: 'ascending' } as const;
    for await (const { timestamp } of scan(recommendations, { where, sort, limit: 10_000 })) {
      count += dayOf(timestamp) === day ? 1 : 0;
    }
    known = { count, day, untilMs: nowMs + maxAgeMs };
    return count;
  };
}
