import { scan, type Table } from '@harper-edge/contracts';
import { emptyTotals, type ExperimentTotals } from '../engine/totals.ts';
import type { Checkpoint, ExperimentUnitRow } from './experiment-tables.ts';
import { createTally } from './tally.ts';
import { afterAllTimes, changedKey, minuteOf, unitAt, type ExperimentKey } from './unit-history.ts';

/** Changed units that are read into memory to catch up; beyond, counting all needs less. */
const mostChanged = 20_000;

/** All units are counted again after so long, in case a change came to light later than the checkpoint allows for. */
const recountMs = 3_600_000;

export interface Count {
  readonly totals: ExperimentTotals;
  /** For the next count, if it is better than the one given. */
  readonly checkpoint: Checkpoint | null;
}

export interface CountOptions {
  readonly units: Table<ExperimentUnitRow>;
  readonly experiment: ExperimentKey;
  readonly nowMs: number;
}

/**
 * The totals of all units as they are now, from their rows alone: what the checkpoint says, and what has changed since. A
 * checkpoint is one to two minutes old, so that changes which other threads and nodes make visible late, or whose clocks are
 * behind, are not missed; whatever is later still is found when all are counted again, once an hour.
 *
 * Without a checkpoint it reads all units, in pages; memory does not grow with their number.
 */
export async function countUnits(options: CountOptions, checkpoint: Checkpoint | null): Promise<Count> {
  const isUsable = checkpoint !== null && isCurrent(checkpoint, options.nowMs);
  return (isUsable ? await catchUp(options, checkpoint) : undefined) ?? countAll(options);
}

/** Not if the clock was turned back since: what changes from now on would look older than the checkpoint. */
const isCurrent = ({ countedAt, minute }: Checkpoint, nowMs: number): boolean =>
  nowMs - countedAt < recountMs && minute <= minuteOf(nowMs);

/** The last minute that is surely over. */
const settledMinute = (nowMs: number): number => minuteOf(nowMs) - 1;

async function catchUp(options: CountOptions, checkpoint: Checkpoint): Promise<Count | undefined> {
  const changed = await changedSince(options, checkpoint.minute);
  if (changed === undefined) return undefined;
  const minute = Math.max(checkpoint.minute, settledMinute(options.nowMs));
  const [now, settled] = [createTally(checkpoint.totals), createTally(checkpoint.totals)];
  for (const row of changed) {
    const [before, then] = [unitAt(row, checkpoint.minute), unitAt(row, minute)];
    if (before === undefined || then === undefined) return undefined;
    if (before !== null) now.remove(before);
    now.add(row.unit);
    if (before !== null) settled.remove(before);
    if (then !== null) settled.add(then);
  }
  return {
    totals: { ...emptyTotals, ...now.totals() },
    checkpoint:
      minute === checkpoint.minute ? null : { ...checkpoint, minute, totals: { ...emptyTotals, ...settled.totals() } },
  };
}

/** Undefined if they are too many. A unit that changes while they are read may come twice; then the later one counts. */
async function changedSince(
  { units, experiment }: CountOptions,
  minute: number,
): Promise<Iterable<ExperimentUnitRow> | undefined> {
  const where = [
    { field: 'changed', op: 'ge', value: changedKey(experiment.id, minute * 60_000) },
    { field: 'changed', op: 'lt', value: `${experiment.id}/${afterAllTimes}` },
  ] as const;
  const changed = new Map<string, ExperimentUnitRow>();
  for await (const row of scan(units, { where, sort: { field: 'changed', order: 'ascending' }, limit: pageRows })) {
    if (row.startedAt !== experiment.startedAt) continue;
    changed.set(row.id, row);
    if (changed.size > mostChanged) return undefined;
  }
  return changed.values();
}

/** Rows read at once, which hold up other work of the thread. */
const pageRows = 500;

/** In the order of ids, which never change: no unit is counted twice, or passed over, because it changes meanwhile. */
async function countAll({ units, experiment, nowMs }: CountOptions): Promise<Count> {
  const minute = settledMinute(nowMs);
  const [now, settled] = [createTally(emptyTotals), createTally(emptyTotals)];
  let isSettled = true;
  const where = [{ field: 'id', op: 'startsWith', value: `${experiment.id}/` }] as const;
  for await (const row of scan(units, { where, limit: pageRows })) {
    if (row.startedAt !== experiment.startedAt) continue;
    now.add(row.unit);
    const then = unitAt(row, minute);
    if (then === undefined) isSettled = false;
    else if (then !== null) settled.add(then);
  }
  return {
    totals: { ...emptyTotals, ...now.totals() },
    checkpoint: isSettled ? { minute, totals: { ...emptyTotals, ...settled.totals() }, countedAt: nowMs } : null,
  };
}
