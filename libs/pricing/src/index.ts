export { createDemandCurve } from './demand-curves/index.ts';
export type { Demand, DemandKind } from './demand-curves/index.ts';
export type { DemandCurve } from './demand-curves/demand-curve.ts';
export { fitDemand } from './fit-demand.ts';
export type { DemandFit, FitOptions, FittedLine, NoDemandFit } from './fit-demand.ts';
export type { FitWarning, PriceRange } from './fit-warnings.ts';
export type { Observations } from './observations.ts';
