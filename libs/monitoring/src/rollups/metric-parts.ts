import type { Clock, InferenceEvent, Logger, Table } from '@harper-edge/contracts';
import { startOf, timeKey } from './granularities.ts';
import type { MetricPart } from './metric-part-table.ts';
import type { Counted } from './metric-sketch.ts';
import { createPartWriter, newPart, rowOf, type OpenPart } from './open-part.ts';
import { tallyOf } from './version-sketches.ts';

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
export function createMetricParts({ writer, clock, ...options }: MetricPartsOptions): MetricParts {
  const minutes = createOpenMinutes(writer);
  const table = createPartWriter({ ...options, clock, onSealed: minutes.forget });

  const touched = (event: Placed): OpenPart => {
    const part = minutes.at(event);
    part.isDirty = true;
    return part;
  };
  /** The part of an event that was expected: it was not sealed meanwhile. */
  const arrived = (event: Placed): OpenPart => {
    const part = touched(event);
    part.expected--;
    return part;
  };

  return {
    expect: (events, { changes = false } = {}) => {
      const announced = new Set<Promise<void>>();
      for (const event of events) {
        const part = minutes.at(event);
        part.expected++;
        const news = table.announce(part, changes);
        if (news !== undefined) announced.add(news);
      }
      return announced.size === 0 ? undefined : Promise.all(announced).then(() => undefined);
    },
    countStored: (event) => {
      tallyOf(arrived(event).stored, event.modelVersion).add(event);
    },
    countFeedback: (event, before, after) => {
      tallyOf(arrived(event).stored, event.modelVersion).addOutcome(before, after);
    },
    release: (event) => void arrived(event),
    countUnstored: (event) => {
      tallyOf(touched(event).unstored, event.modelVersion).add(event);
    },
    own: (modelId) => minutes.all(modelId).map(rowOf),
    write: async ({ limit = Infinity, modelId, sealAll = false }) => {
      minutes.seal(sealAll ? Infinity : clock.nowMs() - minuteMs - graceMs);
      const dirty = minutes.all(modelId).filter(({ isDirty }) => isDirty);
      const due = dirty.sort((a, b) => a.updatedAt - b.updatedAt).slice(0, limit);
      await Promise.all(due.map(table.write));
      await Promise.all(minutes.all(modelId).map(({ writing }) => writing));
    },
  };
}

/** The parts of one writer that are not, or not finally, in the table. */
function createOpenMinutes(writer: string) {
  /** By model and minute: where new events of it are counted. */
  const open = new Map<string, OpenPart>();
  const sealed = new Set<OpenPart>();
  let made = 0;
  /** Where the event before was counted, which is nearly always where the next one is. */
  let last: OpenPart | undefined;
  return {
    at: ({ modelId, timestamp }: Placed): OpenPart => {
      const start = startOf(timestamp, minuteMs);
      if (last?.sealed === false && last.row.start === start && last.row.modelId === modelId) return last;
      const key = `${modelId}/${timeKey(start)}`;
      last = open.get(key) ?? newPart({ id: `${key}/${writer}.${++made}`, modelId, start, writer });
      open.set(key, last);
      return last;
    },
    /** Minutes that began at this time or before, unless events of them are being written. */
    seal: (lastStart: number): void => {
      for (const [key, part] of open) {
        if (part.expected > 0 || part.row.start > lastStart) continue;
        part.sealed = true;
        part.isDirty = true;
        sealed.add(part);
        open.delete(key);
      }
    },
    forget: (part: OpenPart): void => {
      sealed.delete(part);
    },
    all: (modelId?: string): OpenPart[] =>
      [...sealed, ...open.values()].filter(({ row }) => modelId === undefined || row.modelId === modelId),
  };
}
