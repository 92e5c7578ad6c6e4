import { EdgeError, isEdgeError, type Clock, type Json, type Logger, type Table } from '@harper-edge/contracts';
import type { EventSettings } from '../config/event-settings.ts';
import type { MonitoringConfigs } from '../config/monitoring-configs.ts';
import type { WaitingEvent } from './event-facts.ts';
import { modelTimeOf, type StoredEvent } from './inference-event-table.ts';
import { isSampled } from './is-sampled.ts';
import { jsonSize } from './json-size.ts';
import { below, redact } from './redact.ts';
import { createRepeats } from './repeats.ts';
import type { MetricParts } from '../rollups/metric-parts.ts';

export interface EventWriterOptions {
  readonly events: Table<StoredEvent>;
  readonly configs: Pick<MonitoringConfigs, 'events' | 'knownEvents'>;
  /** Where each event is counted, written or not. */
  readonly parts: Pick<MetricParts, 'expect' | 'countStored' | 'countUnstored' | 'release'>;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Largest JSON of inputs, and of a prediction, that is kept with an event. */
  readonly maxPayloadBytes: number;
}

export interface EventWriter {
  /** Makes the events of a group and writes them together; what cannot be made or stored is counted and logged. */
  write(group: readonly WaitingEvent[]): Promise<void>;
  lost(): number;
}

interface Making {
  readonly waiting: WaitingEvent;
  readonly row: StoredEvent;
}

export function createEventWriter({ events, configs, parts, ...options }: EventWriterOptions): EventWriter {
  const lost = createLosses(options.logger);
  const repeats = createRepeats(events, options.clock);
  const lose = ({ facts, done }: WaitingEvent, error: unknown): void => {
    lost.add(facts.id, error);
    if (isCountable(facts.timestamp)) parts.countUnstored(facts);
    done?.(error);
  };

  /** With the row to be written; nothing where the event is sampled out. */
  const make = (waiting: WaitingEvent, settings: EventSettings): Making | undefined => {
    const { facts, done } = waiting;
    checkTime(facts.timestamp);
    if (isSampled(facts.id, settings.samplingRate)) {
      const row = rowOf(waiting, settings, options.maxPayloadBytes);
      repeats.remember(facts.id);
      return { waiting, row };
    }
    parts.countUnstored(facts);
    done?.();
    return undefined;
  };

  const told: Told = {
    written: ({ waiting }) => {
      parts.countStored(waiting.facts);
      waiting.done?.();
    },
    failed: ({ waiting }, error) => {
      parts.release(waiting.facts);
      repeats.forget(waiting.facts.id);
      lose(waiting, error);
    },
  };

  return {
    lost: lost.count,
    write: async (group) => {
      const making: Making[] = [];
      for (const waiting of group) {
        const { modelId } = waiting.facts;
        try {
          const repeated = repeats.check(waiting.facts);
          if (repeated !== false && (await repeated)) {
            waiting.done?.();
            continue;
          }
          const made = make(waiting, configs.knownEvents(modelId) ?? (await configs.events(modelId)));
          if (made !== undefined) making.push(made);
        } catch (error) {
          // Also without its settings: nobody knows then what must not be kept.
          lose(waiting, error);
        }
      }
      if (making.length === 0) return;
      const expecting = parts.expect(making.map(({ row }) => row));
      if (expecting !== undefined) await expecting;
      await writeRows(events, making, told);
    },
  };
}

interface Told {
  readonly written: (one: Making) => void;
  readonly failed: (one: Making, error: unknown) => void;
}

/** All at once, or one by one, so that an event that cannot be stored is lost alone. */
async function writeRows(events: Table<StoredEvent>, making: readonly Making[], told: Told): Promise<void> {
  try {
    await events.insert(making.map(({ row }) => row));
  } catch {
    for (const one of making) {
      await events.put(one.row).then(
        () => {
          told.written(one);
        },
        (error: unknown) => {
          told.failed(one, error);
        },
      );
    }
    return;
  }
  making.forEach(told.written);
}

function createLosses(logger: Logger) {
  let lost = 0;
  return {
    count: () => lost,
    add: (inferenceId: string, error: unknown): void => {
      // Said for the first ones and then once for each thousand: a flood of lines would make it worse.
      if (lost++ >= 10 && lost % 1_000 !== 0) return;
      const retryable = isEdgeError(error) && error.retryable;
      logger.error('an inference event could not be stored', { inferenceId, retryable, lost, error });
    },
  };
}

/** Whether there is a minute the event can be counted in. */
const isCountable = (timestamp: number): boolean => Number.isSafeInteger(timestamp) && timestamp >= 0;

function checkTime(timestamp: number): void {
  if (isCountable(timestamp)) return;
  throw new EdgeError('INVALID_INPUT', `timestamp: expected whole milliseconds, received ${timestamp}`);
}

function rowOf({ facts, payload }: WaitingEvent, { redact: paths }: EventSettings, maxBytes: number): StoredEvent {
  const { featuresIn, prediction } = payload();
  return {
    modelTime: modelTimeOf(facts),
    featuresIn: kept(featuresIn, below(paths, 'featuresIn'), maxBytes),
    prediction: kept(prediction, below(paths, 'prediction'), maxBytes),
    actualOutcome: null,
    feedbackTimestamp: null,
    correct: null,
    ...facts,
  };
}

function kept(payload: Json, paths: readonly string[], maxBytes: number): Json {
  const sizeBytes = jsonSize(payload);
  return sizeBytes <= maxBytes ? redact(payload, paths) : { omitted: true, sizeBytes };
}
