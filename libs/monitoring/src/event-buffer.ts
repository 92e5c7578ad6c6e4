import { isEdgeError, type InferenceEvent, type Json, type Logger, type Table } from '@harper-edge/contracts';
import { jsonSize } from './json-size.ts';

export interface EventBufferOptions {
  readonly events: Table<InferenceEvent>;
  readonly logger: Logger;
  /** An event waits at most about this long before it is written. */
  readonly flushMs: number;
  /** Events above this number are dropped, and counted. */
  readonly maxEvents: number;
  /** Largest JSON of inputs, and of a prediction, that is kept with an event. */
  readonly maxPayloadBytes: number;
}

export interface EventBuffer {
  /** Takes the event in; it is made only when its turn to be written comes. Never fails and never waits. */
  add(id: string, make: () => InferenceEvent): void;
  /** Writes what was added before; resolves when it can be read. */
  flush(): Promise<void>;
  /** Events waiting, and events lost since the start because the buffer was full or the store refused them. */
  statistics(): { readonly waiting: number; readonly dropped: number };
}

type Waiting = readonly [id: string, make: () => InferenceEvent];

/**
 * So many events are written at once, and as soon as they are there: what waits is copied by every garbage collection. More
 * of them, as after a store that was slow, are spread over turns of the event loop, so that they hold up no prediction.
 */
const groupSize = 64;

/** Collects events and writes them in groups, so that recording neither slows nor fails a prediction. */
export function createEventBuffer({
  events,
  logger,
  flushMs,
  maxEvents,
  maxPayloadBytes,
}: EventBufferOptions): EventBuffer {
  let waiting: Waiting[] = [];
  let unwritten = 0;
  const writer = createGroupWriter({ events, logger, maxPayloadBytes });
  let overflown = 0;
  let writing: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const writeAll = async (waiting: readonly Waiting[]): Promise<void> => {
    for (let start = 0; start < waiting.length; start += groupSize) {
      if (start > 0) await new Promise((resolve) => setTimeout(resolve, 0));
      await writer.write(waiting.slice(start, start + groupSize));
    }
  };

  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      unwritten += group.length;
      writing = writing
        .then(() => writeAll(group))
        .then(() => {
          unwritten -= group.length;
        });
    }
    return writing;
  };

  return {
    add: (id, make) => {
      if (waiting.length + unwritten >= maxEvents) {
        // Said once for each thousand: a flood of lines would make it worse.
        if (overflown++ % 1_000 === 0)
          logger.error('inference events are dropped: the store is too slow', { dropped: overflown });
        return;
      }
      waiting.push([id, make]);
      if (waiting.length % groupSize === 0) clearTimeout(timer);
      else if (timer !== undefined) return;
      timer = setTimeout(() => void flush(), waiting.length < groupSize ? flushMs : 0);
    },
    flush,
    statistics: () => ({ waiting: waiting.length + unwritten, dropped: overflown + writer.lost() }),
  };
}

/** Makes the events of a group and writes them together; what cannot be made or stored is counted and logged. */
function createGroupWriter({
  events,
  logger,
  maxPayloadBytes,
}: Pick<EventBufferOptions, 'events' | 'logger' | 'maxPayloadBytes'>) {
  let lost = 0;
  const lose = (id: string, error: unknown): void => {
    lost++;
    logger.error('an inference event could not be stored', {
      inferenceId: id,
      retryable: isEdgeError(error) && error.retryable,
      error,
    });
  };

  const made = ([id, make]: Waiting): readonly InferenceEvent[] => {
    try {
      return [withinSize(make(), maxPayloadBytes)];
    } catch (error) {
      lose(id, error);
      return [];
    }
  };

  const write = async (group: readonly Waiting[]): Promise<void> => {
    const rows = group.flatMap(made);
    try {
      await events.insert(rows);
    } catch {
      // One by one, so that an event that cannot be stored is lost alone.
      for (const row of rows) {
        await events.put(row).catch((error: unknown) => {
          lose(row.id, error);
        });
      }
    }
  };

  return { write, lost: () => lost };
}

function withinSize(event: InferenceEvent, maxBytes: number): InferenceEvent {
  const featuresIn = bounded(event.featuresIn, maxBytes);
  const prediction = bounded(event.prediction, maxBytes);
  const isWithin = featuresIn === event.featuresIn && prediction === event.prediction;
  return isWithin ? event : { ...event, featuresIn, prediction };
}

function bounded(payload: Json, maxBytes: number): Json {
  const sizeBytes = jsonSize(payload);
  return sizeBytes <= maxBytes ? payload : { omitted: true, sizeBytes };
}
