import { chooseVariation } from './bucket-ranges.ts';
import { compileExperiment, type CompiledExperiment } from './compile-experiment.ts';
import type { Attributes } from './conditions/compile-condition.ts';
import type { Experiment } from './experiment.ts';

/** A unit by its id alone, or by its attributes, the id among them. */
export type Unit = string | number | Attributes;

/** A variant stored for a unit. */
export interface StickyRecord {
  readonly variantId: string;
  /** The version of the experiment it was assigned in. */
  readonly version: number;
  /** The lowest version the unit was ever assigned in, if lower. */
  readonly firstVersion?: number;
  /** When, in ms since 1970. */
  readonly at: number;
}

/** What an assignment depends on beside the experiment and the unit. */
export interface AssignmentContext {
  /** False: nobody takes part in anything. Default true. */
  readonly enabled?: boolean;
  /** True: only forced variants, for previews and tests. Default false. */
  readonly forcedOnly?: boolean;
  /** Variant by experiment id for this unit, whatever the hash says. */
  readonly forced?: Readonly<Record<string, string>>;
  /** What is stored for this unit in this experiment; the first that fits counts. */
  readonly sticky?: readonly StickyRecord[];
  /** The value of a prerequisite for this unit. Without it prerequisites have the value null. */
  readonly prerequisiteValue?: (id: string) => unknown;
}

/**
 * Why: `assigned` by hash, `sticky` from the store, `forced`; or why not. In the order of the checks: `tooFewVariants`
 * (one is no experiment), `disabled` everywhere, forced to an `unknownVariant`, `inactive`, `noUnit` (no id),
 * `versionBlocked`, `targeting`, `prerequisite`, `holdout`, `namespace`, `filter`, `coverage` (in no range), `forcedOnly`.
 */
export type AssignmentReason =
  | 'assigned'
  | 'sticky'
  | 'forced'
  | 'tooFewVariants'
  | 'disabled'
  | 'unknownVariant'
  | 'inactive'
  | 'noUnit'
  | 'versionBlocked'
  | 'targeting'
  | 'prerequisite'
  | 'holdout'
  | 'namespace'
  | 'filter'
  | 'coverage'
  | 'forcedOnly';

export interface Assignment {
  /** False: the unit sees the baseline and is no part of any analysis. */
  readonly inExperiment: boolean;
  /** Index of the variant; 0, the baseline, outside of the experiment. */
  readonly variation: number;
  readonly variantId: string;
  /** The unit's place in [0, 1); null where it was not needed. */
  readonly bucket: number | null;
  /** Whether the variant follows from the unit: false if it was forced, and outside of the experiment. */
  readonly hashUsed: boolean;
  readonly reason: AssignmentReason;
  /** The id that was hashed, empty if there is none, and the attribute it came from. */
  readonly unitId: string;
  readonly unitAttribute: string;
}

const noContext: AssignmentContext = {};

/**
 * The variant of a unit: a pure function, no coordination and no memory needed. The checks run in this order: enabled,
 * forced in the context, active, unit id, stored variant, targeting, prerequisites, holdout, namespace, filters, coverage
 * and ranges, forced in the experiment. A stored variant skips those from targeting to coverage; a variant forced in the
 * context is shown even before the experiment starts.
 *
 * Numbers are ids as `String()` writes them. Units without an id, or with an empty one, are in no experiment.
 *
 * @param experiment compile it once if there are many units
 * @throws RangeError for an experiment that `compileExperiment` refuses
 * @example assign({ id: 'hats', variants: [{ id: 'plain' }, { id: 'blue' }] }, 'user-1').variantId
 */
