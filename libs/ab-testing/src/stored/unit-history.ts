import type { UnitRecord } from '../engine/unit-record.ts';
import type { ExperimentUnitRow, PastUnit } from './experiment-tables.ts';

const minuteMs = 60_000;

/** Minutes in which a unit changed that its row remembers. */
const rememberedMinutes = 32;

export const minuteOf = (ms: number): number => Math.floor(ms / minuteMs);

/** Beyond all times of an experiment in the order of `changed`. */
export const afterAllTimes = '~';

/** Times of 15 digits sort as texts as they do as numbers. */
export const changedKey = (experiment: string, at: number): string =>
  `${experiment}/${String(Math.max(0, Math.floor(at))).padStart(15, '0')}`;

/** One experiment of a tenant. */
export interface ExperimentKey {
  /** `<tenant>/<experiment>`. */
  readonly id: string;
  /** `createdAt` of the experiment. */
  readonly startedAt: number;
}

/** The row of a unit that changes now. Its time never falls, whatever the clock does. */
export function nextUnitRow(
  before: ExperimentUnitRow | undefined,
  unit: UnitRecord,
  {
    experiment,
    unitId,
    nowMs,
  }: { readonly experiment: ExperimentKey; readonly unitId: string; readonly nowMs: number },
): ExperimentUnitRow {
  const changedAt = Math.max(nowMs, before?.changedAt ?? 0);
  const { id, startedAt } = experiment;
  const row = { id: `${id}/${unitId}`, startedAt, unit, changedAt, changed: changedKey(id, changedAt) };
  if (before === undefined) return { ...row, createdAt: changedAt, revision: 1, past: [] };
  return { ...before, ...row, past: pastOf(before, minuteOf(changedAt)) };
}

/** What the row was when this minute began is kept once, at the first change in the minute. */
function pastOf({ unit, changedAt, past }: ExperimentUnitRow, minute: number): readonly PastUnit[] {
  if (minuteOf(changedAt) === minute) return past;
  const { variantId, crossed, values } = unit;
  return [...past, { minute, variantId, crossed, values }].slice(-rememberedMinutes);
}

/**
 * The unit as it was when a minute began: null if it was not yet exposed, undefined if the row has forgotten because it
 * changed in more than 32 minutes since.
 */
export function unitAt(row: ExperimentUnitRow, minute: number): Omit<PastUnit, 'minute'> | null | undefined {
  if (minuteOf(row.changedAt) < minute) return row.unit;
  if (minuteOf(row.createdAt) >= minute) return null;
  const [oldest] = row.past;
  if (row.past.length === rememberedMinutes && oldest !== undefined && oldest.minute >= minute) return undefined;
  return row.past.find((past) => past.minute >= minute);
}
