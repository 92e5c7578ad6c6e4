import type { InferenceEvent, ModelVersion } from '@harper-edge/contracts';

/** Who asked, and in which request. */
export interface Asking {
  readonly requestId: string;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
}

type Observed = Pick<
  InferenceEvent,
  'id' | 'timestamp' | 'featuresIn' | 'latencyMs' | 'prediction' | 'confidence' | 'errorCode'
>;

/** The event of an answer or a failure, before anybody says what really happened. */
export const makeEvent = (
  { requestId, userId, sessionId }: Asking,
  { modelId, version, framework }: ModelVersion,
  observed: Observed,
): InferenceEvent => ({
  ...observed,
  modelId,
  modelVersion: version,
  framework,
  requestId,
  userId: userId ?? null,
  sessionId: sessionId ?? null,
  actualOutcome: null,
  feedbackTimestamp: null,
  correct: null,
});
