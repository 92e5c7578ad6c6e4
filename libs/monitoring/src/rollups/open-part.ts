import type { Clock, Logger, Table } from '@harper-edge/contracts';
import type { MetricPart } from './metric-part-table.ts';
import { sketchesOf, type VersionTallies } from './version-sketches.ts';

/** A part that its writer still adds to, or has not yet brought into the table. */
export interface OpenPart {
  readonly row: Pick<MetricPart, 'id' | 'modelId' | 'start' | 'writer'>;
  readonly stored: VersionTallies;
  readonly unstored: VersionTallies;
  changed: boolean;
  sealed: boolean;
  /** Events that are being written. */
  expected: number;
  /** Of the table's state. */
  revision: number;
  updatedAt: number;
  /** Whether the table has an older state. */
  isDirty: boolean;
  /** The first write, and the first that says that rows change, while they are under way. */
  announced: Promise<void> | undefined;
  writing: Promise<void>;
}

export const newPart = (row: OpenPart['row']): OpenPart => ({
  row,
  stored: new Map(),
  unstored: new Map(),
  changed: false,
  sealed: false,
  expected: 0,
  revision: 0,
  updatedAt: 0,
  isDirty: true,
  announced: undefined,
  writing: Promise.resolve(),
});

export const rowOf = ({ row, revision, updatedAt, sealed, changed, stored, unstored }: OpenPart): MetricPart => ({
  ...row,
  revision,
  updatedAt,
  sealed,
  changed,
  stored: sketchesOf(stored),
  unstored: sketchesOf(unstored),
});

export interface PartWriterOptions {
  readonly table: Table<MetricPart>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told when the last state of a part is in the table. */
  readonly onSealed: (part: OpenPart) => void;
}

/** Brings parts into the table. */
export function createPartWriter({ table, clock, logger, onSealed }: PartWriterOptions) {
  const put = async (part: OpenPart): Promise<void> => {
    part.isDirty = false;
    part.revision++;
    part.updatedAt = clock.nowMs();
    const row = rowOf(part);
    try {
      await table.put(row);
    } catch (error) {
      part.isDirty = true;
      throw error;
    }
    if (row.sealed) onSealed(part);
  };

  /** One write of a part at a time, so that an older state never follows a newer one. */
  const write = (part: OpenPart): Promise<void> => {
    part.writing = part.writing.catch(() => undefined).then(() => put(part));
    return part.writing;
  };

  return {
    write,
    /** Resolves once the table knows of the part, and of its change; `undefined` where it does. Never rejects. */
    announce: (part: OpenPart, changes: boolean): Promise<void> | undefined => {
      const isNews = (part.revision === 0 && part.announced === undefined) || (changes && !part.changed);
      if (part.announced !== undefined && !isNews) return part.announced;
      if (!isNews) return undefined;
      part.changed ||= changes;
      const announced = write(part)
        .catch((error: unknown) => {
          // The event may still be written; what is lost is only that somebody would count it after a crash.
          logger.warn('a minute of metrics could not be announced', { error });
        })
        .finally(() => {
          if (part.announced === announced) part.announced = undefined;
        });
      part.announced = announced;
      return announced;
    },
  };
}
