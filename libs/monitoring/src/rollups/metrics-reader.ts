import { EdgeError, scan, type Clock, type Table } from '@harper-edge/contracts';
import { ofModel, type StoredEvent } from '../events/inference-event-table.ts';
import { granularities, startOf, type Granularity } from './granularities.ts';
import type { MetricPart } from './metric-part-table.ts';
import { minuteMs, type MetricParts } from './metric-parts.ts';
import { fiveMinutesOf, realtimeMs, totalOf, type MetricRollups } from './metric-rollups.ts';
import { createMetricTally, type MetricTally, type Metrics } from './metric-sketch.ts';
import { checkWindow, type Window } from './window.ts';
import { mergeInto, mergeVersions, tallyOf, type VersionSketches, type VersionTallies } from './version-sketches.ts';

/** `startTime` is included, `endTime` is not; milliseconds since 1970. */
export interface MetricFilter {
  readonly modelId: string;
  readonly version?: string | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
}

export interface MetricSeriesFilter {
  readonly version?: string | undefined;
  readonly granularity: Granularity;
  /** Widened to whole pieces. Default: 288 pieces before `to`. */
  readonly from?: number | undefined;
  /** Default now. */
  readonly to?: number | undefined;
}

export interface RatedMetrics extends Metrics {
  /** Predictions per second. */
  readonly throughput: number;
}

export interface MetricBucket extends RatedMetrics {
  readonly startTime: number;
  readonly endTime: number;
  readonly versions: Readonly<Record<string, RatedMetrics>>;
}

export interface MetricSeries {
  readonly from: number;
  readonly to: number;
  /** Ascending; those without a prediction are left out. */
  readonly buckets: readonly MetricBucket[];
  readonly total: Metrics;
}

export interface MetricsReader {
  /** Of a window of any ends: from rollups where it holds whole five minutes, from the events at its ends. */
  metrics(filter: MetricFilter): Promise<Metrics>;
  /** @throws EdgeError INVALID_INPUT for a window that ends before it starts or has more than 10,000 pieces */
  series(modelId: string, filter: MetricSeriesFilter): Promise<MetricSeries>;
  /** Of this minute and the ones before it. @throws EdgeError INVALID_INPUT unless 1 to 10 minutes */
  realtime(modelId: string, minutes?: number): Promise<MetricBucket>;
}

export interface MetricsReaderOptions {
  readonly events: Table<StoredEvent>;
  readonly partTable: Table<MetricPart>;
  readonly parts: MetricParts;
  readonly rollups: MetricRollups;
  /** Writes the events that wait. */
  readonly flush: () => Promise<void>;
  readonly clock: Clock;
}

const fiveMs = granularities['5min'];
const defaultPieces = 288;
const maxPieces = 10_000;

