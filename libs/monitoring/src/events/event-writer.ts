import { EdgeError, isEdgeError, type Json, type Logger, type Table } from '@harper-edge/contracts';
import type { EventSettings } from '../config/event-settings.ts';
import type { MonitoringConfigs } from '../config/monitoring-configs.ts';
import type { WaitingEvent } from './event-facts.ts';
import { modelTimeOf, type StoredEvent } from './inference-event-table.ts';
import { isSampled } from './is-sampled.ts';
import { jsonSize } from './json-size.ts';
import { below, redact } from './redact.ts';
import type { MetricParts } from '../rollups/metric-parts.ts';

export interface EventWriterOptions {
  readonly events: Table<StoredEvent>;
  readonly configs: Pick<MonitoringConfigs, 'events' | 'knownEvents'>;
  /** Where each event is counted, written or not. */
  readonly parts: Pick<MetricParts, 'expect' | 'countStored' | 'countUnstored' | 'release'>;
  readonly logger: Logger;
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

export function createEventWriter(options: EventWriterOptions): EventWriter {
  const { events, configs, parts, logger, maxPayloadBytes } = options;
  let lost = 0;

  const lose = ({ facts, done }: WaitingEvent, error: unknown): void => {
    // Said for the first ones and then once for each thousand: a flood of lines would make it worse.
    if (lost++ < 10 || lost % 1_000 === 0) {
      logger.error('an inference event could not be stored', {
        inferenceId: facts.id,
        retryable: isEdgeError(error) && error.retryable,
        lost,
        error,
      });
    }
    if (isCountable(facts.timestamp)) parts.countUnstored(facts);
    done?.(error);
  };

  /** The row to be written; nothing where the event is sampled out or cannot be made. */
  const made = (waiting: WaitingEvent, settings: EventSettings): readonly Making[] => {
    const { facts, payload, done } = waiting;
    try {
      if (!isCountable(facts.timestamp)) {
        throw new EdgeError('INVALID_INPUT', `timestamp: expected whole milliseconds, received ${facts.timestamp}`);
      }
      if (!isSampled(facts.id, settings.samplingRate)) {
        parts.countUnstored(facts);
        done?.();
        return [];
      }
      const { featuresIn, prediction } = payload();
      const row: StoredEvent = {
        ...facts,
        modelTime: modelTimeOf(facts),
        featuresIn: kept(featuresIn, below(settings.redact, 'featuresIn'), maxPayloadBytes),
        prediction: kept(prediction, below(settings.redact, 'prediction'), maxPayloadBytes),
        actualOutcome: null,
        feedbackTimestamp: null,
        correct: null,
      };
      return [{ waiting, row }];
    } catch (error) {
      lose(waiting, error);
      return [];
    }
  };

  const settled = ({ waiting }: Making, error?: unknown): void => {
    if (error === undefined) {
      parts.countStored(waiting.facts);
      waiting.done?.();
    } else {
      parts.release(waiting.facts);
      lose(waiting, error);
    }
  };

  return {
    lost: () => lost,
    write: async (group) => {
      const making: Making[] = [];
      for (const waiting of group) {
        const { modelId } = waiting.facts;
        try {
          making.push(...made(waiting, configs.knownEvents(modelId) ?? (await configs.events(modelId))));
        } catch (error) {
          // Without its settings nobody knows what must not be kept.
          lose(waiting, error);
        }
      }
      if (making.length === 0) return;
      const expecting = parts.expect(making.map(({ row }) => row));
      if (expecting !== undefined) await expecting;
      try {
        await events.insert(making.map(({ row }) => row));
        for (const one of making) settled(one);
      } catch {
        // One by one, so that an event that cannot be stored is lost alone.
        for (const one of making) {
          await events.put(one.row).then(
            () => {
              settled(one);
            },
            (error: unknown) => {
              settled(one, error);
            },
          );
        }
      }
    },
  };
}

/** Whether there is a minute the event can be counted in. */
const isCountable = (timestamp: number): boolean => Number.isSafeInteger(timestamp) && timestamp >= 0;

function kept(payload: Json, paths: readonly string[], maxBytes: number): Json {
  const sizeBytes = jsonSize(payload);
  return sizeBytes <= maxBytes ? redact(payload, paths) : { omitted: true, sizeBytes };
}
