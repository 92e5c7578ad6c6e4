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
export { adaptGrowthBook, createGrowthBookStickyStore, fromGrowthBook } from './assignment/growthbook.ts';
export type {
  AdaptedGrowthBook,
  GrowthBookContext,
  GrowthBookExperiment,
  GrowthBookStickyDocument,
} from './assignment/growthbook.ts';
export { assignSticky, createMemoryStickyStore, lookUpVariant } from './assignment/sticky-store.ts';
export type { StickyOptions, StickyStore } from './assignment/sticky-store.ts';
export { variantFromUrl } from './assignment/variant-from-url.ts';
