import { createMetricTally, type MetricTally, type Metrics } from './metric-sketch.ts';
import type { VersionTallies } from './version-sketches.ts';
import type { Window } from './window.ts';

export interface RatedMetrics extends Metrics {
  /** Predictions per second. */
  readonly throughput: number;
}

/** The metrics of a piece of time, `endTime` not included; milliseconds since 1970. */
export interface MetricBucket extends RatedMetrics {
  readonly startTime: number;
  readonly endTime: number;
  readonly versions: Readonly<Record<string, RatedMetrics>>;
}

export function bucketOf(tallies: VersionTallies, { from, to }: Window, nowMs: number): MetricBucket {
  // Of what goes on, the time that has passed; a second at least, which the first prediction may not have taken.
  const seconds = Math.max(1, (Math.min(to, Math.max(from, nowMs)) - from) / 1_000);
  const rated = (tally: MetricTally): RatedMetrics => {
    const metrics = tally.metrics();
    return { ...metrics, throughput: metrics.count / seconds };
  };
  const versions = Object.fromEntries([...tallies].map(([name, tally]) => [name, rated(tally)]));
  const [first, ...others] = Object.values(versions);
  const total = first !== undefined && others.length === 0 ? first : rated(totalOfVersions(tallies));
  return { startTime: from, endTime: to, ...total, versions };
}

/** Of one version its own tally: nothing has to be added. */
export function totalOfVersions(tallies: VersionTallies): MetricTally {
  const [first, ...others] = tallies.values();
  if (first !== undefined && others.length === 0) return first;
  return createMetricTally([...tallies.values()].map((tally) => tally.toJSON()));
}
