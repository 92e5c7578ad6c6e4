import type { Inference } from '@harper-edge/inference-engine';

export interface TimedAnswer extends Pick<Inference, 'queueMs' | 'batchMs' | 'inferMs'> {
  /** How long the host took to find out who asks. */
  readonly authMs: number;
  readonly totalMs: number;
}

/** The value of a `Server-Timing` header: where the time of a prediction went, in milliseconds. */
export function serverTiming({ authMs, queueMs, batchMs, inferMs, totalMs }: TimedAnswer): string {
  return Object.entries({ auth: authMs, queue: queueMs, batch: batchMs, infer: inferMs, total: totalMs })
    .map(([name, ms]) => `${name};dur=${ms.toFixed(3)}`)
    .join(', ');
}
