import { EdgeError, type Logger } from '@harper-edge/contracts';
import type { EventFacts, WaitingEvent } from './event-facts.ts';
import type { EventWriter } from './event-writer.ts';

export interface EventBufferOptions {
  readonly writer: EventWriter;
  /** Told of an event that was not taken in because too many wait. */
  readonly onDropped: (facts: EventFacts) => void;
  readonly logger: Logger;
  /** An event waits at most about this long before it is written. */
  readonly flushMs: number;
  /** Events above this number are dropped, and counted. */
  readonly maxEvents: number;
}

export interface EventBuffer {
  /** Takes the event in. Never fails and never waits. */
  add(event: WaitingEvent): void;
  /** Writes what was added before; resolves when it can be read. */
  flush(): Promise<void>;
  /** Events waiting, and events lost since the start because the buffer was full or the store refused them. */
  statistics(): { readonly waiting: number; readonly dropped: number };
}

/**
 * So many events are written at once, and as soon as they are there: what waits is copied by every garbage collection, what
 * is written holds up the predictions of its turn of the event loop, and each group costs the store a commit. The more wait,
 * the larger the groups.
 */
const smallGroup = 128;
const largeGroup = 256;
/** Groups under way at once; a store that is slower makes events wait. */
const maxWrites = 8;

/** Collects events and writes them in groups, so that recording neither slows nor fails a prediction. */
export function createEventBuffer({ writer, onDropped, logger, flushMs, maxEvents }: EventBufferOptions): EventBuffer {
  let waiting: WaitingEvent[] = [];
  let [added, started, unwritten, overflown] = [0, 0, 0, 0];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const writes = new Set<Promise<void>>();

  const startGroup = (): void => {
    const size = Math.min(largeGroup, Math.max(smallGroup, Math.ceil(waiting.length / 8)));
    const group = waiting.slice(0, size);
    waiting = waiting.slice(size);
    started += group.length;
    unwritten += group.length;
    const write = writer.write(group).finally(() => {
      unwritten -= group.length;
      writes.delete(write);
    });
    writes.add(write);
  };

  /** A group in each turn of the event loop, until all are under way that were added up to then. */
  const writeUpTo = async (last: () => number): Promise<void> => {
    while (started < last()) {
      startGroup();
      while (writes.size >= maxWrites) await Promise.race(writes);
      if (started < last()) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };

  let isPumping = false;
  const pump = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (isPumping) return;
    isPumping = true;
    await writeUpTo(() => added);
    isPumping = false;
  };

  return {
    add: (event) => {
      if (waiting.length + unwritten >= maxEvents) {
        // Said once for each thousand: a flood of lines would make it worse.
        if (overflown++ % 1_000 === 0)
          logger.error('inference events are dropped: the store is too slow', { dropped: overflown });
        onDropped(event.facts);
        event.done?.(new EdgeError('UNAVAILABLE', 'too many inference events wait to be written'));
        return;
      }
      waiting.push(event);
      added++;
      if (waiting.length === smallGroup) clearTimeout(timer);
      else if (timer !== undefined) return;
      if (!isPumping) timer = setTimeout(() => void pump(), waiting.length < smallGroup ? flushMs : 0);
    },
    flush: async () => {
      const target = added;
      await writeUpTo(() => target);
      await Promise.all(writes);
    },
    statistics: () => ({ waiting: waiting.length + unwritten, dropped: overflown + writer.lost() }),
  };
}