export function createMetricsReader(options: MetricsReaderOptions): MetricsReader {
  const { events, partTable, parts, rollups, flush, clock } = options;

  /** All parts of the model that begin in the window, this writer's as they are now. */
  const partsOf = async (modelId: string, { from, to }: Window): Promise<readonly MetricPart[]> => {
    const own = new Map(parts.own(modelId).map((part) => [part.id, part]));
    const where = [
      { field: 'id', op: 'ge', value: `${modelId}/` },
      // What follows a slash.
      { field: 'id', op: 'lt', value: `${modelId}0` },
    ] as const;
    const others: MetricPart[] = [];
    for await (const part of scan(partTable, { where })) if (!own.has(part.id)) others.push(part);
    return [...others, ...own.values()].filter(({ start }) => start >= from && start < to);
  };

  /** The parts that no rollup holds, after those that came late have been taken into theirs. */
  const openParts = async (modelId: string, window: Window): Promise<readonly MetricPart[]> => {
    const groups = new Map<string, MetricPart[]>();
    for (const part of await partsOf(modelId, window)) {
      const key = fiveMinutesOf(part);
      groups.set(key, [...(groups.get(key) ?? []), part]);
    }
    const found: MetricPart[] = [];
    for (const group of groups.values()) {
      const start = startOf(group[0]?.start ?? 0, fiveMs);
      if ((await rollups.fiveMinutes(modelId, start)) === undefined) found.push(...group);
      else if (group.every(({ sealed }) => sealed)) await rollups.close(group);
    }
    return found;
  };

  const settle = async (modelId: string): Promise<void> => {
    await flush();
    await parts.write({ modelId });
  };

  /** Adds up what rollups and parts hold of a window of whole five minutes. */
  const addWhole = async (modelId: string, window: Window, add: (sketches: VersionSketches) => void): Promise<void> => {
    for (const { stored, unstored } of await openParts(modelId, window)) {
      add(stored);
      add(unstored);
    }
    for (const [granularity, piece] of wholePieces(window)) {
      for await (const rollup of rollups.between(modelId, granularity, piece)) add(totalOf(rollup));
    }
  };

  const addEvents = async (modelId: string, { from, to }: Window, tallies: VersionTallies): Promise<void> => {
    const where = ofModel(modelId, from, to);
    for await (const event of scan(events, { where, sort: { field: 'modelTime', order: 'ascending' }, limit: 200 })) {
      const tally = tallyOf(tallies, event.modelVersion);
      tally.add(event);
      tally.addOutcome(null, event.correct);
    }
  };

  return {
    metrics: async ({ modelId, version, startTime, endTime }) => {
      checkWindow(startTime, endTime);
      await settle(modelId);
      const nowMs = clock.nowMs();
      const from = Math.max(0, startTime ?? 0);
      // Of what has not ended yet all is wanted that is there.
      const to = endTime === undefined ? farAway : endTime > nowMs ? ceilOf(endTime) : Math.max(from, endTime);
      const tallies: VersionTallies = new Map();
      const whole = { from: ceilOf(from), to: startOf(to, fiveMs) };
      if (whole.from >= whole.to) await addEvents(modelId, { from, to }, tallies);
      else {
        await addWhole(modelId, whole, (sketches) => {
          mergeInto(tallies, sketches);
        });
        await addEvents(modelId, { from, to: whole.from }, tallies);
        await addEvents(modelId, { from: whole.to, to }, tallies);
      }
      return totalTally(tallies, version).metrics();
    },
    series: async (modelId, { version, granularity, from, to }) => {
      const widthMs = granularities[granularity];
      const end = startOf((to ?? clock.nowMs()) + widthMs - 1, widthMs);
      const begin = startOf(Math.max(0, from ?? end - defaultPieces * widthMs), widthMs);
      checkWindow(from ?? begin, to ?? end);
      if ((end - begin) / widthMs > maxPieces) {
        throw new EdgeError(
          'INVALID_INPUT',
          `from, to: expected at most ${maxPieces} pieces of this granularity, received ${(end - begin) / widthMs}`,
        );
      }
      await settle(modelId);
      const nowMs = clock.nowMs();
      const window = { from: begin, to: end };
      const pieces = new Map<number, VersionTallies>();
      const at = (timeMs: number): VersionTallies => {
        const start = startOf(timeMs, widthMs);
        const tallies = pieces.get(start) ?? (new Map() as VersionTallies);
        pieces.set(start, tallies);
        return tallies;
      };
      for (const part of await openParts(modelId, window)) {
        mergeInto(at(part.start), mergeVersions([part.stored, part.unstored]));
      }
      for await (const rollup of rollups.between(modelId, granularity, window)) {
        mergeInto(at(rollup.start), totalOf(rollup));
      }
      const all: VersionTallies = new Map();
      for (const tallies of pieces.values())
        for (const [name, tally] of tallies) tallyOf(all, name).merge(tally.toJSON());
      const buckets = [...pieces]
        .sort(([a], [b]) => a - b)
        .map(([start, tallies]) => bucketOf(tallies, { from: start, to: start + widthMs }, { version, nowMs }))
        .filter(({ count }) => count > 0);
      return { from: begin, to: end, buckets, total: totalTally(all, version).metrics() };
    },
    realtime: async (modelId, minutes = 5) => {
      if (!(Number.isInteger(minutes) && minutes >= 1 && minutes * minuteMs <= realtimeMs)) {
        throw new EdgeError('INVALID_INPUT', `minutes: expected a whole number from 1 to 10, received ${minutes}`);
      }
      await flush();
      const nowMs = clock.nowMs();
      const from = startOf(nowMs, minuteMs) - (minutes - 1) * minuteMs;
      const tallies: VersionTallies = new Map();
      for (const { stored, unstored } of await partsOf(modelId, { from, to: farAway })) {
        mergeInto(tallies, stored);
        mergeInto(tallies, unstored);
      }
      return bucketOf(tallies, { from, to: nowMs }, { nowMs });
    },
  };
}

/** Later than every event. */
const farAway = 253_402_300_800_000;
const ceilOf = (timeMs: number): number => startOf(timeMs + fiveMs - 1, fiveMs);

/** The window in as few and as wide pieces as there are rollups for: days in the middle, hours and five minutes around them. */
function wholePieces({ from, to }: Window): readonly (readonly [Granularity, Window])[] {
  const { hourly, daily } = granularities;
  const cut = (widthMs: number, window: Window): Window | undefined => {
    const inner = { from: startOf(window.from + widthMs - 1, widthMs), to: startOf(window.to, widthMs) };
    return inner.from < inner.to ? inner : undefined;
  };
  const around = (granularity: Granularity, outer: Window, inner: Window | undefined) =>
    inner === undefined
      ? [[granularity, outer] as const]
      : [
          [granularity, { from: outer.from, to: inner.from }] as const,
          [granularity, { from: inner.to, to: outer.to }] as const,
        ];
  const days = cut(daily, { from, to });
  const hours = cut(hourly, { from, to });
  const pieces = [
    ...around('5min', { from, to }, hours),
    ...(hours === undefined ? [] : around('hourly', hours, days)),
    ...(days === undefined ? [] : [['daily', days] as const]),
  ];
  return pieces.filter(([, piece]) => piece.from < piece.to);
}

function totalTally(tallies: VersionTallies, version?: string): MetricTally {
  const wanted = [...tallies].filter(([name]) => version === undefined || name === version);
  return createMetricTally(wanted.map(([, tally]) => tally.toJSON()));
}

function bucketOf(
  tallies: VersionTallies,
  { from, to }: Window,
  { version, nowMs }: { readonly version?: string | undefined; readonly nowMs: number },
): MetricBucket {
  // Of what goes on, the time that has passed; a second at least, which the first prediction may not have taken.
  const seconds = Math.max(1, (Math.min(to, Math.max(from, nowMs)) - from) / 1_000);
  const rated = (metrics: Metrics): RatedMetrics => ({ ...metrics, throughput: metrics.count / seconds });
  const wanted = [...tallies].filter(([name]) => version === undefined || name === version);
  return {
    startTime: from,
    endTime: to,
    ...rated(totalTally(tallies, version).metrics()),
    versions: Object.fromEntries(wanted.map(([name, tally]) => [name, rated(tally.metrics())])),
  };
}
