import {
  createSystemRng,
  EdgeError,
  type Clock,
  type InferenceEvent,
  type Logger,
  type Rng,
  type Store,
} from '@harper-edge/contracts';
import { createAlerts, type Alerts } from './alerts/alerts.ts';
import { cleanUp } from './clean-up.ts';
import { monitoringConfigTable, type MonitoringConfig } from './config/monitoring-config-table.ts';
import { createMonitoringConfigs, type MonitoringConfigs } from './config/monitoring-configs.ts';
import { hostCounterTable } from './counters/host-counter-table.ts';
import { createHostCounters, type HostStatistics } from './counters/host-counters.ts';
import { createPredictionCounters } from './counters/prediction-counters.ts';
import { createEventBuffer, type EventBuffer } from './events/event-buffer.ts';
import type { EventFacts, EventPayload } from './events/event-facts.ts';
import { createEventReader, type EventReader } from './events/event-reader.ts';
import { createEventWriter } from './events/event-writer.ts';
import { inferenceEventTable, withoutModelTime } from './events/inference-event-table.ts';
import { writeFeedbacks, type Feedback } from './events/feedback.ts';
import { createChecks, type Checks } from './drift/checks.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createRetraining, type Retraining } from './retraining/retraining.ts';
import { metricPartTable } from './rollups/metric-part-table.ts';
import { createMetricParts, type CountedEvent, type MetricParts } from './rollups/metric-parts.ts';
import { metricRollupTable } from './rollups/metric-rollup-table.ts';
import { createMetricRollups } from './rollups/metric-rollups.ts';
import { createMetricsReader, type MetricsReader } from './rollups/metrics-reader.ts';

export interface Monitoring extends MetricsReader {
  /**
   * Takes in the event; its payload is made, and it is written with others, a moment later. Never fails and never waits:
   * what cannot be written is counted and logged. Payloads above the limit are replaced by their size. Reading here sees it
   * at once, reading in another thread or process after the flush interval.
   *
   * Of a model whose events are `durable` a promise, to be awaited before the answer.
   * @throws EdgeError UNAVAILABLE from that promise when the event could not be written
   */
  record(facts: EventFacts, payload: () => EventPayload): Promise<void> | undefined;
  /**
   * Late and repeated feedback is fine: the one with the latest time counts, of the same time the last to come.
   * @throws EdgeError NOT_FOUND, naming every unknown id; then nothing is stored.
   */
  recordFeedback(feedback: readonly Feedback[]): Promise<void>;
  /** @throws EdgeError NOT_FOUND */
  event(id: string): Promise<InferenceEvent>;
  /** Newest first. */
  events: EventReader['page'];
  /** All events of a model in a window, oldest first. */
  window: EventReader['window'];
  /** How the model is watched. */
  config(modelId: string): Promise<MonitoringConfig>;
  /** Replaces the given sections. @throws EdgeError INVALID_INPUT */
  configure: MonitoringConfigs['write'];
  /** Baselines of models, and what was found when they were compared with them. */
  readonly checks: Checks;
  /** Rules, the alerts they raise, and what tells people of them. */
  readonly alerts: Alerts;
  /** Requests to train models again. */
  readonly retraining: Retraining;
  /** Of this thread: events waiting to be written, and events lost since the start. */
  statistics(): { readonly waiting: number; readonly dropped: number };
  /** What all threads of this host have counted since it began. */
  hostStatistics(): Promise<HostStatistics>;
  /** Brings rollups up to date and deletes what is too old, both a bounded piece; it also happens by itself. */
  keepHouse(): Promise<void>;
  /** Writes what is waiting. */
  close(): Promise<void>;
}

export interface MonitoringOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default the system's. */
  readonly rng?: Rng;
  /** The same in all threads of one process, another one in others. Default: there is one thread only. */
  readonly host?: string;
  /** Whether this thread deletes what is too old; one of a host is enough. Default true. */
  readonly cleansUp?: boolean;
  /** How long an event waits to be written with others. Default 50. */
  readonly flushMs?: number;
  /** Events that may wait; above it they are dropped. Default 20,000. */
  readonly maxWaitingEvents?: number;
  /** Largest JSON of inputs, and of a prediction, that is kept with an event. Default 16 KiB. */
  readonly maxPayloadBytes?: number;
  /** Model versions that a thread tells apart in its counters; the others are counted together. Default 250. */
  readonly maxCountedModels?: number;
}

/** Parts written each second: of more models each is written less often. */
const partsAtOnce = 50;

