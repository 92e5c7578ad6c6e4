export { binEdges } from './bin-edges.ts';
export type { Binning } from './bin-edges.ts';
export { accuracyDrop } from './concept/accuracy-drop.ts';
export type { AccuracyDrop, AccuracyDropOptions } from './concept/accuracy-drop.ts';
export type { CountPair } from './count-pair.ts';
export { detectDrift } from './detect-drift.ts';
export type { DriftOptions } from './detect-drift.ts';
export type { ColumnDrift, Decided, DriftReport, MissingChange } from './drift-report.ts';
export type { Effect, NoResult, TestResult } from './drift-test-result.ts';
export { effectThresholds } from './effect-thresholds.ts';
export type { EffectName } from './effect-thresholds.ts';
export type { KsMethod } from './kolmogorov-smirnov/choose-method.ts';
export type { HistogramKs } from './kolmogorov-smirnov/histogram-ks.ts';
export { onlineDetectors, restoreDetector } from './online/index.ts';
export type { OnlineDetectorName } from './online/index.ts';
export type { DetectorSnapshot, OnlineDetector, Signal } from './online/online-detector.ts';
export type { CategoryChange, CategoryChanges } from './pairs/category-changes.ts';
export { createProfile } from './profile/create-profile.ts';
export type { ProfileCollector } from './profile/create-profile.ts';
export type { Columns, DataTable } from './profile/data-table.ts';
export { fitExactReference, fitReference } from './profile/fit-reference.ts';
export type { ExactReference, FitOptions, Schema } from './profile/fit-reference.ts';
export { parseProfile } from './profile/parse-profile.ts';
export type {
  CategoricalProfile,
  CategoryCounts,
  ColumnProfile,
  ColumnType,
  NumericProfile,
  Profile,
} from './profile/profile.ts';
export { createQuantileSketch } from './sketch/quantile-sketch.ts';
export type { QuantileSketch, QuantileSketchSnapshot } from './sketch/quantile-sketch.ts';
export { sketchKsTest } from './sketch/sketch-ks.ts';
export { sketchQuantile, sketchRankError } from './sketch/sketch-ranks.ts';
export { sortedCounts } from './sorted-counts.ts';
export { sortSample } from './sorted-sample.ts';
export type { NumericColumn, Sample, SortedSample } from './sorted-sample.ts';
export { chiSquareTest } from './tests/chi-square.ts';
export type { CountTestOptions } from './tests/chi-square.ts';
export { hellinger } from './tests/hellinger.ts';
export { driftTests } from './tests/index.ts';
export type { DriftTestName } from './tests/index.ts';
export { jensenShannon } from './tests/jensen-shannon.ts';
export type { Divergences } from './tests/jensen-shannon.ts';
export { ksTest } from './tests/kolmogorov-smirnov.ts';
export type { KsOptions, KsResult } from './tests/kolmogorov-smirnov.ts';
export { lInfinity } from './tests/l-infinity.ts';
export { psiTest } from './tests/psi.ts';
export type { PsiResult, PsiSmoothing } from './tests/psi.ts';
export { totalVariation } from './tests/total-variation.ts';
export { shareTest } from './tests/two-proportion.ts';
export { wasserstein } from './tests/wasserstein.ts';
export type { Distance, Wasserstein } from './wasserstein/distance.ts';
export { weightedWasserstein } from './wasserstein/weighted-wasserstein.ts';
export type { WeightedSample } from './wasserstein/weighted-wasserstein.ts';
