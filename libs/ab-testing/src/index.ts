export { adjustFamily } from './analyses/adjust-family.ts';
export type { FamilyTest } from './analyses/adjust-family.ts';
export { analyseBandit } from './analyses/bandit/analyse-bandit.ts';
export type { BanditAnalysis, BanditArmPeriod, BanditPeriod } from './analyses/bandit/analyse-bandit.ts';
export { thompsonWeights } from './analyses/bandit/thompson-weights.ts';
export type { ThompsonOptions, ThompsonWeights } from './analyses/bandit/thompson-weights.ts';
export type { BetaPosterior, BetaPrior } from './analyses/bayesian/beta-posterior.ts';
export { compareBayesian, rankBayesian } from './analyses/bayesian/compare-bayesian.ts';
export type { BayesianComparison, BayesianOptions, BayesianRanking } from './analyses/bayesian/compare-bayesian.ts';
export { compareMeans } from './analyses/compare-means.ts';
export type { MeanSummary, Sample } from './analyses/compare-means.ts';
export { compareProportions } from './analyses/compare-proportions.ts';
export type { ProportionOptions } from './analyses/compare-proportions.ts';
export { compareQuantiles, quantileInterval } from './analyses/compare-quantiles.ts';
export type { QuantileInterval } from './analyses/compare-quantiles.ts';
export { compareRatios } from './analyses/compare-ratios.ts';
export type { RatioSample } from './analyses/compare-ratios.ts';
export { compareRevenue } from './analyses/compare-revenue.ts';
export type { RevenueComparison, RevenueOptions, RevenueSample } from './analyses/compare-revenue.ts';
export { compareVariants } from './analyses/compare-variants.ts';
export type { VariantsComparison } from './analyses/compare-variants.ts';
export { compareWithCovariate } from './analyses/compare-with-covariate.ts';
export type { CovariateComparison, CovariateOptions, CovariateSample } from './analyses/compare-with-covariate.ts';
export type { Comparison, ComparisonOptions, Effect, Lift, NoResult, Warning } from './analyses/comparison.ts';
export { nonInferiority, sequentialNonInferiority } from './analyses/non-inferiority.ts';
export type { NonInferiority, NonInferiorityOptions } from './analyses/non-inferiority.ts';
export { meanMde, meanPower } from './analyses/planning/mean-power.ts';
export type { MeanArms } from './analyses/planning/mean-power.ts';
export { meanSampleSize } from './analyses/planning/mean-sample-size.ts';
export type { MeanSizeOptions } from './analyses/planning/mean-sample-size.ts';
export { proportionMde } from './analyses/planning/proportion-mde.ts';
export type { ProportionMde } from './analyses/planning/proportion-mde.ts';
export { proportionPower } from './analyses/planning/proportion-power.ts';
export type { ProportionPowerOptions } from './analyses/planning/proportion-power.ts';
export { proportionSampleSize } from './analyses/planning/proportion-sample-size.ts';
export type { ArmSizes, ProportionSizeOptions } from './analyses/planning/proportion-sample-size.ts';
export { sequentialInflation } from './analyses/planning/sequential-inflation.ts';
export type { SizeOptions } from './analyses/planning/size-options.ts';
export { sampleRatio } from './analyses/sample-ratio.ts';
export type { SampleRatio } from './analyses/sample-ratio.ts';
export { sequentialSampleRatio } from './analyses/sequential-sample-ratio.ts';
export type { SequentialSampleRatio, SequentialSampleRatioOptions } from './analyses/sequential-sample-ratio.ts';
export type { TunedOptions } from './analyses/sequential/asymptotic.ts';
export type { ConfidenceSequence, Look, SequentialOptions } from './analyses/sequential/confidence-sequence.ts';
export { sequentialMethods } from './analyses/sequential/index.ts';
export type { SequentialMethod } from './analyses/sequential/index.ts';
export type { MixtureSprtOptions } from './analyses/sequential/mixture-sprt.ts';
export { firstSequentialState, updateSequentialState } from './analyses/sequential/sequential-state.ts';
export type { SequentialState } from './analyses/sequential/sequential-state.ts';
export { winsorise } from './analyses/winsorise.ts';
export type { Winsorised } from './analyses/winsorise.ts';
export { assign } from './assignment/assign.ts';
export type { Assignment, AssignmentContext, AssignmentReason, StickyRecord, Unit } from './assignment/assign.ts';
export { bucketHash } from './assignment/bucket-hash.ts';
export type { HashVersion } from './assignment/bucket-hash.ts';
export { bucketRanges, chooseVariation, equalWeights } from './assignment/bucket-ranges.ts';
export type { BucketRange } from './assignment/bucket-ranges.ts';
export { compileExperiment } from './assignment/compile-experiment.ts';
export type { CompiledExperiment } from './assignment/compile-experiment.ts';
export { compileCondition } from './assignment/conditions/compile-condition.ts';
export type {
  Attributes,
  Condition,
  ConditionTest,
  SavedGroup,
  SavedGroups,
} from './assignment/conditions/compile-condition.ts';
export type { Experiment, Filter, Holdout, Namespace, Prerequisite, Variant } from './assignment/experiment.ts';
export { adaptGrowthBook, fromGrowthBook, fromGrowthBookDocument } from './assignment/growthbook.ts';
export type {
  AdaptedGrowthBook,
  GrowthBookContext,
  GrowthBookExperiment,
  GrowthBookStickyDocument,
} from './assignment/growthbook.ts';
export { assignFromRecords, assignSticky, createMemoryStickyStore, lookUpVariant } from './assignment/sticky-store.ts';
export type { StickyAssignment, StickyOptions, StickyStore } from './assignment/sticky-store.ts';
export { variantFromUrl } from './assignment/variant-from-url.ts';
export { ABTestingEngine, createABTestingEngine } from './engine/ab-testing-engine.ts';
export type {
  EngineOptions,
  ExperimentChanges,
  StoredABTestingEngine,
  TrackedEvent,
  UserAssignment,
} from './engine/ab-testing-engine.ts';
export { analyzeTotals } from './engine/analyze-totals.ts';
export type { AnalysisHistory, ExperimentAnalysis, VariantResult } from './engine/analyze-totals.ts';
export type { ExperimentLooks, Interval, MetricResult } from './engine/compare-arms.ts';
export type { ExperimentOptions, ExperimentPlan } from './engine/experiment-plan.ts';
export type { Eventually, ExperimentStore } from './engine/experiment-store.ts';
export type { ExposureQuality } from './engine/exposure-quality.ts';
export type { Metric, MetricKind } from './engine/metric.ts';
export { emptyTotals, mergeTotals } from './engine/totals.ts';
export type { EventRefusal, ExperimentTotals, VariantTotals } from './engine/totals.ts';
export type { UnitChange, UnitEvent, UnitRecord } from './engine/unit-record.ts';
export type { ExperimentStatus } from './engine/verdict.ts';
