import type { Clock } from '@harper-edge/contracts';
import type { HostStatistics } from '../counters/host-counters.ts';
import type { Checks } from '../drift/checks.ts';
import type { DataQualityMetrics } from '../drift/data-quality-metrics.ts';
import type { DriftMetrics } from '../drift/drift-metrics.ts';
import { granularities } from '../rollups/granularities.ts';
import type { Metrics } from '../rollups/metric-sketch.ts';
import type { MetricsReader } from '../rollups/metrics-reader.ts';
import { realtimeMs } from '../rollups/metric-rollups.ts';
import type { AlertSubject } from './alert-metrics.ts';

/** How often an answer of the shop's cache was there already. */
export interface CacheReading {
  /** `null`: nothing was asked. */
  readonly hitRate: number | null;
  readonly questions: number;
}

/** Where the metrics of rules come from. */
export interface AlertSources {
  /** Of the model up to now; the beginning is widened to a whole minute, above ten minutes to five, above two hours to an hour. */
  window(modelName: string, windowMs: number): Promise<Metrics>;
  /** The newest check in the window. */
  drift(subject: AlertSubject): Promise<DriftMetrics | undefined>;
  quality(subject: AlertSubject): Promise<DataQualityMetrics | undefined>;
  host(): Promise<HostStatistics>;
  cache(): CacheReading;
}

export interface AlertReaders extends Pick<MetricsReader, 'realtime' | 'series'> {
  readonly checks: Pick<Checks, 'drift' | 'quality'>;
  readonly hostStatistics: () => Promise<HostStatistics>;
}

export interface AlertSourcesOptions {
  readonly readers: AlertReaders;
  readonly cache: () => CacheReading;
  readonly clock: Clock;
}

const minuteMs = 60_000;
const twoHoursMs = 2 * granularities.hourly;

/** Reads everything once, however many rules ask for it: for one look at all rules. */
export function createAlertSources({ readers, cache, clock }: AlertSourcesOptions): AlertSources {
  const nowMs = clock.nowMs();
  const known = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const found = (known.get(key) as Promise<T> | undefined) ?? read();
    known.set(key, found);
    return found;
  };
  const inWindow =
    ({ windowMs }: AlertSubject) =>
    <R extends { readonly checkedAt: number }>(newest: R | undefined): R | undefined =>
      newest !== undefined && newest.checkedAt >= nowMs - windowMs ? newest : undefined;

  return {
    window: (modelName, windowMs) =>
      once(`window/${modelName}/${windowMs}`, async () => {
        if (windowMs <= realtimeMs) return readers.realtime(modelName, Math.ceil(windowMs / minuteMs));
        const granularity = windowMs <= twoHoursMs ? '5min' : 'hourly';
        return (await readers.series(modelName, { granularity, from: nowMs - windowMs, to: nowMs + 1 })).total;
      }),
    drift: async (subject) =>
      inWindow(subject)(await once(`drift/${subject.modelName}`, () => readers.checks.drift.latest(subject.modelName))),
    quality: async (subject) =>
      inWindow(subject)(
        await once(`quality/${subject.modelName}`, () => readers.checks.quality.latest(subject.modelName)),
      ),
    host: () => once('host', readers.hostStatistics),
    cache,
  };
}
