import {
  EdgeError,
  scan,
  type Clock,
  type Condition,
  type InferenceEvent,
  type Json,
  type Page,
  type Store,
} from '@harper-edge/contracts';
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
  /** Stores the event; it can be read when the promise resolves. Payloads above the limit are replaced by their size. */
  record(event: InferenceEvent): Promise<void>;
  /** Late and repeated feedback is fine, the last one counts. @throws EdgeError NOT_FOUND, naming every unknown id; then nothing is stored. */
  recordFeedback(feedback: readonly Feedback[]): Promise<void>;
  /** @throws EdgeError NOT_FOUND */
  event(id: string): Promise<InferenceEvent>;
  /** Newest first. */
  events(filter?: EventFilter & { readonly limit?: number; readonly cursor?: string }): Promise<Page<InferenceEvent>>;
  metrics(filter?: EventFilter): Promise<Metrics>;
}

export interface MonitoringOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Largest JSON of inputs, and of a prediction, that is kept with an event. Default 16 KiB. */
  readonly maxPayloadBytes?: number;
}

const feedbackAtOnce = 100;

/** Inference events, their feedback and what they add up to. */
export function createMonitoring({ store, clock, maxPayloadBytes = 16_384 }: MonitoringOptions): Monitoring {
  const events = store.table(inferenceEventTable);

  const bounded = (payload: Json): Json => {
    const sizeBytes = JSON.stringify(payload).length;
    return sizeBytes <= maxPayloadBytes ? payload : { omitted: true, sizeBytes };
  };

  const event = async (id: string): Promise<InferenceEvent> => {
    const found = await events.get(id);
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
    record: (recorded) =>
      events.put({ ...recorded, featuresIn: bounded(recorded.featuresIn), prediction: bounded(recorded.prediction) }),
    recordFeedback: async (feedback) => {
      const found = await Promise.all(feedback.map(({ inferenceId }) => events.get(inferenceId)));
      const unknown = feedback.filter((_, index) => found[index] === undefined);
      if (unknown.length > 0) throw unknownEvents(unknown.map(({ inferenceId }) => inferenceId));
      // Of several for one event the last counts; different events are written side by side, which a store can group.
      const last = [...new Map(feedback.map((given) => [given.inferenceId, given])).values()];
      for (let start = 0; start < last.length; start += feedbackAtOnce) {
        await Promise.all(last.slice(start, start + feedbackAtOnce).map(writeFeedback));
      }
    },
    event,
    events: ({ limit, cursor, ...filter } = {}) =>
      events.query({
        where: conditionsOf(filter),
        sort: { field: 'timestamp', order: 'descending' },
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    metrics: (filter = {}) =>
      metricsOf(
        scan(events, { where: conditionsOf(filter), sort: { field: 'timestamp', order: 'ascending' }, limit: 10_000 }),
      ),
  };
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
