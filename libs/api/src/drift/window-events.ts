import type { InferenceEvent, ModelVersion } from '@harper-edge/contracts';
import type { Services } from '../services.ts';

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** After so many events other work of the host gets its turn. */
const eventsAtOnce = 500;

/** What a version was asked in a window, one after the other; stops with the reason of the signal once it is aborted. */
export async function* windowEvents(
  { monitoring }: Pick<Services, 'monitoring'>,
  { modelId, version }: ModelVersion,
  { from, to, signal }: TimeWindow & { readonly signal?: AbortSignal | undefined },
): AsyncGenerator<InferenceEvent> {
  let seen = 0;
  for await (const event of monitoring.window(modelId, { from, to })) {
    if (++seen % eventsAtOnce === 0) {
      signal?.throwIfAborted();
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (event.modelVersion === version) yield event;
  }
}
