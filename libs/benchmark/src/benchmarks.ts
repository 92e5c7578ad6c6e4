import { EdgeError, type Page, type Store } from '@harper-edge/contracts';
import { benchmarkResultTable, type BenchmarkResult } from './benchmark-result.ts';

export interface BenchmarkFilter {
  readonly taskType?: string;
  readonly equivalenceGroup?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface Benchmarks {
  add(result: BenchmarkResult): Promise<void>;
  /** Newest first. */
  list(filter?: BenchmarkFilter): Promise<Page<BenchmarkResult>>;
  /** Runs what must not run beside another benchmark. @throws EdgeError UNAVAILABLE while another runs in this thread */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** The comparisons made so far, and one at a time more. */
export function createBenchmarks({ store }: { readonly store: Store }): Benchmarks {
  const table = store.table(benchmarkResultTable);
  let running = false;
  return {
    add: (result) => table.put(result, { ifAbsent: true }),
    list: ({ limit, cursor, ...fields } = {}) =>
      table.query({
        where: (['taskType', 'equivalenceGroup'] as const).flatMap((field) => {
          const value = fields[field];
          return value === undefined ? [] : [{ field, op: 'eq', value } as const];
        }),
        sort: { field: 'timestamp', order: 'descending' },
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    alone: async (work) => {
      if (running) throw new EdgeError('UNAVAILABLE', 'another benchmark is running here, and both would be wrong');
      running = true;
      try {
        return await work();
      } finally {
        running = false;
      }
    },
  };
}
