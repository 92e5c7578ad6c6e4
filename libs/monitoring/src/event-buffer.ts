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
 * A flush is spread over so many turns of the event loop at most, each of a few writes at least, so that it never holds up
 * a prediction for long.
 */
const turns = 8;
const writesPerTurn = 4;

/** Collects events and writes them in groups, so that recording neither slows nor fails a prediction. */
export function createEventBuffer({
  events,
  logger,
  flushMs,
  maxEvents,
  maxPayloadBytes,
}: EventBufferOptions): EventBuffer {
  let waiting: Waiting[] = [];
  let dropped = 0;
  let writing: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const write = async ([id, make]: Waiting): Promise<void> => {
    try {
      await events.put(withinSize(make(), maxPayloadBytes), { ifAbsent: true });
    } catch (error) {
      dropped++;
      logger.error('an inference event could not be stored', {
        inferenceId: id,
        retryable: isEdgeError(error) && error.retryable,
        error,
      });
    }
  };

  const writeAll = async (group: readonly Waiting[]): Promise<void> => {
    const size = Math.max(writesPerTurn, Math.ceil(group.length / turns));
    for (let start = 0; start < group.length; start += size) {
      if (start > 0) await new Promise((resolve) => setTimeout(resolve, 0));
      await Promise.all(group.slice(start, start + size).map(write));
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
  let unwritten = 0;

  return {
    add: (id, make) => {
      if (waiting.length + unwritten >= maxEvents) {
        // Said once for each thousand: a flood of lines would make it worse.
        if (dropped++ % 1_000 === 0) logger.error('inference events are dropped: the store is too slow', { dropped });
        return;
      }
      waiting.push([id, make]);
      timer ??= setTimeout(() => void flush(), flushMs);
    },
    flush,
    statistics: () => ({ waiting: waiting.length + unwritten, dropped }),
  };
}

function withinSize(event: InferenceEvent, maxBytes: number): InferenceEvent {
  const [featuresIn, prediction] = [bounded(event.featuresIn, maxBytes), bounded(event.prediction, maxBytes)];
  return { ...event, featuresIn, prediction };
}

function bounded(payload: Json, maxBytes: number): Json {
  const sizeBytes = jsonSize(payload);
  return sizeBytes <= maxBytes ? payload : { omitted: true, sizeBytes };
}
