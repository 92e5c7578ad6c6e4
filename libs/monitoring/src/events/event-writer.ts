import {
  EdgeError,
  isEdgeError,
  type Clock,
  type Json,
  type Logger,
  type RowBatch,
  type Table,
} from '@harper-edge/contracts';
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
  /**
   * Makes the event and puts it with those that are written next, or counts it; what cannot be made is counted and logged.
   * Where the store has to be asked first, a promise, which never rejects.
   */
  take(event: WaitingEvent): Promise<void> | undefined;
  /** Events that have been made and are not being written. */
  ready(): number;
  /** Writes those together, and resolves when they can be read. What cannot be stored is counted and logged; never rejects. */
  write(): Promise<void>;
  lost(): number;
}

/** What remains of an event once it has been made. */
type Made = Pick<WaitingEvent, 'facts' | 'done'>;

interface Group {
  readonly batch: RowBatch<StoredEvent>;
  readonly made: Made[];
}

export function createEventWriter(options: EventWriterOptions): EventWriter {
  const { events, configs, parts } = options;
  const lost = createLosses(options.logger);
  const repeats = createRepeats(events, options.clock);
  const newGroup = (): Group => ({ batch: events.batch(), made: [] });
  let group = newGroup();

  const lose = ({ facts, done }: Made, error: unknown): void => {
    lost.add(facts.id, error);
    if (isCountable(facts.timestamp)) parts.countUnstored(facts);
    done?.(error);
  };

  const make = (waiting: WaitingEvent, settings: EventSettings): void => {
    const { facts, done } = waiting;
    try {
      checkTime(facts.timestamp);
      if (isSampled(facts.id, settings.samplingRate)) {
        group.batch.add(rowOf(waiting, settings, options.maxPayloadBytes));
        group.made.push({ facts, done });
        repeats.remember(facts.id);
        return;
      }
      parts.countUnstored(facts);
      done?.();
    } catch (error) {
      lose(waiting, error);
    }
  };

  const ask = async (waiting: WaitingEvent): Promise<void> => {
    const { id, modelId } = waiting.facts;
    try {
      const isInTable = repeats.isLate(waiting.facts) && (await repeats.isInTable(id));
      const settings = configs.knownEvents(modelId) ?? (await configs.events(modelId));
      // It may have come once more while the store was asked.
      if (isInTable || repeats.isRemembered(id)) waiting.done?.();
      else make(waiting, settings);
    } catch (error) {
      // Also without its settings: nobody knows then what must not be kept.
      lose(waiting, error);
    }
  };

  return {
    lost: lost.count,
    ready: () => group.made.length,
    take: (waiting) => {
      const { facts, done } = waiting;
      const settings = configs.knownEvents(facts.modelId);
      if (repeats.isRemembered(facts.id)) done?.();
      else if (settings === undefined || repeats.isLate(facts)) return ask(waiting);
      else make(waiting, settings);
      return undefined;
    },
    write: async () => {
      const writing = group;
      if (writing.made.length === 0) return;
      group = newGroup();
      await writeGroup(writing, options, (one, error) => {
        repeats.forget(one.facts.id);
        lose(one, error);
      });
    },
  };
}

async function writeGroup(
  { batch, made }: Group,
  { events, parts }: Pick<EventWriterOptions, 'events' | 'parts'>,
  lose: (one: Made, error: unknown) => void,
): Promise<void> {
  const expecting = parts.expect(made.map(({ facts }) => facts));
  if (expecting !== undefined) await expecting;
  const failed = await batch.write().then(
    () => undefined,
    async (error: unknown) => ({ missing: await missing(events, made), error }),
  );
  for (const one of made) {
    if (failed?.missing.has(one) === true) {
      parts.release(one.facts);
      lose(one, failed.error);
    } else {
      parts.countStored(one.facts);
      one.done?.();
    }
  }
}

/** Those of a failed write that are not in the table: not every store writes all or nothing. */
async function missing(events: Table<StoredEvent>, made: readonly Made[]): Promise<ReadonlySet<Made>> {
  const left = new Set(made);
  try {
    for (const one of made) if ((await events.get(one.facts.id)) !== undefined) left.delete(one);
  } catch {
    // A store that cannot be read either has nothing of the others, as far as anybody can tell.
  }
  return left;
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

/** Each member by its name: to spread the facts takes several times as long. */
function rowOf({ facts, payload }: WaitingEvent, { redact: paths }: EventSettings, maxBytes: number): StoredEvent {
  const { featuresIn, prediction } = payload();
  return {
    id: facts.id,
    timestamp: facts.timestamp,
    tenant: facts.tenant,
    modelId: facts.modelId,
    modelVersion: facts.modelVersion,
    framework: facts.framework,
    requestId: facts.requestId,
    userId: facts.userId,
    sessionId: facts.sessionId,
    featuresIn: kept(featuresIn, below(paths, 'featuresIn'), maxBytes),
    prediction: kept(prediction, below(paths, 'prediction'), maxBytes),
    confidence: facts.confidence,
    latencyMs: facts.latencyMs,
    queueMs: facts.queueMs,
    batchRows: facts.batchRows,
    errorCode: facts.errorCode,
    actualOutcome: null,
    feedbackTimestamp: null,
    correct: null,
    modelTime: modelTimeOf(facts),
  };
}

function kept(payload: Json, paths: readonly string[], maxBytes: number): Json {
  const sizeBytes = jsonSize(payload);
  return sizeBytes <= maxBytes ? redact(payload, paths) : { omitted: true, sizeBytes };
}
