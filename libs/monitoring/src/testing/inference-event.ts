import type { InferenceEvent } from '@harper-edge/contracts';

/** A recorded prediction, with whatever the test says otherwise. */
export const inferenceEvent = (id: string, rest: Partial<InferenceEvent> = {}): InferenceEvent => ({
  id,
  timestamp: 1_000,
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
  errorCode: null,
  actualOutcome: null,
  feedbackTimestamp: null,
  correct: null,
  ...rest,
});