export function assign(
  experiment: Experiment | CompiledExperiment,
  unit: Unit,
  context: AssignmentContext = noContext,
): Assignment {
  const compiled = 'variantIds' in experiment ? experiment : compileExperiment(experiment);
  const { fallbackAttribute } = compiled.experiment;
  let { unitAttribute } = compiled;
  let unitId = typeof unit === 'object' ? idText(unit[unitAttribute]) : idText(unit);
  if (unitId === '' && fallbackAttribute !== undefined) {
    unitId = readUnitId(compiled, unit, fallbackAttribute);
    if (unitId !== '') unitAttribute = fallbackAttribute;
  }
  const { variation, reason, bucket } = decide(compiled, { unit, unitId }, context);
  const inExperiment = variation >= 0;
  const shown = inExperiment ? variation : 0;
  const variantId = compiled.variantIds[shown] as string;
  const hashUsed = inExperiment && reason !== 'forced';
  return { inExperiment, variation: shown, variantId, bucket, hashUsed, reason, unitId, unitAttribute };
}

interface NamedUnit {
  readonly unit: Unit;
  readonly unitId: string;
}

/** `variation` is -1 outside of the experiment. */
interface Decision {
  readonly variation: number;
  readonly reason: AssignmentReason;
  readonly bucket: number | null;
}

const outside = (reason: AssignmentReason, bucket: number | null = null): Decision => ({
  variation: -1,
  reason,
  bucket,
});

function decide(compiled: CompiledExperiment, named: NamedUnit, context: AssignmentContext): Decision {
  const { experiment, variantIds } = compiled;
  if (variantIds.length < 2) return outside('tooFewVariants');
  if (context.enabled === false) return outside('disabled');
  const { forced } = context;
  if (forced && Object.hasOwn(forced, experiment.id)) return force(compiled, forced[experiment.id], null);
  if (experiment.active === false) return outside('inactive');
  if (named.unitId === '') return outside('noUnit');
  const { sticky } = context;
  if (sticky?.some((record) => (record.firstVersion ?? record.version) < (experiment.minVersion ?? 0))) {
    return outside('versionBlocked');
  }
  const stored = sticky ? storedVariation(compiled, sticky) : -1;
  const exclusion = stored < 0 ? findExclusion(compiled, named, context) : undefined;
  if (exclusion !== undefined) return outside(exclusion);
  const bucket = compiled.hash(named.unitId);
  const variation = stored < 0 ? chooseVariation(bucket, compiled.ranges) : stored;
  if (variation < 0) return outside('coverage', bucket);
  if (experiment.force !== undefined) return force(compiled, experiment.force, bucket);
  if (context.forcedOnly) return outside('forcedOnly', bucket);
  return { variation, reason: stored < 0 ? 'assigned' : 'sticky', bucket };
}

function force({ variantIds }: CompiledExperiment, variantId: string | undefined, bucket: number | null): Decision {
  const variation = variantIds.findIndex((id) => id === variantId);
  return { variation, reason: variation < 0 ? 'unknownVariant' : 'forced', bucket };
}

function storedVariation({ experiment, variantIds }: CompiledExperiment, sticky: readonly StickyRecord[]): number {
  const record = sticky.find(({ version }) => version === (experiment.version ?? 0));
  return record ? variantIds.indexOf(record.variantId) : -1;
}

function findExclusion(
  compiled: CompiledExperiment,
  { unit, unitId }: NamedUnit,
  { prerequisiteValue }: AssignmentContext,
): AssignmentReason | undefined {
  const { condition, prerequisites, filters, unitAttribute } = compiled;
  if (condition && !condition(typeof unit === 'object' ? unit : { [unitAttribute]: unit })) return 'targeting';
  for (const { id, test } of prerequisites) {
    if (!test({ value: prerequisiteValue?.(id) ?? null })) return 'prerequisite';
  }
  for (const { attribute, hash, ranges, reason } of filters) {
    const id = attribute === undefined ? unitId : readUnitId(compiled, unit, attribute);
    if (id === '' || chooseVariation(hash(id), ranges) < 0) return reason;
  }
  return undefined;
}

/** The id under an attribute, empty if there is none. A unit given by its id alone has only the unit attribute. */
export function readUnitId({ unitAttribute }: CompiledExperiment, unit: Unit, attribute: string): string {
  if (typeof unit === 'object') return idText(unit[attribute]);
  return attribute === unitAttribute ? idText(unit) : '';
}

const idText = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
};
