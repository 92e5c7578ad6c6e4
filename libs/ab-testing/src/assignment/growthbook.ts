import type { AssignmentContext, StickyRecord } from './assign.ts';
import { isHashVersion, type HashVersion } from './bucket-hash.ts';
import type { BucketRange } from './bucket-ranges.ts';
import { compileExperiment, type CompiledExperiment } from './compile-experiment.ts';
import type { Attributes, Condition, SavedGroups } from './conditions/compile-condition.ts';
import type { Experiment, Filter, Prerequisite } from './experiment.ts';
import { variantFromUrl } from './variant-from-url.ts';

/** An experiment as GrowthBook's SDKs define it: the part that decides who gets which variation. */
export interface GrowthBookExperiment {
  readonly key: string;
  readonly variations: readonly unknown[];
  readonly meta?: readonly { readonly key?: string }[];
  readonly weights?: readonly number[];
  readonly coverage?: number;
  readonly ranges?: readonly BucketRange[];
  readonly seed?: string;
  readonly hashVersion?: number;
  readonly hashAttribute?: string;
  readonly fallbackAttribute?: string;
  readonly disableStickyBucketing?: boolean;
  readonly bucketVersion?: number;
  readonly minBucketVersion?: number;
  readonly active?: boolean;
  readonly status?: string;
  readonly condition?: Condition;
  readonly parentConditions?: readonly Prerequisite[];
  readonly namespace?: readonly [id: string, start: number, end: number];
  readonly filters?: readonly GrowthBookFilter[];
  /** Index of the variation for everyone who would take part. */
  readonly force?: number;
}

interface GrowthBookFilter {
  readonly seed: string;
  readonly ranges: readonly BucketRange[];
  readonly attribute?: string;
  readonly hashVersion?: number;
}

/** What GrowthBook's SDKs know beside the experiment. */
export interface GrowthBookContext {
  readonly attributes?: Attributes;
  readonly enabled?: boolean;
  readonly qaMode?: boolean;
  readonly url?: string;
  /** Index of the variation by experiment key. */
  readonly forcedVariations?: Readonly<Record<string, number>>;
  readonly savedGroups?: SavedGroups;
  /** Values of prerequisites; a feature with rules has to be evaluated by whoever knows them. */
  readonly features?: Readonly<Record<string, { readonly defaultValue?: unknown }>>;
  /** Whether variations are stored. Without that the fallback attribute is not used either. Default false. */
  readonly isSticky?: boolean;
}

/** Variants without a name of their own are called by their index. */
const variantIdsOf = ({ variations, meta = [] }: GrowthBookExperiment): string[] =>
  variations.map((_, index) => meta[index]?.key || String(index));

/** No variant has the empty id: an index that does not exist stays one that does not exist. */
const variantIdAt = (experiment: GrowthBookExperiment, index: number): string => variantIdsOf(experiment)[index] ?? '';

/**
 * An experiment of GrowthBook as one of ours, with the same assignment for every unit, so that a running experiment can
 * move here: hash version 1 and the attribute `id` are its defaults, namespaces are hashed with version 1, filters with
 * version 2 and go instead of the namespace. A hash version nobody knows includes nobody.
 *
 * @throws RangeError as `compileExperiment` does
 */
export function fromGrowthBook(experiment: GrowthBookExperiment): Experiment {
  const { key, seed, weights, coverage, hashAttribute, condition, parentConditions, force } = experiment;
  const ids = variantIdsOf(experiment);
  const hasWeights = weights?.length === ids.length;
  const version = experiment.hashVersion || 1;
  const ranges = isHashVersion(version) ? experiment.ranges : [];
  return {
    id: key,
    variants: ids.map((id, index) => (hasWeights ? { id, weight: weights[index] as number } : { id })),
    seed: seed || key,
    hashVersion: isHashVersion(version) ? version : 1,
    unitAttribute: hashAttribute || 'id',
    active: experiment.active !== false && experiment.status !== 'draft',
    version: experiment.bucketVersion ?? 0,
    minVersion: experiment.minBucketVersion ?? 0,
    ...(experiment.fallbackAttribute ? { fallbackAttribute: experiment.fallbackAttribute } : {}),
    ...(coverage === undefined ? {} : { coverage }),
    ...(ranges ? { ranges: ids.map((_, index) => ranges[index] ?? nowhere) } : {}),
    ...(condition ? { condition } : {}),
    ...(parentConditions ? { prerequisites: parentConditions } : {}),
    ...(force === undefined ? {} : { force: variantIdAt(experiment, force) }),
    ...restrictionsOf(experiment),
  };
}

