import type { InferenceEvent } from '@harper-edge/contracts';
import type { EventFacts, EventPayload } from '../events/event-facts.ts';

/** A recorded prediction, with whatever the test says otherwise. */
export const inferenceEvent = (id: string, rest: Partial<InferenceEvent> = {}): InferenceEvent => ({
  id,
  timestamp: 1_000,
  tenant: null,
  modelId: 'm',
  modelVersion: 'v1',
  framework: 'onnx',
  requestId: 'r',
  userId: null,
  sessionId: null,
  featuresIn: { x: [1, 2] },
  prediction: { y: [3] },
  confidence: null,
  latencyMs: 1,
  queueMs: null,
  batchRows: null,
  errorCode: null,
  actualOutcome: null,
  feedbackTimestamp: null,
  correct: null,
  ...rest,
});

/** The event as it is recorded: what is known at once, and the rest when it is asked for. */
export function recorded(event: InferenceEvent): [facts: EventFacts, payload: () => EventPayload] {
  const { featuresIn, prediction, actualOutcome: _, feedbackTimestamp: __, correct: ___, ...facts } = event;
  return [facts, () => ({ featuresIn, prediction })];
}
