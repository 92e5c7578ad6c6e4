import { scan, type Condition, type Logger, type Page, type Row, type Table } from '@harper-edge/contracts';
import { modelTimeOf } from '../events/inference-event-table.ts';
import { timeKey } from '../rollups/granularities.ts';
import { checkWindow } from '../rollups/window.ts';

/** What the results of all checks have in common. */
interface CheckResult extends Row {
  readonly modelId: string;
  readonly modelVersion: string;
  readonly modelTime: string;
  readonly checkedAt: number;
  readonly trigger: 'schedule' | 'request';
}

export interface ResultFilter {
  /** When it was checked; `from` is included, `to` is not. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly version?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface CheckResults<R extends CheckResult> {
  /** Keeps the result and tells whoever listens on this thread; a listener that fails is logged. */
  save(result: R): Promise<void>;
  /** Newest first. @throws EdgeError INVALID_INPUT for a window that ends before it starts */
  page(modelId: string, filter?: ResultFilter): Promise<Page<R>>;
  /** The newest one, of a check that came so. */
  latest(modelId: string, trigger?: R['trigger']): Promise<R | undefined>;
  /** Calls after each result that is saved on this thread. Returns what ends that. */
  onSaved(listener: (result: R) => unknown): () => void;
  /** Deletes results of checks before this time, a bounded number; returns how many. */
  deleteBefore(timeMs: number): Promise<number>;
}

const deletedAtOnce = 500;

/** What places a result among the others. */
export const resultPlace = (modelId: string, checkedAt: number, random: string) => ({
  id: `${modelId}/${timeKey(checkedAt)}/${random}`,
  modelId,
  modelTime: modelTimeOf({ modelId, timestamp: checkedAt }),
  checkedAt,
});

/** The stored results of one sort of checks. */
export function createCheckResults<R extends CheckResult>(table: Table<R>, logger: Logger): CheckResults<R> {
  const listeners = new Set<(result: R) => unknown>();
  const tell = async (listener: (result: R) => unknown, result: R): Promise<void> => {
    try {
      await listener(result);
    } catch (error) {
      logger.error('what follows from a check failed', { modelId: result.modelId, result: result.id, error });
    }
  };
  return {
    save: async (result) => {
      await table.put(result);
      for (const listener of listeners) await tell(listener, result);
    },
    page: (modelId, { from = 0, to = Infinity, version, limit, cursor } = {}) => {
      checkWindow(from, to);
      const where: Condition<R>[] = ofModel(modelId, from, to);
      if (version !== undefined) where.push({ field: 'modelVersion', op: 'eq', value: version });
      const newest = { field: 'modelTime', order: 'descending' } as const;
      return table.query({
        where,
        sort: newest,
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      });
    },
    latest: async (modelId, trigger) => {
      const newest = { field: 'modelTime', order: 'descending' } as const;
      const rows = scan(table, { where: ofModel<R>(modelId, 0, Infinity), sort: newest, limit: 10 });
      for await (const row of rows) if (trigger === undefined || row.trigger === trigger) return row;
      return undefined;
    },
    onSaved: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deleteBefore: async (timeMs) => {
      const where: Condition<R>[] = [{ field: 'checkedAt', op: 'lt', value: timeMs }];
      const { rows } = await table.query({ where, limit: deletedAtOnce });
      for (const { id } of rows) await table.delete(id);
      return rows.length;
    },
  };
}

const latestMs = 999_999_999_999_999;

const ofModel = <R extends CheckResult>(modelId: string, from: number, to: number): Condition<R>[] => [
  { field: 'modelTime', op: 'ge', value: modelTimeOf({ modelId, timestamp: Math.max(0, from) }) },
  { field: 'modelTime', op: 'lt', value: modelTimeOf({ modelId, timestamp: Math.min(Math.max(0, to), latestMs) }) },
  { field: 'modelId', op: 'eq', value: modelId },
];