/** Inference events, their feedback and what they add up to. */
export function createMonitoring(options: MonitoringOptions): Monitoring {
  const { store, clock, logger, rng = createSystemRng(), host, cleansUp = true, flushMs = 50 } = options;
  const writer = rng.next().toString(36).slice(2, 12);
  const events = store.table(inferenceEventTable);
  const partTable = store.table(metricPartTable);
  const rollupTable = store.table(metricRollupTable);
  const configs = createMonitoringConfigs(store.table(monitoringConfigTable), clock);
  const parts = createMetricParts({ table: partTable, writer, clock, logger });
  const counters = createPredictionCounters(options.maxCountedModels ?? 250);
  const buffer = createBuffer(options, { events, configs, parts: alsoCounting(parts, counters.add) });
  const { flush, statistics } = buffer;
  const hostTable = store.table(hostCounterTable);
  const threads = createHostCounters({ table: hostTable, host, writer, counters, events: statistics, clock });
  const deletedBefore = async (modelId: string): Promise<number> => (await configs.read(modelId)).deletedBefore ?? 0;
  const rollups = createMetricRollups({ events, parts: partTable, rollups: rollupTable, deletedBefore, clock, logger });
  const reader = createEventReader({ events, clock, flush, flushMs });
  const clean = async (): Promise<boolean> =>
    cleansUp && (await cleanUp({ events, rollups: rollupTable, configs, clock })) > 0;
  const house = startHousekeeping(
    [
      { what: 'writing metrics', every: 1, run: () => parts.write({ limit: partsAtOnce }) },
      { what: 'telling other threads of this one', every: 5, run: threads.publish },
      { what: 'rolling up metrics', every: 5, run: () => rollups.closeDue(writer) },
      { what: 'deleting old events', every: 600, run: clean },
    ],
    logger,
  );

  const metrics = createMetricsReader({ events, partTable, parts, rollups, flush, clock });
  const watching = createWatching(options, { rng, metrics, hostStatistics: threads.read, config: configs.read });

  return {
    ...metrics,
    record: createRecord(buffer, configs),
    recordFeedback: async (feedback) => {
      const found = await reader.find(feedback.map(({ inferenceId }) => inferenceId));
      await writeFeedbacks({ events, configs, parts, clock }, found, feedback);
    },
    event: async (id) => withoutModelTime(await reader.findOne(id)),
    events: reader.page,
    window: reader.window,
    config: configs.read,
    configure: configs.write,
    ...watching,
    statistics,
    hostStatistics: threads.read,
    keepHouse: async () => {
      await flush();
      await parts.write({});
      await rollups.closeDue(writer);
      await clean();
    },
    close: async () => {
      await house.stop();
      await flush();
      await parts.write({ sealAll: true }).catch((error: unknown) => {
        // The next start counts again what it finds.
        logger.warn('the metrics of the last minutes could not be written', { error });
      });
      await threads.publish().catch(() => undefined);
    },
  };
}

/** What follows from metrics. */
function createWatching(
  { store, clock, logger }: MonitoringOptions,
  {
    rng,
    metrics,
    hostStatistics,
    config,
  }: Pick<Monitoring, 'hostStatistics' | 'config'> & {
    readonly rng: Rng;
    readonly metrics: MetricsReader;
  },
): Pick<Monitoring, 'checks' | 'alerts' | 'retraining'> {
  const checks = createChecks(store, logger);
  return {
    checks,
    alerts: createAlerts({ store, readers: { ...metrics, checks, hostStatistics }, clock, rng, logger }),
    retraining: createRetraining({ store, metrics, checks, config, clock }),
  };
}

type BufferParts = Pick<Parameters<typeof createEventWriter>[0], 'events' | 'configs' | 'parts'>;

function createBuffer(
  { clock, logger, flushMs = 50, maxWaitingEvents = 20_000, maxPayloadBytes = 16_384 }: MonitoringOptions,
  { events, configs, parts }: BufferParts,
): EventBuffer {
  return createEventBuffer({
    writer: createEventWriter({ events, configs, parts, clock, logger, maxPayloadBytes }),
    onDropped: parts.countUnstored,
    logger,
    flushMs,
    maxEvents: maxWaitingEvents,
  });
}

/** Counts for the scrape what is counted for the rollups. */
const alsoCounting = (parts: MetricParts, count: (event: CountedEvent) => void): MetricParts => ({
  ...parts,
  countStored: (event) => {
    parts.countStored(event);
    count(event);
  },
  countUnstored: (event) => {
    parts.countUnstored(event);
    count(event);
  },
});

function createRecord(buffer: EventBuffer, configs: MonitoringConfigs): Monitoring['record'] {
  return (facts, payload) => {
    const known = configs.knownEvents(facts.modelId);
    if (known?.durable === false) {
      buffer.add({ facts, payload });
      return undefined;
    }
    const written = new Promise<unknown>((done) => {
      buffer.add({ facts, payload, done });
    });
    return requireIfDurable(written, facts.modelId);
  };

  async function requireIfDurable(written: Promise<unknown>, modelId: string): Promise<void> {
    // A model whose settings cannot be read, and never could, has the default.
    const { durable } = await configs.events(modelId).catch(() => ({ durable: false }));
    if (!durable) return;
    void buffer.flush();
    const error = await written;
    if (error === undefined) return;
    const message = 'the prediction could not be recorded, which this model requires; send the request again';
    throw new EdgeError('UNAVAILABLE', message, { cause: error });
  }
}
