import type { EdgeErrorCode } from './edge-error.ts';
import type { Json } from './json.ts';
import type { Framework } from './model.ts';

/** One prediction, answered or failed, and later what really happened. */
export interface InferenceEvent {
  /** Ordered by time (UUID version 7); the `inferenceId` of the answer. */
  readonly id: string;
  /** Milliseconds since 1970, UTC, when the prediction began. */
  readonly timestamp: number;
  /** Whose turn it took in the queue, `null` where tenants are not told apart. */
  readonly tenant: string | null;
  readonly modelId: string;
  readonly modelVersion: string;
  readonly framework: Framework;
  readonly requestId: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  /** As the caller sent it, or `{ omitted: true, sizeBytes }`, about how large it was, above the size limit. */
  readonly featuresIn: Json;
  /** As the caller received it, `null` when the prediction failed. */
  readonly prediction: Json;
  /** Share in [0, 1], `null` when the model gives none. */
  readonly confidence: number | null;
  readonly latencyMs: number;
  /** Of those, waiting for its turn; `null` where there is no queue or it was not reached. */
  readonly queueMs: number | null;
  /** Rows that ran together, of this and other requests; `null` as `queueMs`. */
  readonly batchRows: number | null;
  /** Why the prediction failed, `null` when it was answered. */
  readonly errorCode: EdgeErrorCode | null;
  readonly actualOutcome: Json;
  readonly feedbackTimestamp: number | null;
  readonly correct: boolean | null;
}
