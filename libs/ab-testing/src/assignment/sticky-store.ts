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
export const stickyKey = (attribute: string, unitId: string): string => `${attribute}||${unitId}`;

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
  options: StickyOptions & { readonly context?: AssignmentContext },
): Promise<Assignment> {
  const compiled = 'variantIds' in experiment ? experiment : compileExperiment(experiment);
  const { id, version = 0 } = compiled.experiment;
  const records = await readRecords(compiled, unit, options.store);
  const sticky = records.flatMap(({ record }) => (record ? [record] : []));
  const assignment = assign(compiled, unit, { ...options.context, sticky });
  if (!assignment.hashUsed) return assignment;
  const { variantId, unitId, unitAttribute } = assignment;
  const kept = records.find(({ attribute }) => attribute === unitAttribute)?.record;
  if (kept?.variantId === variantId && kept.version === version) return assignment;
  const firstVersion = Math.min(version, ...sticky.map((record) => record.firstVersion ?? record.version));
  await options.store.set(stickyKey(unitAttribute, unitId), id, {
    variantId,
    version,
    ...(firstVersion < version ? { firstVersion } : {}),
    at: options.clock(),
  });
  return assignment;
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
  const found = (await readRecords(compiled, unit, store)).find(({ record }) => record?.version === version)?.record;
  return found && compiled.variantIds.includes(found.variantId) ? found.variantId : null;
}

interface StoredUnder {
  readonly attribute: string;
  readonly record: StickyRecord | undefined;
}

function readRecords(compiled: CompiledExperiment, unit: Unit, store: StickyStore): Promise<StoredUnder[]> {
  const { id, fallbackAttribute } = compiled.experiment;
  const attributes = [compiled.unitAttribute, ...(fallbackAttribute === undefined ? [] : [fallbackAttribute])];
  const named = attributes
    .map((attribute) => ({ attribute, unitId: readUnitId(compiled, unit, attribute) }))
    .filter(({ unitId }) => unitId !== '');
  return Promise.all(
    named.map(async ({ attribute, unitId }) => ({
      attribute,
      record: (await store.get(stickyKey(attribute, unitId)))[id],
    })),
  );
}
