export type { DemandCurve } from './demand-curves/demand-curve.ts';
export { createDemandCurve } from './demand-curves/index.ts';
export type { Demand, DemandKind } from './demand-curves/index.ts';
/** @public */
export { explorePrice } from './explore-price.ts';
export type { CandidatePrice, Exploration, ExploreOptions } from './explore-price.ts';
export { fitDemand } from './fit-demand.ts';
export type { DemandFit, FitOptions, FittedLine, NoDemandFit } from './fit-demand.ts';
export type { FitWarning, PriceRange } from './fit-warnings.ts';
export type { Observations } from './observations.ts';
export { optimalPrice } from './optimal-price.ts';
export type { NoOptimalPrice, OptimalPrice, OptimalPriceOptions, PriceOutcome } from './optimal-price.ts';
/** @public */
export { poolElasticities, withElasticity } from './pool-elasticities.ts';
export type { ElasticityEstimate, PooledElasticities } from './pool-elasticities.ts';
export type { ConstraintName, PriceConstraints } from './price-constraints.ts';
/** @public */
export { createPriceHistory } from './price-history.ts';
export type { LoggedExploration, PriceHistory, PriceHistorySnapshot, PricePoint } from './price-history.ts';
/** @public */
export { createPriceSensitivityAnalyzer, PriceSensitivityAnalyzer } from './price-sensitivity-analyzer.ts';
export type {
  AnalyzerExploreOptions,
  AnalyzerOptions,
  ElasticityOptions,
  OptimizeOptions,
  Refusal,
} from './price-sensitivity-analyzer.ts';
/** @public */
export { recommendPrice } from './recommend-price.ts';
export type { NoPriceRecommendation, PriceRecommendation, PriceRequest } from './recommend-price.ts';
