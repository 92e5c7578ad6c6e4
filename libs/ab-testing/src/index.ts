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
export type { EngineOptions, StoredABTestingEngine, TrackedEvent, UserAssignment } from './engine/ab-testing-engine.ts';
export { analyzeTotals } from './engine/analyze-totals.ts';
export type { AnalysisHistory, ExperimentAnalysis, VariantResult } from './engine/analyze-totals.ts';
export type { ExperimentLooks, Interval, MetricResult } from './engine/compare-arms.ts';
export type { ExperimentChanges, ExperimentOptions, ExperimentPlan } from './engine/experiment-plan.ts';
export type { Eventually, ExperimentStore } from './engine/experiment-store.ts';
export type { ExposureQuality } from './engine/exposure-quality.ts';
export type { Metric, MetricKind } from './engine/metric.ts';
export { emptyTotals, mergeTotals } from './engine/totals.ts';
export type { EventRefusal, ExperimentTotals, VariantTotals } from './engine/totals.ts';
export type { UnitChange, UnitEvent, UnitRecord } from './engine/unit-record.ts';
export type { ExperimentStatus } from './engine/verdict.ts';
