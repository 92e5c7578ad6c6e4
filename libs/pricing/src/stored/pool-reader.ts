import type { Clock } from '@harper-edge/contracts';
import type { ElasticityEstimate } from '../pool-elasticities.ts';
import { dailyPoints } from './daily-points.ts';
import { fitHistory, type FitChoices } from './fit-history.ts';
import type { PointReader } from './point-reader.ts';

/** Products that an elasticity is drawn towards, and points of each that are read. */
const mostProducts = 200;
const mostPoints = 1_000;
/** How old the elasticities of other products may be. */
const maxAgeMs = 60_000;
/** Shops and ways to fit that are remembered. */
const mostPools = 50;

type Estimates = ReadonlyMap<string, ElasticityEstimate>;

/** The elasticities of the products of a shop, 200 at most, as they were a minute ago or later. */
export function createPoolReader(
  points: PointReader,
  clock: Clock,
): (tenantId: string, choices: FitChoices) => Promise<Estimates> {
  const pools = new Map<string, { readonly estimates: Promise<Estimates>; readonly untilMs: number }>();

  const estimate = async (tenantId: string, choices: FitChoices): Promise<Estimates> => {
    const estimates = new Map<string, ElasticityEstimate>();
    for (const productId of await points.productIds(tenantId, mostProducts)) {
      // One after the other: fits compute, and others want to be answered in between.
      const { rows, isCut } = await points.newest(tenantId, productId, mostPoints);
      const { points: daily } = dailyPoints(rows, { nowMs: clock.nowMs(), sightings: [], isCut });
      const fit = fitHistory(productId, daily, choices);
      if (fit.ok) estimates.set(productId, { elasticity: fit.elasticity, standardError: fit.standardError });
    }
    return estimates;
  };

  return (tenantId, choices) => {
    const key = JSON.stringify([tenantId, choices.demand, choices.since]);
    const known = pools.get(key);
    const nowMs = clock.monotonicMs();
    if (known !== undefined && nowMs < known.untilMs) return known.estimates;
    if (pools.size >= mostPools) pools.clear();
    const estimates = estimate(tenantId, choices);
    pools.set(key, { estimates, untilMs: nowMs + maxAgeMs });
    // A failure is not remembered.
    estimates.catch(() => pools.delete(key));
    return estimates;
  };
}
