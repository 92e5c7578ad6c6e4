import type { ModelVersion } from '@harper-edge/contracts';
import type { EventFacts } from '@harper-edge/monitoring';

/** Who asked, and in which request. */
export interface Asking {
  readonly requestId: string;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly tenant?: string | undefined;
}

type Observed = Pick<
  EventFacts,
  'id' | 'timestamp' | 'latencyMs' | 'queueMs' | 'batchRows' | 'confidence' | 'errorCode'
>;

/** What is known of an answer or a failure when it is there. */
export const makeEvent = (
  { requestId, userId, sessionId, tenant }: Asking,
  { modelId, version, framework }: ModelVersion,
  { id, timestamp, latencyMs, queueMs, batchRows, confidence, errorCode }: Observed,
): EventFacts => ({
  id,
  timestamp,
  tenant: tenant ?? null,
  modelId,
  modelVersion: version,
  framework,
  requestId,
  userId: userId ?? null,
  sessionId: sessionId ?? null,
  confidence,
  latencyMs,
  queueMs,
  batchRows,
  errorCode,
});
