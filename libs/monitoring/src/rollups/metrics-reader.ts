import { EdgeError, type Clock, type Table } from '@harper-edge/contracts';
import type { StoredEvent } from '../events/inference-event-table.ts';
import { countEvents } from './count-events.ts';
import { granularities, startOf, type Granularity } from './granularities.ts';
import { bucketOf, totalOfVersions, type MetricBucket } from './metric-bucket.ts';
import type { MetricPart } from './metric-part-table.ts';
import { minuteMs, type MetricParts } from './metric-parts.ts';
import { realtimeMs, totalOf, type MetricRollups } from './metric-rollups.ts';
import { createMetricTally, type MetricTally, type Metrics } from './metric-sketch.ts';
import { openParts, partsOf } from './open-parts.ts';
import { mergeInto, tallyOf, type VersionSketches, type VersionTallies } from './version-sketches.ts';
import { wholePieces } from './whole-pieces.ts';
import { checkWindow, type Window } from './window.ts';

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
/** Later than every event. */
const farAway = 253_402_300_800_000;

export function createMetricsReader(options: MetricsReaderOptions): MetricsReader {
  const { parts, flush, clock } = options;
  const settle = async (modelId: string): Promise<void> => {
    await flush();
    // A store that takes no writes can still be read.
    await parts.write({ modelId }).catch(() => undefined);
  };
  return {
    metrics: async (filter) => {
      const { modelId, version, startTime, endTime } = filter;
      checkWindow(startTime, endTime);
      await settle(modelId);
      const from = Math.max(0, startTime ?? 0);
      const to = endOf(Math.max(from, endTime ?? farAway), clock.nowMs());
      const tallies = onlyOf(await talliesOf(options, modelId, { from, to }), version);
      return totalOfVersions(tallies).metrics();
    },
    series: async (modelId, filter) => {
      const window = seriesWindow(filter, clock.nowMs());
      await settle(modelId);
      const { pieces, total } = await piecesOf(options, { modelId, ...filter }, window);
      const width = granularities[filter.granularity];
      const buckets = [...pieces]
        .sort(([a], [b]) => a - b)
        .map(([start, tallies]) => bucketOf(tallies, { from: start, to: start + width }, clock.nowMs()))
        .filter(({ count }) => count > 0);
      return { ...window, buckets, total: total.metrics() };
    },
    realtime: async (modelId, minutes = 5) => {
      if (!(Number.isInteger(minutes) && minutes >= 1 && minutes * minuteMs <= realtimeMs)) {
        throw new EdgeError('INVALID_INPUT', `minutes: expected a whole number from 1 to 10, received ${minutes}`);
      }
      await flush();
      const nowMs = clock.nowMs();
      const from = startOf(nowMs, minuteMs) - (minutes - 1) * minuteMs;
      const tallies: VersionTallies = new Map();
      for (const { stored, unstored } of await partsOf(options, modelId, { from, to: farAway })) {
        mergeInto(tallies, stored);
        mergeInto(tallies, unstored);
      }
      return bucketOf(tallies, { from, to: nowMs }, nowMs);
    },
  };
}

const ceilOf = (timeMs: number, widthMs: number): number => startOf(timeMs + widthMs - 1, widthMs);

/** Of what has not ended yet all is wanted that is there. */
const endOf = (to: number, nowMs: number): number => (to >= nowMs ? ceilOf(to, fiveMs) : to);

/** By version: whole five minutes from parts and rollups, what is around them from the events. */
async function talliesOf(
  options: MetricsReaderOptions,
  modelId: string,
  { from, to }: Window,
): Promise<VersionTallies> {
  const { events, rollups } = options;
  const tallies: VersionTallies = new Map();
  const whole = { from: ceilOf(from, fiveMs), to: startOf(to, fiveMs) };
  if (whole.from >= whole.to) {
    await countEvents(events, { modelId, from, to }, tallies);
    return tallies;
  }
  for (const { stored, unstored } of await openParts(options, modelId, whole)) {
    mergeInto(tallies, stored);
    mergeInto(tallies, unstored);
  }
  for (const [granularity, piece] of wholePieces(whole)) {
    for await (const rollup of rollups.between(modelId, granularity, piece)) mergeInto(tallies, totalOf(rollup));
  }
  await countEvents(events, { modelId, from, to: whole.from }, tallies);
  await countEvents(events, { modelId, from: whole.to, to }, tallies);
  return tallies;
}

/** @throws EdgeError INVALID_INPUT */
function seriesWindow({ granularity, from, to }: MetricSeriesFilter, nowMs: number): Window {
  checkWindow(from, to);
  const width = granularities[granularity];
  const end = ceilOf(to ?? Math.max(nowMs, (from ?? 0) + 1), width);
  const window = { from: startOf(Math.max(0, from ?? end - defaultPieces * width), width), to: end };
  const pieces = (window.to - window.from) / width;
  if (pieces <= maxPieces) return window;
  throw new EdgeError(
    'INVALID_INPUT',
    `from, to: expected at most ${maxPieces} pieces of this granularity, received ${pieces}`,
  );
}

/** By where a piece begins, the tallies of its versions; and everything together. */
async function piecesOf(
  { rollups, ...options }: MetricsReaderOptions,
  { modelId, granularity, version }: MetricSeriesFilter & { readonly modelId: string },
  window: Window,
): Promise<{ readonly pieces: ReadonlyMap<number, VersionTallies>; readonly total: MetricTally }> {
  const pieces = new Map<number, VersionTallies>();
  const total = createMetricTally();
  const add = (timeMs: number, sketches: VersionSketches): void => {
    const start = startOf(timeMs, granularities[granularity]);
    const tallies = pieces.get(start) ?? (new Map() as VersionTallies);
    pieces.set(start, tallies);
    for (const [name, sketch] of Object.entries(sketches)) {
      if (version !== undefined && name !== version) continue;
      tallyOf(tallies, name).merge(sketch);
      total.merge(sketch);
    }
  };
  for (const { start, stored, unstored } of await openParts({ rollups, ...options }, modelId, window)) {
    add(start, stored);
    add(start, unstored);
  }
  for await (const rollup of rollups.between(modelId, granularity, window)) add(rollup.start, totalOf(rollup));
  return { pieces, total };
}

const onlyOf = (tallies: VersionTallies, version: string | undefined): VersionTallies =>
  version === undefined ? tallies : new Map([...tallies].filter(([name]) => name === version));
