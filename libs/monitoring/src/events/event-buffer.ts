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

/** So many events are written as soon as they are there: the more at once, the less each costs the store. */
const largeGroup = 512;
/** Events made in one turn of the event loop, which holds up the predictions of that turn. */
const madeAtOnce = 512;
/** Groups under way at once; a store that is slower makes events wait. */
const maxWrites = 8;

/**
 * Collects events and writes them in groups, so that recording neither slows nor fails a prediction: each event is made
 * after its answer, in a moment, so that what it is made from need not be kept alive until it is written.
 */
export function createEventBuffer({ writer, onDropped, logger, flushMs, maxEvents }: EventBufferOptions): EventBuffer {
  let unmade: WaitingEvent[] = [];
  let [added, made, overflown] = [0, 0, 0];
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Of events about which the store has to be asked first. */
  const askedFor = new Set<Promise<void>>();
  const writes = createWrites(writer, flushMs);
  const waiting = (): number => unmade.length + askedFor.size + writer.ready() + writes.unwritten();

  const make = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const events = unmade.length <= madeAtOnce ? unmade : unmade.slice(0, madeAtOnce);
    unmade = unmade.slice(events.length);
    made += events.length;
    for (const event of events) {
      const asking = writer.take(event)?.finally(() => {
        askedFor.delete(asking as Promise<void>);
        writes.startWhenDue();
      });
      if (asking !== undefined) askedFor.add(asking);
    }
    if (unmade.length > 0) timer = setTimeout(make, 0);
    writes.startWhenDue();
  };

  const flush = async (): Promise<void> => {
    for (const target = added; made < target;) {
      make();
      if (made < target) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await Promise.all(askedFor);
    writes.start();
    await writes.done();
  };

  return {
    add: (event) => {
      if (waiting() >= maxEvents) {
        // Said once for each thousand: a flood of lines would make it worse.
        if (overflown++ % 1_000 === 0)
          logger.error('inference events are dropped: the store is too slow', { dropped: overflown });
        onDropped(event.facts);
        event.done?.(new EdgeError('UNAVAILABLE', 'too many inference events wait to be written'));
        return;
      }
      unmade.push(event);
      added++;
      timer ??= setTimeout(make, 0);
    },
    flush: shared(flush),
    statistics: () => ({ waiting: waiting(), dropped: overflown + writer.lost() }),
  };
}

/** Writes what the writer has made: a large group at once, a smaller one after a while. */
function createWrites(writer: EventWriter, flushMs: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unwritten = 0;
  const writes = new Set<Promise<void>>();
  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const size = writer.ready();
    if (size === 0) return;
    unwritten += size;
    const write = writer.write().finally(() => {
      unwritten -= size;
      writes.delete(write);
      startWhenDue();
    });
    writes.add(write);
  };
  const startWhenDue = (): void => {
    if (writer.ready() === 0 || writes.size >= maxWrites) return;
    if (writer.ready() >= largeGroup) start();
    else timer ??= setTimeout(start, flushMs);
  };
  return {
    start,
    startWhenDue,
    unwritten: () => unwritten,
    done: async (): Promise<void> => {
      await Promise.all(writes);
    },
  };
}

/** Calls that come while one is under way wait for it and have the next one together. */
function shared(call: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    next = undefined;
    current = call().finally(() => (current = undefined));
    return current;
  };
  return () => (current === undefined ? start() : (next ??= current.then(start)));
}
