import { isEdgeError, scan, type Clock, type Logger, type Table } from '@harper-edge/contracts';
import type { StoredEvent } from '../events/inference-event-table.ts';
import { countEvents } from './count-events.ts';
import { granularities, startOf, type Granularity } from './granularities.ts';
import type { MetricPart } from './metric-part-table.ts';
import { rollupId, type MetricRollup } from './metric-rollup-table.ts';
import { forgottenBefore } from './rollup-days.ts';
import type { Window } from './window.ts';
import { mergeVersions, sketchesOf, type VersionSketches, type VersionTallies } from './version-sketches.ts';

export interface MetricRollups {
  /** The rollup of these five minutes. */
  fiveMinutes(modelId: string, start: number): Promise<MetricRollup | undefined>;
  /** Of one granularity, those that begin from one time up to, but without, another; ascending. */
  between(modelId: string, granularity: Granularity, window: Window): AsyncIterable<MetricRollup>;
  /**
   * Brings the five minutes of these parts, their hour and their day up to date, and takes the parts away. Doing it twice,
   * in two threads at once or again after a crash gives the same: five minutes are counted from their rows of events,
   * unless they never were and every part says that it is whole. Returns whether it was done.
   */
  close(parts: readonly MetricPart[]): Promise<boolean>;
  /** Closes what is over, of this writer and of those that seem to have died. */
  closeDue(writer: string): Promise<void>;
}

