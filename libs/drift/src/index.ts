export { binEdges } from './bin-edges.ts';
export type { Binning } from './bin-edges.ts';
export type { CountPair } from './count-pair.ts';
export type { Effect, NoResult, TestResult } from './drift-test-result.ts';
export { onlineDetectors, restoreDetector } from './online/index.ts';
export type { OnlineDetectorName } from './online/index.ts';
export type { DetectorSnapshot, OnlineDetector, Signal } from './online/online-detector.ts';
export { sortedCounts } from './sorted-counts.ts';
export { sortSample } from './sorted-sample.ts';
export type { NumericColumn, Sample, SortedSample } from './sorted-sample.ts';
export { chiSquareTest } from './tests/chi-square.ts';
export type { CountTestOptions } from './tests/chi-square.ts';
export { hellinger } from './tests/hellinger.ts';
export { jensenShannon } from './tests/jensen-shannon.ts';
export type { Divergences } from './tests/jensen-shannon.ts';
export { ksTest } from './tests/kolmogorov-smirnov.ts';
export type { KsMethod, KsOptions, KsResult } from './tests/kolmogorov-smirnov.ts';
export { lInfinity } from './tests/l-infinity.ts';
export { psiTest } from './tests/psi.ts';
export type { PsiResult, PsiSmoothing } from './tests/psi.ts';
export { totalVariation } from './tests/total-variation.ts';
export { shareTest } from './tests/two-proportion.ts';
export { wasserstein, weightedWasserstein } from './tests/wasserstein.ts';
export type { Wasserstein, WeightedSample } from './tests/wasserstein.ts';
export { accuracyDrop } from './concept/accuracy-drop.ts';
export type { AccuracyDrop, AccuracyDropOptions } from './concept/accuracy-drop.ts';
export { estimatePerformance, fitCbpe } from './performance/cbpe.ts';
export type {
  CbpeFitOptions,
  CbpeOptions,
  CbpeReference,
  EstimatedMetric,
  LabelledScores,
  NoReference,
  PerformanceEstimate,
} from './performance/cbpe.ts';
export type { ConfusionCounts, MetricName } from './performance/classification-metrics.ts';
export type { Calibration } from './performance/isotonic-calibration.ts';
