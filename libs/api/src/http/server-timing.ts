import type { Inference } from '@harper-edge/inference-engine';

export interface RequestTimes {
  /** How long the host took to find out who asks. */
  readonly authMs: number;
  readonly totalMs: number;
}

/** The value of a `Server-Timing` header: where the time of a prediction went, in milliseconds. */
export function serverTiming(
  { queueMs, batchMs, inferMs }: Pick<Inference, 'queueMs' | 'batchMs' | 'inferMs'>,
  { authMs, totalMs }: RequestTimes,
): string {
  return `auth;dur=${micros(authMs)}, queue;dur=${micros(queueMs)}, batch;dur=${micros(batchMs)}, infer;dur=${micros(inferMs)}, total;dur=${micros(totalMs)}`;
}

/** To the microsecond. */
const micros = (ms: number): number => Math.round(ms * 1_000) / 1_000;
