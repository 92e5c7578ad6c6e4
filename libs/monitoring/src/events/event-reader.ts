import {
  EdgeError,
  scan,
  type Clock,
  type Condition,
  type InferenceEvent,
  type Page,
  type Table,
} from '@harper-edge/contracts';
import { checkWindow, type Window } from '../rollups/window.ts';
import { ofModel, withoutModelTime, type StoredEvent } from './inference-event-table.ts';

/** `startTime` is included, `endTime` is not; milliseconds since 1970. */
export interface EventFilter {
  readonly modelId?: string;
  readonly userId?: string;
  readonly startTime?: number;
  readonly endTime?: number;
}

export interface EventReader {
  /** @throws EdgeError NOT_FOUND */
  findOne(id: string): Promise<StoredEvent>;
  /** The events of these ids, in their order. @throws EdgeError NOT_FOUND, naming every id that is none */
  find(ids: readonly string[]): Promise<readonly StoredEvent[]>;
  /** Newest first. @throws EdgeError INVALID_INPUT for a window that ends before it starts */
  page(filter?: EventFilter & { readonly limit?: number; readonly cursor?: string }): Promise<Page<InferenceEvent>>;
  /** All of a model in a window, oldest first. */
  window(modelId: string, window: Window): AsyncIterable<InferenceEvent>;
}

export interface EventReaderOptions {
  readonly events: Table<StoredEvent>;
  readonly clock: Clock;
  /** Writes what waits in this thread. */
  readonly flush: () => Promise<void>;
  /** Another thread may hold an event back for so long. */
  readonly flushMs: number;
}

/** What is written in one thread may be seen this much later in another. */
const slowThreadMs = 100;

export function createEventReader({ events, clock, flush, flushMs }: EventReaderOptions): EventReader {
  /** One that another thread has recorded may not be written yet. */
  const look = async (id: string): Promise<StoredEvent | undefined> => {
    const found = await events.get(id);
    if (found !== undefined || !isRecent(id, clock.nowMs())) return found;
    await new Promise((resolve) => setTimeout(resolve, 3 * flushMs + slowThreadMs));
    return events.get(id);
  };

  return {
    findOne: async (id) => {
      await flush();
      const found = await look(id);
      if (found === undefined) throw unknownEvents([id]);
      return found;
    },
    find: async (ids) => {
      await flush();
      const found = await Promise.all(ids.map(look));
      const unknown = ids.filter((_, index) => found[index] === undefined);
      if (unknown.length > 0) throw unknownEvents(unknown);
      return found.filter((event) => event !== undefined);
    },
    page: async ({ limit, cursor, ...filter } = {}) => {
      const where = conditionsOf(filter);
      await flush();
      const field = filter.modelId === undefined ? 'timestamp' : 'modelTime';
      const { rows, nextCursor } = await events.query({
        where,
        sort: { field, order: 'descending' },
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
      });
      return { rows: rows.map(withoutModelTime), ...(nextCursor !== undefined && { nextCursor }) };
    },
    window: async function* (modelId, { from, to }) {
      checkWindow(from, to);
      await flush();
      const where = ofModel(modelId, from, to);
      // Small pages: each is read without a pause.
      // As they are stored: leaving a field out of each takes as long as reading them.
      yield* scan(events, { where, sort: { field: 'modelTime', order: 'ascending' }, limit: 200 });
    },
  };
}

/** Whether a UUID of version 7 was made within the last two seconds; its first 48 bits are the time. */
function isRecent(id: string, nowMs: number): boolean {
  const madeMs = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return Math.abs(nowMs - madeMs) < 2_000;
}

function conditionsOf({ modelId, userId, startTime, endTime }: EventFilter): readonly Condition<StoredEvent>[] {
  checkWindow(startTime, endTime);
  const conditions: (Condition<StoredEvent> | false)[] = [
    userId !== undefined && { field: 'userId', op: 'eq', value: userId },
    modelId === undefined && startTime !== undefined && { field: 'timestamp', op: 'ge', value: startTime },
    modelId === undefined && endTime !== undefined && { field: 'timestamp', op: 'lt', value: endTime },
  ];
  return [
    ...conditions.filter((condition) => condition !== false),
    ...(modelId === undefined ? [] : ofModel(modelId, startTime, endTime)),
  ];
}

const unknownEvents = (ids: readonly string[]): EdgeError =>
  new EdgeError(
    'NOT_FOUND',
    `no inference event ${ids.map((id) => `"${id}"`).join(', ')}; expected the inferenceId of a prediction`,
  );
