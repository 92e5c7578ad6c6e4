export { bootstrapInterval, ratioOfMediansInterval } from './bootstrap.ts';
export type { BootstrapInterval, BootstrapOptions } from './bootstrap.ts';
export {
  normalCdf,
  normalIsf,
  normalIsfLog,
  normalLogCdf,
  normalLogSf,
  normalPdf,
  normalQuantile,
  normalSf,
} from './distributions/normal.ts';
export { createLatencyHistogram } from './latency-histogram.ts';
export type { LatencyHistogram, LatencySnapshot } from './latency-histogram.ts';
export { emptyMoments, mergeMoments, momentsOf, populationVariance, skewness, variance } from './moments.ts';
export type { Moments } from './moments.ts';
export { median, quantile } from './quantile.ts';
export { createRandomGenerator } from './random-generator.ts';
export type { RandomGenerator } from './random-generator.ts';
export { erf, erfc, erfcx } from './special/erfcx.ts';