const nowhere: BucketRange = [0, 0];

function restrictionsOf({ filters, namespace }: GrowthBookExperiment): Pick<Experiment, 'filters' | 'namespace'> {
  if (filters) return { filters: filters.map(toFilter) };
  if (!namespace) return {};
  const [id, start, end] = namespace;
  return { namespace: { id, range: [start, end], hashVersion: 1 } };
}

function toFilter({ seed, ranges, attribute, hashVersion }: GrowthBookFilter): Filter {
  const version: number = hashVersion || 2;
  const known: HashVersion | undefined = isHashVersion(version) ? version : undefined;
  return { seed, attribute: attribute || 'id', hashVersion: known ?? 2, ranges: known === undefined ? [] : ranges };
}

/** Arguments for `assign` and `assignSticky`. */
export interface AdaptedGrowthBook {
  readonly experiment: CompiledExperiment;
  readonly unit: Attributes;
  readonly context: AssignmentContext;
}

/**
 * An experiment with the context it is asked in, so that `assign` and `assignSticky` answer as GrowthBook's SDKs do
 * (specification 0.8.0); `variation` is their `variationId`.
 *
 * @example
 * const { experiment, unit, context } = adaptGrowthBook({ key: 'my-test', variations: [0, 1] }, { attributes: { id: '1' } });
 * assign(experiment, unit, context).variation // 1
 */
export function adaptGrowthBook(experiment: GrowthBookExperiment, context: GrowthBookContext): AdaptedGrowthBook {
  const { attributes = {}, url = '', forcedVariations = {}, features = {}, savedGroups, enabled, qaMode } = context;
  const { key, fallbackAttribute: _, ...withoutFallback } = experiment;
  const index =
    variantFromUrl(key, url, experiment.variations.length) ??
    (Object.hasOwn(forcedVariations, key) ? (forcedVariations[key] as number) : undefined);
  const isSticky = context.isSticky && !experiment.disableStickyBucketing;
  return {
    experiment: compileExperiment(fromGrowthBook(isSticky ? experiment : { ...withoutFallback, key }), savedGroups),
    unit: attributes,
    context: {
      enabled: enabled !== false,
      forcedOnly: qaMode === true,
      ...(index === undefined ? {} : { forced: { [key]: variantIdAt(experiment, index) } }),
      prerequisiteValue: (id) => (Object.hasOwn(features, id) ? (features[id]?.defaultValue ?? null) : null),
    },
  };
}

/** A unit's stored variations as GrowthBook keeps them: variation key by `<experiment key>__<bucket version>`. */
export interface GrowthBookStickyDocument {
  readonly attributeName: string;
  readonly attributeValue: string;
  readonly assignments: Readonly<Record<string, string>>;
}

/**
 * What such a document says of one experiment, as a record of ours, undefined if nothing. A unit stored in several versions
 * counts with the one the experiment has now, and is as old as its oldest.
 */
export function fromGrowthBookDocument(
  document: GrowthBookStickyDocument | undefined,
  { key, bucketVersion = 0 }: Pick<GrowthBookExperiment, 'key' | 'bucketVersion'>,
): StickyRecord | undefined {
  const stored = Object.entries(document?.assignments ?? {}).flatMap(([name, variantId]) => {
    const at = name.lastIndexOf('__');
    return name.slice(0, at) === key ? [{ variantId, version: Number(name.slice(at + 2)), at: 0 }] : [];
  });
  const record = stored.find(({ version }) => version === bucketVersion) ?? stored[0];
  return record && { ...record, firstVersion: Math.min(...stored.map(({ version }) => version)) };
}
