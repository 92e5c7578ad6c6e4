import {
  EdgeError,
  scan,
  type Clock,
  type Condition,
  type InferenceEvent,
  type Json,
  type Logger,
  type Page,
  type Store,
} from '@harper-edge/contracts';
import { createEventBuffer } from './event-buffer.ts';
import { inferenceEventTable } from './inference-event-table.ts';
import { metricsOf, type Metrics } from './metrics.ts';

/** What really happened after a prediction. */
export interface Feedback {
  readonly inferenceId: string;
  readonly outcome: Json;
  readonly correct?: boolean;
  /** When it was observed, milliseconds since 1970; default now. */
  readonly feedbackTimestamp?: number;
}

/** `startTime` is included, `endTime` is not; milliseconds since 1970. */
export interface EventFilter {
  readonly modelId?: string;
  readonly userId?: string;
  readonly startTime?: number;
  readonly endTime?: number;
}

export interface Monitoring {
  /**
   * Takes in the event under its id; it is made, and written with others, a moment later. Never fails and never waits: what
   * cannot be written is counted and logged. Payloads above the limit are replaced by their size. Reading here sees it at
   * once, reading in another thread or process after the flush interval.
   */
  record(id: string, event: () => InferenceEvent): void;
  /** Late and repeated feedback is fine, the last one counts. @throws EdgeError NOT_FOUND, naming every unknown id; then nothing is stored. */
  recordFeedback(feedback: readonly Feedback[]): Promise<void>;
  /** @throws EdgeError NOT_FOUND */
  event(id: string): Promise<InferenceEvent>;
  /** Newest first. */
  events(filter?: EventFilter & { readonly limit?: number; readonly cursor?: string }): Promise<Page<InferenceEvent>>;
  metrics(filter?: EventFilter): Promise<Metrics>;
  /** Events waiting to be written, and events lost since the start. */
  statistics(): { readonly waiting: number; readonly dropped: number };
  /** Writes what is waiting. */
  close(): Promise<void>;
}

export interface MonitoringOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long an event waits to be written with others. Default 50. */
  readonly flushMs?: number;
  /** Events that may wait; above it they are dropped. Default 20,000. */
  readonly maxWaitingEvents?: number;
  /** Largest JSON of inputs, and of a prediction, that is kept with an event. Default 16 KiB. */
  readonly maxPayloadBytes?: number;
}

const feedbackAtOnce = 100;

/** Inference events, their feedback and what they add up to. */
export function createMonitoring({
  store,
  clock,
  logger,
  flushMs = 50,
  maxWaitingEvents = 20_000,
  maxPayloadBytes = 16_384,
}: MonitoringOptions): Monitoring {
  const events = store.table(inferenceEventTable);
  const buffer = createEventBuffer({ events, logger, flushMs, maxEvents: maxWaitingEvents, maxPayloadBytes });

  /** One that another thread has recorded may not be written yet. */
  const find = async (id: string): Promise<InferenceEvent | undefined> => {
    const found = await events.get(id);
    if (found !== undefined || !isRecent(id, clock.nowMs())) return found;
    await new Promise((resolve) => setTimeout(resolve, 3 * flushMs));
    return events.get(id);
  };

  const event = async (id: string): Promise<InferenceEvent> => {
    await buffer.flush();
    const found = await find(id);
    if (found === undefined) throw unknownEvents([id]);
    return found;
  };

  const writeFeedback = ({ inferenceId, outcome, correct, feedbackTimestamp = clock.nowMs() }: Feedback) =>
    events.patch(inferenceId, {
      actualOutcome: outcome,
      feedbackTimestamp,
      ...(correct === undefined ? {} : { correct }),
    });

  return {
    record: buffer.add,
    statistics: buffer.statistics,
    close: buffer.flush,
    recordFeedback: async (feedback) => {
      await buffer.flush();
      const found = await Promise.all(feedback.map(({ inferenceId }) => find(inferenceId)));
      const unknown = feedback.filter((_, index) => found[index] === undefined);
      if (unknown.length > 0) throw unknownEvents(unknown.map(({ inferenceId }) => inferenceId));
      // Of several for one event the last counts; different events are written side by side, which a store can group.
      const last = [...new Map(feedback.map((given) => [given.inferenceId, given])).values()];
      for (let start = 0; start < last.length; start += feedbackAtOnce) {
        await Promise.all(last.slice(start, start + feedbackAtOnce).map(writeFeedback));
      }
    },
    event,
    events: async ({ limit, cursor, ...filter } = {}) => {
      const where = conditionsOf(filter);
      await buffer.flush();
      return events.query({
        where,
        sort: { field: 'timestamp', order: 'descending' },
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
      });
    },
    metrics: async (filter = {}) => {
      const where = conditionsOf(filter);
      await buffer.flush();
      return metricsOf(scan(events, { where, sort: { field: 'timestamp', order: 'ascending' }, limit: 10_000 }));
    },
  };
}

/** Whether a UUID of version 7 was made within the last two seconds; its first 48 bits are the time. */
function isRecent(id: string, nowMs: number): boolean {
  const madeMs = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return Math.abs(nowMs - madeMs) < 2_000;
}

/** @throws EdgeError INVALID_INPUT when the window ends before it starts. */
function conditionsOf({ modelId, userId, startTime, endTime }: EventFilter): readonly Condition<InferenceEvent>[] {
  if (startTime !== undefined && endTime !== undefined && startTime > endTime) {
    throw new EdgeError('INVALID_INPUT', `expected startTime <= endTime, received ${startTime} and ${endTime}`);
  }
  const conditions: (Condition<InferenceEvent> | false)[] = [
    modelId !== undefined && { field: 'modelId', op: 'eq', value: modelId },
    userId !== undefined && { field: 'userId', op: 'eq', value: userId },
    startTime !== undefined && { field: 'timestamp', op: 'ge', value: startTime },
    endTime !== undefined && { field: 'timestamp', op: 'lt', value: endTime },
  ];
  return conditions.filter((condition) => condition !== false);
}

const unknownEvents = (ids: readonly string[]): EdgeError =>
  new EdgeError(
    'NOT_FOUND',
    `no inference event ${ids.map((id) => `"${id}"`).join(', ')}; expected the inferenceId of a prediction`,
  );
