import { assign, readUnitId, type Assignment, type AssignmentContext, type StickyRecord, type Unit } from './assign.ts';
import { compileExperiment, type CompiledExperiment } from './compile-experiment.ts';
import type { Experiment } from './experiment.ts';

/**
 * Where variants are kept for units, so that they stay when weights, coverage or targeting change, and when a device
 * becomes a user. One record per unit and experiment; `set` replaces that record alone.
 */
export interface StickyStore {
  /** Records by experiment id, empty for a unit nobody knows. */
  get(unitKey: string): Promise<Readonly<Record<string, StickyRecord>>>;
  set(unitKey: string, experimentId: string, record: StickyRecord): Promise<void>;
}

/** The key of a unit: attribute and id, so that a device and a user of one id differ. */
const stickyKey = (attribute: string, unitId: string): string => `${attribute}||${unitId}`;

/** A store that lives as long as the process: for tests, and for browsers without storage. */
export function createMemoryStickyStore(): StickyStore {
  const units = new Map<string, Readonly<Record<string, StickyRecord>>>();
  return {
    get: (unitKey) => Promise.resolve(units.get(unitKey) ?? {}),
    set: (unitKey, experimentId, record) => {
      units.set(unitKey, { ...units.get(unitKey), [experimentId]: record });
      return Promise.resolve();
    },
  };
}

export interface StickyOptions {
  readonly store: StickyStore;
  /** ms since 1970, stored with a new record. */
  readonly clock: () => number;
  readonly context?: AssignmentContext;
}

/**
 * `assign` with a memory: a stored variant is kept, a new one is stored under the id it was hashed from. The record of
 * `unitAttribute` goes before that of `fallbackAttribute`. Forced variants are not stored.
 *
 * Two calls at once for one unit without a record both assign by hash, and so alike, unless the definition changed between.
 */
export async function assignSticky(
  experiment: Experiment | CompiledExperiment,
  unit: Unit,
  { store, clock, context }: StickyOptions,
): Promise<Assignment> {
  const compiled = 'variantIds' in experiment ? experiment : compileExperiment(experiment);
  const records = await readRecords(compiled, unit, store);
  const { assignment, changed } = assignFromRecords(compiled, unit, {
    recordOf: (unitKey) => records.get(unitKey),
    clock,
    ...(context ? { context } : {}),
  });
  if (changed) await store.set(changed.unitKey, compiled.experiment.id, changed.record);
  return assignment;
}

/** An assignment and the record that has to be stored for it, null if there is nothing new. */
export interface StickyAssignment {
  readonly assignment: Assignment;
  readonly changed: { readonly unitKey: string; readonly record: StickyRecord } | null;
}

/**
 * The same without waiting, for records that are at hand, such as those of a cookie: reads by `recordOf`, which is asked
 * for keys `<attribute>||<id>`, and leaves the storing to the caller.
 */
export function assignFromRecords(
  compiled: CompiledExperiment,
  unit: Unit,
  {
    recordOf,
    clock,
    context,
  }: Omit<StickyOptions, 'store'> & { readonly recordOf: (unitKey: string) => StickyRecord | undefined },
): StickyAssignment {
  const { version = 0 } = compiled.experiment;
  const sticky = stickyKeys(compiled, unit).flatMap((unitKey) => recordOf(unitKey) ?? []);
  const assignment = assign(compiled, unit, { ...context, sticky });
  if (!assignment.hashUsed) return { assignment, changed: null };
  const { variantId, unitId, unitAttribute } = assignment;
  const unitKey = stickyKey(unitAttribute, unitId);
  const kept = recordOf(unitKey);
  if (kept?.variantId === variantId && kept.version === version) return { assignment, changed: null };
  const firstVersion = Math.min(version, ...sticky.map((record) => record.firstVersion ?? record.version));
  const record = { variantId, version, ...(firstVersion < version ? { firstVersion } : {}), at: clock() };
  return { assignment, changed: { unitKey, record } };
}

/**
 * The stored variant of a unit, null if there is none: evaluates nothing, exposes nobody, stores nothing. What was stored
 * in another version of the experiment, or for a variant it no longer has, does not count.
 */
export async function lookUpVariant(
  experiment: Experiment | CompiledExperiment,
  unit: Unit,
  store: StickyStore,
): Promise<string | null> {
  const compiled = 'variantIds' in experiment ? experiment : compileExperiment(experiment);
  const { version = 0 } = compiled.experiment;
  const records = await readRecords(compiled, unit, store);
  const found = [...records.values()].find((record) => record.version === version);
  return found && compiled.variantIds.includes(found.variantId) ? found.variantId : null;
}

/** The keys a unit may be stored under, the one that counts more first. */
function stickyKeys(compiled: CompiledExperiment, unit: Unit): string[] {
  const { fallbackAttribute } = compiled.experiment;
  return [compiled.unitAttribute, ...(fallbackAttribute === undefined ? [] : [fallbackAttribute])].flatMap(
    (attribute) => {
      const unitId = readUnitId(compiled, unit, attribute);
      return unitId === '' ? [] : [stickyKey(attribute, unitId)];
    },
  );
}

async function readRecords(
  compiled: CompiledExperiment,
  unit: Unit,
  store: StickyStore,
): Promise<Map<string, StickyRecord>> {
  const keys = stickyKeys(compiled, unit);
  const { id } = compiled.experiment;
  const found = await Promise.all(
    keys.map(async (key) => {
      const records = await store.get(key);
      return Object.hasOwn(records, id) ? records[id] : undefined;
    }),
  );
  return new Map(keys.flatMap((key, index) => (found[index] ? [[key, found[index]] as const] : [])));
}
