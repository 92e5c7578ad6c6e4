import type { Job } from '@harper-edge/monitoring';
import type { Services } from '../services.ts';
import { deliverAlerts, evaluateAlerts } from '../use-cases/evaluate-alerts.ts';
import { modelNames } from '../use-cases/model-names.ts';
import { proposeRetraining } from '../use-cases/propose-retraining.ts';

/** So long alerts and deliveries stay after they have ended. */
const keptMs = 90 * 86_400_000;

/** Looks at the rules, delivers, and proposes retraining: each by itself, so that none waits for another. */
export const alertJobs = (services: Services): readonly Job[] => [
  {
    name: 'alerts',
    everyMs: 15_000,
    run: async ({ signal }) => ({ ...(await evaluateAlerts(services, { signal })) }),
  },
  { name: 'alert-deliveries', everyMs: 5_000, run: async () => ({ attempts: await deliverAlerts(services) }) },
  {
    name: 'alert-clean-up',
    everyMs: 3_600_000,
    run: async () => ({ deleted: await services.monitoring.alerts.deleteBefore(services.clock.nowMs() - keptMs) }),
  },
  {
    name: 'retraining',
    everyMs: 600_000,
    run: async ({ signal }) => {
      let proposed = 0;
      const failed: string[] = [];
      for (const modelName of await modelNames(services)) {
        signal.throwIfAborted();
        try {
          proposed += (await proposeRetraining(services, modelName)).length;
        } catch (error) {
          services.logger.warn('whether a model is to be trained again could not be found out', { modelName, error });
          failed.push(modelName);
        }
      }
      return { proposed, failed: failed.slice(0, 20) };
    },
  },
];

/** What a check finds is acted on at once, in the thread that made it. */
export function followChecks(services: Services): void {
  const { drift, quality } = services.monitoring.checks;
  quality.onSaved(({ modelId }) => evaluateAlerts(services, { checkedModel: modelId }));
  drift.onSaved(async ({ modelId }) => {
    await evaluateAlerts(services, { checkedModel: modelId });
    await proposeRetraining(services, modelId);
  });
}
