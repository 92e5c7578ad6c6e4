import { isEdgeError, type Json, type ModelVersion } from '@harper-edge/contracts';
import {
  defaultDriftSettings,
  defaultQualitySettings,
  lastDue,
  parseDuration,
  type CheckResults,
  type CheckSettings,
  type DataQualityMetrics,
  type DriftMetrics,
  type Job,
  type JobRun,
} from '@harper-edge/monitoring';
import type { Services } from '../services.ts';
import { checkDrift } from '../use-cases/check-drift.ts';
import { checkQuality } from '../use-cases/check-quality.ts';
import { modelNames } from '../use-cases/model-names.ts';
import { comparedWith } from './compared-with.ts';

/** Looked so often which models are due. */
const everyMs = 60_000;
/** Results stay for so long. */
const keptMs = 90 * 86_400_000;

/** The jobs that check models as each is configured: the version that answers, if it has a baseline. */
export const checkJobs = (services: Services): readonly Job[] => [
  {
    name: 'drift-checks',
    everyMs,
    run: (run) =>
      runChecks(services, run, {
        results: services.monitoring.checks.drift,
        settings: async (modelId) => (await services.monitoring.config(modelId)).drift ?? defaultDriftSettings,
        check: (model, window) => checkDrift(services, model, window),
      }),
  },
  {
    name: 'quality-checks',
    everyMs,
    run: (run) =>
      runChecks(services, run, {
        results: services.monitoring.checks.quality,
        settings: async (modelId) => (await services.monitoring.config(modelId)).quality ?? defaultQualitySettings,
        check: (model, window) => checkQuality(services, model, window),
      }),
  },
];

interface SortOfCheck {
  readonly results:
    | Pick<CheckResults<DriftMetrics>, 'latest' | 'deleteBefore'>
    | Pick<CheckResults<DataQualityMetrics>, 'latest' | 'deleteBefore'>;
  settings(modelId: string): Promise<CheckSettings>;
  check(
    model: ModelVersion,
    window: { readonly from: number; readonly to: number; readonly trigger: 'schedule'; readonly signal: AbortSignal },
  ): Promise<unknown>;
}

/** Checks each model that is due. One that cannot be checked does not keep the others from it. */
async function runChecks(services: Services, { signal }: JobRun, sort: SortOfCheck): Promise<Json> {
  const { registry, clock, logger } = services;
  let checked = 0;
  const failed: string[] = [];
  for (const modelId of await modelNames(services)) {
    signal.throwIfAborted();
    try {
      const settings = await sort.settings(modelId);
      if (!settings.enabled || !(await isDue(modelId, settings, { sort, nowMs: clock.nowMs() }))) continue;
      const model = await registry.resolve(modelId);
      if ((await comparedWith(services, model)) === undefined) continue;
      const to = clock.nowMs();
      const from = to - parseDuration(settings.window, 'window');
      await sort.check(model, { from, to, trigger: 'schedule', signal });
      checked++;
    } catch (error) {
      if (signal.aborted) throw error;
      // A model that was deleted meanwhile, or has no version that may answer.
      if (isEdgeError(error, 'NOT_FOUND')) continue;
      logger.warn('a model could not be checked', { modelId, error });
      failed.push(modelId);
    }
  }
  await sort.results.deleteBefore(clock.nowMs() - keptMs);
  return { checked, failed: failed.slice(0, 20) };
}

/** Each of its due times once, the newest where several were missed. */
async function isDue(
  modelId: string,
  { every }: CheckSettings,
  { sort, nowMs }: { readonly sort: SortOfCheck; readonly nowMs: number },
): Promise<boolean> {
  const last = await sort.results.latest(modelId, 'schedule');
  return last === undefined || last.checkedAt < lastDue(nowMs, parseDuration(every, 'every'));
}
