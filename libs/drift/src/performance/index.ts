export type { BoostedStumps } from './boosted-stumps.ts';
export { estimatePerformance, fitCbpe } from './cbpe.ts';
export type {
  CbpeFitOptions,
  CbpeOptions,
  CbpeReference,
  EstimatedMetric,
  LabelledScores,
  NoReference,
  PerformanceEstimate,
} from './cbpe.ts';
export type { ConfusionCounts, MetricName } from './classification-metrics.ts';
export { estimateError, fitDle } from './dle.ts';
export type { DleOptions, DleReference, ErrorEstimate, RegressionOutcomes, RegressionRows } from './dle.ts';
export type { Calibration } from './isotonic-calibration.ts';
