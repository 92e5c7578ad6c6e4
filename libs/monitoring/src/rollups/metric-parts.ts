import type { Clock, InferenceEvent, Logger, Table } from '@harper-edge/contracts';
import { startOf, timeKey } from './granularities.ts';
import type { MetricPart } from './metric-part-table.ts';
import type { Counted } from './metric-sketch.ts';
import { sketchesOf, tallyOf, type VersionTallies } from './version-sketches.ts';

/** What is counted of an event, and under which model, version and minute. */
export type CountedEvent = Counted & Pick<InferenceEvent, 'modelId' | 'modelVersion' | 'timestamp'>;
type Placed = Pick<InferenceEvent, 'modelId' | 'timestamp'>;

/** What this writer has counted and nobody has closed. */
export interface MetricParts {
  /**
   * To be called before rows of these events are written or, with `changes`, changed, and awaited unless it is `undefined`:
   * then the table says where to count again if this writer dies. Each event must be counted or released afterwards.
   */
  expect(events: readonly Placed[], options?: { readonly changes?: boolean }): Promise<void> | undefined;
  countStored(event: CountedEvent): void;
  countFeedback(event: CountedEvent, before: boolean | null, after: boolean | null): void;
  /** An event that was expected, and is counted as one that is not in the table or not at all. */
  release(event: Placed): void;
  countUnstored(event: CountedEvent): void;
  /** All of this writer that the table may not have yet. */
  own(modelId?: string): readonly MetricPart[];
  /** Writes what has changed, the oldest first and `limit` at most; seals minutes that are over. */
  write(options: { readonly limit?: number; readonly modelId?: string; readonly sealAll?: boolean }): Promise<void>;
}

interface OpenPart {
  readonly row: Pick<MetricPart, 'id' | 'modelId' | 'start' | 'writer'>;
  readonly stored: VersionTallies;
  readonly unstored: VersionTallies;
  changed: boolean;
  /** Events that are being written. */
  expected: number;
  revision: number;
  updatedAt: number;
  isDirty: boolean;
  sealed: boolean;
  /** Of the write that first said that there is this part, or that its rows change. */
  announced: Promise<void> | undefined;
  announcedChanges: boolean;
  writing: Promise<void>;
}

export interface MetricPartsOptions {
  readonly table: Table<MetricPart>;
  readonly writer: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const minuteMs = 60_000;
/** A minute is open for so long after its end, for predictions that took their time. */
const graceMs = 2_000;

/** Counts events by model and minute, and keeps the table informed. */
export function createMetricParts({ table, writer, clock, logger }: MetricPartsOptions): MetricParts {
  /** By model and minute: where new events of it are counted. */
  const open = new Map<string, OpenPart>();
  /** Sealed, and perhaps not yet in the table. */
  const closing = new Set<OpenPart>();
  let made = 0;

  const partOf = ({ modelId, timestamp }: Placed): OpenPart => {
    const start = startOf(timestamp, minuteMs);
    const key = `${modelId}/${timeKey(start)}`;
    const found = open.get(key);
    if (found !== undefined) return found;
    const name = `${writer}.${++made}`;
    const part = newPart({ id: `${key}/${name}`, modelId, start, writer });
    open.set(key, part);
    return part;
  };

  /** One write of a part at a time, so that an older state never follows a newer one. */
  const store = (part: OpenPart): Promise<void> => {
    part.writing = part.writing
      .catch(() => undefined)
      .then(async () => {
        part.isDirty = false;
        part.revision++;
        part.updatedAt = clock.nowMs();
        const row = rowOf(part);
        try {
          await table.put(row);
          if (row.sealed) closing.delete(part);
        } catch (error) {
          part.isDirty = true;
          throw error;
        }
      });
    return part.writing;
  };

  const announce = (part: OpenPart, changes: boolean): Promise<void> | undefined => {
    if (changes && !part.announcedChanges) part.changed = true;
    else if (part.announced !== undefined) return part.announced;
    const announced = store(part)
      .catch((error: unknown) => {
        // The event may still be written; what is lost is only that somebody would count it after a crash.
        logger.warn('a minute of metrics could not be announced', { error });
      })
      .finally(() => {
        if (part.announced === announced) part.announced = undefined;
      });
    part.announced = announced;
    part.announcedChanges ||= changes;
    return announced;
  };

  const touch = (part: OpenPart): OpenPart => {
    part.isDirty = true;
    return part;
  };
  const expected = (event: Placed): OpenPart => {
    const part = touch(partOf(event));
    part.expected = Math.max(0, part.expected - 1);
    return part;
  };
  const isOver = (part: OpenPart, nowMs: number): boolean => nowMs >= part.row.start + minuteMs + graceMs;

  const seal = (nowMs: number, sealAll: boolean): void => {
    for (const [key, part] of open) {
      if (part.expected > 0 || !(sealAll || isOver(part, nowMs))) continue;
      part.sealed = true;
      part.isDirty = true;
      closing.add(part);
      open.delete(key);
    }
  };
  const all = (modelId?: string): OpenPart[] =>
    [...closing, ...open.values()].filter(({ row }) => modelId === undefined || row.modelId === modelId);

  return {
    expect: (events, { changes = false } = {}) => {
      let waits: Promise<void>[] | undefined;
      for (const event of events) {
        const part = partOf(event);
        part.expected++;
        const isKnown = part.revision > 0 && part.announced === undefined && (!changes || part.announcedChanges);
        if (isKnown) continue;
        const announced = announce(part, changes);
        if (announced !== undefined) (waits ??= []).push(announced);
      }
      return waits === undefined ? undefined : Promise.all(waits).then(() => undefined);
    },
    countStored: (event) => {
      tallyOf(expected(event).stored, event.modelVersion).add(event);
    },
    countFeedback: (event, before, after) => {
      tallyOf(expected(event).stored, event.modelVersion).addOutcome(before, after);
    },
    release: (event) => void expected(event),
    countUnstored: (event) => {
      tallyOf(touch(partOf(event)).unstored, event.modelVersion).add(event);
    },
    own: (modelId) => all(modelId).map(rowOf),
    write: async ({ limit = Infinity, modelId, sealAll = false }) => {
      seal(clock.nowMs(), sealAll);
      const dirty = all(modelId).filter(({ isDirty }) => isDirty);
      const due = dirty.sort((a, b) => a.updatedAt - b.updatedAt).slice(0, limit);
      await Promise.all(due.map(store));
      await Promise.all(all(modelId).map(({ writing }) => writing));
    },
  };
}

const newPart = (row: OpenPart['row']): OpenPart => ({
  row,
  stored: new Map(),
  unstored: new Map(),
  changed: false,
  expected: 0,
  revision: 0,
  updatedAt: 0,
  isDirty: true,
  sealed: false,
  announced: undefined,
  announcedChanges: false,
  writing: Promise.resolve(),
});

const rowOf = ({ row, revision, updatedAt, sealed, changed, stored, unstored }: OpenPart): MetricPart => ({
  ...row,
  revision,
  updatedAt,
  sealed,
  changed,
  stored: sketchesOf(stored),
  unstored: sketchesOf(unstored),
});
