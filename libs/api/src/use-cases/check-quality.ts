import type { ModelVersion } from '@harper-edge/contracts';
import {
  defaultEventSettings,
  defaultQualitySettings,
  resultPlace,
  type DataQualityMetrics,
} from '@harper-edge/monitoring';
import { comparedWith } from '../drift/compared-with.ts';
import { qualityVerdict, readQuality } from '../drift/quality-check.ts';
import { windowEvents, type TimeWindow } from '../drift/window-events.ts';
import type { Services } from '../services.ts';

export interface QualityCheckRequest extends TimeWindow {
  readonly trigger: DataQualityMetrics['trigger'];
  readonly signal?: AbortSignal | undefined;
}

/**
 * monitoring.window → drift's quality check → monitoring.checks: whether what a version was asked in a window is sound, by the
 * rules of its configuration and against the quality of its fitted baseline.
 *
 * @throws EdgeError INVALID_INPUT for a window that ends before it starts
 */
export async function checkQuality(
  services: Services,
  model: ModelVersion,
  { from, to, trigger, signal }: QualityCheckRequest,
): Promise<DataQualityMetrics> {
  const { monitoring, clock, newId } = services;
  const config = await monitoring.config(model.modelId);
  const { quality: settings = defaultQualitySettings, events: { samplingRate } = defaultEventSettings } = config;
  const reference = (await comparedWith(services, model))?.quality ?? null;
  const reader = readQuality(model, { settings, reference });
  let events = 0;
  for await (const event of windowEvents(services, model, { from, to, signal })) {
    events++;
    reader.add(event);
  }
  const report = reader.end();
  const { minimumSamples: needed } = settings;
  const received = report.rows;
  const verdict =
    received < needed
      ? ({
          ok: false,
          reason: 'insufficientData',
          needed,
          received,
          detail: `expected ${needed} rows of inputs or more in the window; there are ${received}`,
        } as const)
      : qualityVerdict(report);
  const result: DataQualityMetrics = {
    ...resultPlace(model.modelId, clock.nowMs(), newId()),
    modelVersion: model.version,
    from,
    to,
    trigger,
    events,
    samplingRate,
    compared: reference !== null,
    severity: verdict.ok ? verdict.severity : 'none',
    result: verdict,
  };
  await monitoring.checks.quality.save(result);
  return result;
}
