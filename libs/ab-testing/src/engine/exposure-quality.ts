import type { ExperimentTotals } from './totals.ts';

/** How many units were seen in two arms, and so excluded. */
export interface ExposureQuality {
  readonly crossedUnits: number;
  /** Share of all units exposed. */
  readonly crossedRate: number;
  /** More than 1 % and more than 10 units: assignment is not sticky somewhere, and leaving them out may bias the rest. */
  readonly alarm: boolean;
}

/** How well units stayed in their arms. */
export function exposureQuality({ variants, crossed }: ExperimentTotals): ExposureQuality {
  const units = Object.values(variants).reduce((sum, arm) => sum + arm.units, crossed);
  const crossedRate = units === 0 ? 0 : crossed / units;
  return { crossedUnits: crossed, crossedRate, alarm: crossed > 10 && crossedRate > 0.01 };
}
