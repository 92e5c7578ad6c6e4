import type { Services } from '../services.ts';
import { modelNames } from './model-names.ts';

export type AlertEvaluation = Awaited<ReturnType<Services['monitoring']['alerts']['evaluate']>>;

export interface LookAt {
  /** Only at rules about what a check of this model found. Default: at every rule. */
  readonly checkedModel?: string;
  readonly signal?: AbortSignal;
}

/** monitoring.metrics, checks and the shop's cache → alerts: looks at the rules, and starts to send what follows from that. */
export async function evaluateAlerts(
  services: Services,
  { checkedModel, signal }: LookAt = {},
): Promise<AlertEvaluation> {
  const { monitoring, shop } = services;
  let names: Promise<Iterable<string>> | undefined;
  const evaluation = await monitoring.alerts.evaluate({
    models: () => (names ??= checkedModel === undefined ? modelNames(services) : Promise.resolve([checkedModel])),
    isOfCheck: checkedModel !== undefined,
    cache: () => {
      const { hitRate, tenants } = shop.cache.statistics();
      const counts = [...tenants.values()];
      const questions = counts.reduce((sum, of) => sum + of['hit-hot'] + of['hit-warm'] + of.miss, 0);
      return { hitRate, questions };
    },
    ...(signal !== undefined && { signal }),
  });
  // Not awaited: a receiver that hangs delays nobody here. What fails is tried again by the job of deliveries.
  if (evaluation.fired + evaluation.resolved > 0) void deliverAlerts(services);
  return evaluation;
}

/** Makes the deliveries that are due; returns how many. Never rejects. */
export async function deliverAlerts({ monitoring, alertSenders, logger }: Services): Promise<number> {
  try {
    return await monitoring.alerts.deliverDue(alertSenders);
  } catch (error) {
    logger.warn('alerts could not be delivered; it is tried again', { error });
    return 0;
  }
}