export interface MetricRollupsOptions {
  readonly events: Table<StoredEvent>;
  readonly parts: Table<MetricPart>;
  readonly rollups: Table<MetricRollup>;
  /** Events before this time have been deleted, and cannot be counted again. */
  readonly deletedBefore: (modelId: string) => Promise<number>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Minutes are kept as parts at least this long after their end: the longest window of the real-time metrics. */
export const realtimeMs = 600_000;
/** A writer that has not written a part for this long is taken for dead. */
const deadMs = 60_000;

export function createMetricRollups(options: MetricRollupsOptions): MetricRollups {
  const { parts: partTable, rollups, clock, logger } = options;

  /** One after the other: two of the same five minutes would only count twice. */
  let closing: Promise<unknown> = Promise.resolve();
  const close = (parts: readonly MetricPart[]): Promise<boolean> => {
    const closed = closing.then(() => closeParts(options, parts));
    closing = closed.catch(() => undefined);
    return closed;
  };

  return {
    fiveMinutes: (modelId, start) => rollups.get(rollupId(modelId, '5min', start)),
    between: (modelId, granularity, window) => between(rollups, [modelId, granularity], window),
    close,
    closeDue: async (writer) => {
      const nowMs = clock.nowMs();
      const due = scan(partTable, {
        where: [{ field: 'start', op: 'lt', value: nowMs - realtimeMs - granularities['5min'] }],
        sort: { field: 'start', order: 'ascending' },
        limit: 200,
      });
      for (const parts of await byFiveMinutes(due)) {
        if (!isClosable(parts, { writer, nowMs })) continue;
        await close(parts).catch((error: unknown) => {
          logger.warn('metrics could not be rolled up; it is tried again', { error });
        });
      }
    },
  };
}

function between(
  rollups: Table<MetricRollup>,
  [modelId, granularity]: readonly [string, Granularity],
  { from, to }: Window,
): AsyncIterable<MetricRollup> {
  // A colon sorts after every digit.
  const end = to < Infinity ? rollupId(modelId, granularity, to) : `${modelId}/${granularity}/:`;
  return scan(rollups, {
    where: [
      { field: 'id', op: 'ge', value: rollupId(modelId, granularity, Math.max(0, from)) },
      { field: 'id', op: 'lt', value: end },
    ],
    limit: 1_000,
  });
}

async function closeParts(options: MetricRollupsOptions, parts: readonly MetricPart[]): Promise<boolean> {
  const [first] = parts;
  if (first === undefined) return true;
  const { rollups } = options;
  const { modelId } = first;
  const start = startOf(first.start, granularities['5min']);
  const id = rollupId(modelId, '5min', start);
  const deleted = { nowMs: options.clock.nowMs(), deletedBefore: await options.deletedBefore(modelId) };
  if (start < forgottenBefore('5min', deleted)) {
    // So late that nobody can tell any more what else there was.
    await deleteParts(options.parts, parts);
    return true;
  }
  const before = await rollups.get(id);
  const stored = await countStored(options, { before, parts, modelId, start });
  const unstored = { ...before?.unstored, ...unstoredOf(parts) };
  if (!(await replace(rollups, before, { id, modelId, granularity: '5min', start, stored, unstored }))) return false;
  await mergeUp(rollups, { modelId, start }, ['hourly', '5min']);
  await mergeUp(rollups, { modelId, start }, ['daily', 'hourly']);
  await deleteParts(options.parts, parts);
  return true;
}

/** Those that their writer has not changed meanwhile. */
async function deleteParts(table: Table<MetricPart>, parts: readonly MetricPart[]): Promise<void> {
  for (const { id, revision } of parts) {
    await table.delete(id, { ifMatch: { revision } }).catch(ignore('PRECONDITION_FAILED'));
  }
}

/** The hour of five minutes, or the day of an hour: from all of what it is made of, as often as somebody else was faster. */
async function mergeUp(
  rollups: Table<MetricRollup>,
  { modelId, start }: Pick<MetricRollup, 'modelId' | 'start'>,
  [granularity, pieces]: readonly [Granularity, Granularity],
): Promise<void> {
  const bucket = startOf(start, granularities[granularity]);
  const id = rollupId(modelId, granularity, bucket);
  const window = { from: bucket, to: bucket + granularities[granularity] };
  for (;;) {
    const before = await rollups.get(id);
    const totals: VersionSketches[] = [];
    for await (const piece of between(rollups, [modelId, pieces], window)) totals.push(totalOf(piece));
    const after = { id, modelId, granularity, start: bucket, stored: mergeVersions(totals), unstored: {} };
    if (await replace(rollups, before, after)) return;
  }
}

/** The parts of each five minutes of each model. */
export async function byFiveMinutes(
  parts: AsyncIterable<MetricPart> | Iterable<MetricPart>,
): Promise<readonly (readonly MetricPart[])[]> {
  const groups = new Map<string, MetricPart[]>();
  for await (const part of parts) {
    const key = `${part.modelId}/${startOf(part.start, granularities['5min'])}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  }
  return [...groups.values()];
}

/** All that a rollup holds, stored or not. */
export const totalOf = ({ stored, unstored }: Pick<MetricRollup, 'stored' | 'unstored'>): VersionSketches => {
  const more = Object.values(unstored);
  return more.length === 0 ? stored : mergeVersions([stored, ...more]);
};

/** The first writer closes; the others only when it does not, which their clocks tell. */
function isClosable(
  parts: readonly MetricPart[],
  { writer, nowMs }: { readonly writer: string; readonly nowMs: number },
): boolean {
  const isDead = ({ updatedAt }: MetricPart): boolean => updatedAt < nowMs - deadMs;
  if (!parts.every((part) => part.sealed || isDead(part))) return false;
  const [first] = parts.map((part) => part.writer).sort();
  const overSince = Math.max(...parts.map(({ start, updatedAt }) => Math.max(start + realtimeMs, updatedAt)));
  return first === writer || nowMs > overSince + granularities['5min'] + 2 * deadMs;
}

interface Counting {
  readonly before: MetricRollup | undefined;
  readonly parts: readonly MetricPart[];
  readonly modelId: string;
  readonly start: number;
}

async function countStored(
  { events, deletedBefore }: MetricRollupsOptions,
  { before, parts, modelId, start }: Counting,
): Promise<VersionSketches> {
  const fromParts = (): VersionSketches => mergeVersions(parts.map(({ stored }) => stored));
  if (before === undefined && parts.every(({ sealed, changed }) => sealed && !changed)) return fromParts();
  const isGone = async (): Promise<boolean> => start < (await deletedBefore(modelId));
  if (await isGone()) return before?.stored ?? fromParts();
  const tallies: VersionTallies = new Map();
  await countEvents(events, { modelId, from: start, to: start + granularities['5min'] }, tallies);
  // They may have been deleted while they were read.
  return (await isGone()) ? (before?.stored ?? fromParts()) : sketchesOf(tallies);
}

const unstoredOf = (parts: readonly MetricPart[]): MetricRollup['unstored'] =>
  Object.fromEntries(parts.flatMap(({ id, unstored }) => (Object.keys(unstored).length === 0 ? [] : [[id, unstored]])));

/** Whether nobody else had written since `before` was read. */
async function replace(
  rollups: Table<MetricRollup>,
  before: MetricRollup | undefined,
  after: Omit<MetricRollup, 'revision'>,
): Promise<boolean> {
  try {
    if (before === undefined) await rollups.put({ ...after, revision: 1 }, { ifAbsent: true });
    else {
      const { id, stored, unstored } = after;
      const { revision } = before;
      await rollups.patch(id, { stored, unstored, revision: revision + 1 }, { ifMatch: { revision } });
    }
    return true;
  } catch (error) {
    if (isEdgeError(error) && (error.code === 'CONFLICT' || error.code === 'PRECONDITION_FAILED')) return false;
    throw error;
  }
}

const ignore =
  (code: string) =>
  (error: unknown): void => {
    if (!isEdgeError(error) || error.code !== code) throw error;
  };
