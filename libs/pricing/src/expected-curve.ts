import type { PricedCurve } from './demand-curves/demand-curve.ts';
import { createDemandCurve, demandForm } from './demand-curves/index.ts';
import type { DemandFit } from './fit-demand.ts';
import type { LineDraw } from './posterior-draws.ts';

/** The demand of a drawn line at a price. */
export function demandOfDraws({ demand, line }: DemandFit): (draw: LineDraw, price: number) => number {
  const { priceTerm, quantity } = demandForm(demand.kind);
  const { centre, smearing, market } = line;
  return ({ level, slope }, price) => smearing * quantity(level + slope * (priceTerm(price) - centre), market);
}

/**
 * Demand averaged over drawn lines. It has no formula for its best price; how demand keeps to a capacity is that of the
 * fitted curve.
 */
export function expectedCurve(fit: DemandFit, draws: readonly LineDraw[]): PricedCurve {
  const { priceTerm, quantity } = demandForm(fit.demand.kind);
  const { centre, smearing, market } = fit.line;
  // The inner loop of the search for a price: columns, and the price term once for all draws.
  const slopes = Float64Array.from(draws, ({ slope }) => slope);
  const levels = Float64Array.from(draws, ({ level }) => level);
  const { pricesFor } = createDemandCurve(fit.demand);
  return {
    demand: (price) => {
      const distance = priceTerm(price) - centre;
      let sum = 0;
      for (let at = 0; at < slopes.length; at += 1) {
        sum += quantity((levels[at] as number) + (slopes[at] as number) * distance, market);
      }
      return (smearing * sum) / slopes.length;
    },
    ...(pricesFor !== undefined && { pricesFor }),
  };
}
