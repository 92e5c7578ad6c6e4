import { scan, type Clock, type Table } from '@harper-edge/contracts';
import type { HostCounter } from './host-counter-table.ts';
import { mergeCounters, type PredictionCounter, type PredictionCounters } from './prediction-counters.ts';

/** What all threads of this host have counted. */
export interface HostStatistics {
  readonly predictions: readonly PredictionCounter[];
  /** Events waiting to be written, and events lost. */
  readonly waiting: number;
  readonly dropped: number;
}

export interface HostCounters {
  /** This thread's as they are, the others' as they were a few seconds ago. */
  read(): Promise<HostStatistics>;
  /** Lets the other threads know, when there is something new. */
  publish(): Promise<void>;
}

export interface HostCountersOptions {
  readonly table: Table<HostCounter>;
  /** Shared by the threads of one process; `undefined` where there is only one, which then writes nothing. */
  readonly host: string | undefined;
  readonly writer: string;
  readonly counters: PredictionCounters;
  readonly events: () => { readonly waiting: number; readonly dropped: number };
  readonly clock: Clock;
}

/** A thread that has ended keeps counting while its process may live, so that no counter falls. */
const forgottenMs = 7 * 86_400_000;
/** A row is written again after this long also without news, so that it is not taken for one of an ended process. */
const renewMs = 86_400_000;
/** How many of a thread's events wait is of no interest once it no longer says so. */
const currentMs = 60_000;

export function createHostCounters(options: HostCountersOptions): HostCounters {
  const { table, host, writer, counters, events, clock } = options;
  let published: string | undefined;
  let publishedMs = 0;
  const own = (): HostStatistics => ({ predictions: counters.all(), ...events() });

  const others = async (nowMs: number): Promise<readonly HostCounter[]> => {
    if (host === undefined) return [];
    const found: HostCounter[] = [];
    const where = [{ field: 'id', op: 'startsWith', value: `${host}/` }] as const;
    for await (const row of scan(table, { where })) {
      if (row.updatedAt < nowMs - forgottenMs) await table.delete(row.id);
      else if (row.id !== `${host}/${writer}`) found.push(row);
    }
    return found;
  };

  return {
    read: async () => {
      const nowMs = clock.nowMs();
      const [mine, rows] = [own(), await others(nowMs)];
      return {
        predictions: mergeCounters([mine.predictions, ...rows.map(({ predictions }) => predictions)]),
        waiting: rows
          .filter(({ updatedAt }) => updatedAt > nowMs - currentMs)
          .reduce((sum, { waiting }) => sum + waiting, mine.waiting),
        dropped: rows.reduce((sum, { dropped }) => sum + dropped, mine.dropped),
      };
    },
    publish: async () => {
      if (host === undefined) return;
      const statistics = own();
      const nowMs = clock.nowMs();
      const state = `${statistics.waiting} ${statistics.dropped} ${countOf(statistics.predictions)}`;
      if (state === published && nowMs - publishedMs < renewMs) return;
      await table.put({ id: `${host}/${writer}`, updatedAt: nowMs, ...statistics });
      [published, publishedMs] = [state, nowMs];
    },
  };
}

/** Grows with every prediction. */
const countOf = (predictions: readonly PredictionCounter[]): number =>
  predictions.reduce((sum, { errors, latencies }) => latencies.reduce((all, count) => all + count, sum + errors), 0);
