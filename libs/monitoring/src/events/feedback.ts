import { isEdgeError, type Clock, type InferenceEvent, type Json, type Table } from '@harper-edge/contracts';
import type { MonitoringConfigs } from '../config/monitoring-configs.ts';
import type { MetricParts } from '../rollups/metric-parts.ts';
import type { StoredEvent } from './inference-event-table.ts';
import { below, redact } from './redact.ts';

/** What really happened after a prediction. */
export interface Feedback {
  readonly inferenceId: string;
  readonly outcome: Json;
  readonly correct?: boolean;
  /** When it was observed, milliseconds since 1970; default now. */
  readonly feedbackTimestamp?: number;
  /** Whether it takes the place of what is there, whenever that was observed. Default false. */
  readonly replaces?: boolean;
}

export interface FeedbackParts {
  readonly events: Table<StoredEvent>;
  readonly configs: Pick<MonitoringConfigs, 'events'>;
  readonly parts: Pick<MetricParts, 'expect' | 'countFeedback' | 'release'>;
  readonly clock: Clock;
}

/** Somebody else may write to the event between our read and our write, so often. */
const maxAttempts = 20;

/** Joins a feedback to its event. Of several the one with the latest time counts, of the same time the last to come. */
async function writeFeedback(
  { events, configs, parts, clock }: FeedbackParts,
  event: StoredEvent,
  { outcome, correct, feedbackTimestamp = clock.nowMs(), replaces = false }: Feedback,
): Promise<void> {
  const { redact: paths } = await configs.events(event.modelId);
  const given: Partial<InferenceEvent> = {
    actualOutcome: redact(outcome, below(paths, 'actualOutcome')),
    feedbackTimestamp,
    ...(correct === undefined ? {} : { correct }),
  };
  await parts.expect([event], { changes: true });
  let before = event;
  for (let attempt = 1; ; attempt++) {
    if (!replaces && before.feedbackTimestamp !== null && before.feedbackTimestamp > feedbackTimestamp) {
      parts.release(event);
      return;
    }
    try {
      const { feedbackTimestamp: at, correct: was } = before;
      const after = await events.patch(event.id, given, { ifMatch: { feedbackTimestamp: at, correct: was } });
      parts.countFeedback(event, was, after.correct);
      return;
    } catch (error) {
      const isBehind = isEdgeError(error) && error.code === 'PRECONDITION_FAILED' && attempt < maxAttempts;
      const found = isBehind ? await events.get(event.id) : undefined;
      if (found === undefined) {
        parts.release(event);
        throw error;
      }
      before = found;
    }
  }
}

const feedbackAtOnce = 100;

/** Joins each feedback to its event. Different events are written side by side, which a store can group. */
export async function writeFeedbacks(
  parts: FeedbackParts,
  found: readonly StoredEvent[],
  feedback: readonly Feedback[],
): Promise<void> {
  const rows = new Map(found.map((event) => [event.id, event]));
  const given = [...lastOf(feedback, parts.clock.nowMs())];
  for (let start = 0; start < given.length; start += feedbackAtOnce) {
    await Promise.all(
      given.slice(start, start + feedbackAtOnce).map(async ([id, one]) => {
        const event = rows.get(id);
        if (event !== undefined) await writeFeedback(parts, event, one);
      }),
    );
  }
}

/** The feedback that counts for each event. */
function lastOf(feedback: readonly Feedback[], nowMs: number): ReadonlyMap<string, Feedback> {
  const last = new Map<string, Feedback>();
  for (const given of feedback) {
    const before = last.get(given.inferenceId)?.feedbackTimestamp ?? 0;
    const timed = { ...given, feedbackTimestamp: given.feedbackTimestamp ?? nowMs };
    if (timed.feedbackTimestamp >= before) last.set(given.inferenceId, timed);
  }
  return last;
}
