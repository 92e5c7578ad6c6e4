import type { TableDefinition } from '@harper-edge/contracts';
import type { Measurement } from './run-benchmark.ts';

/** A finished comparison, as it is kept. */
export interface BenchmarkResult extends Measurement {
  readonly id: string;
  /** When it began, milliseconds since 1970, UTC. */
  readonly timestamp: number;
  readonly taskType: string;
  readonly equivalenceGroup: string;
  /** Requests of each candidate that were asked for; `null` for as many as fit into the rounds. */
  readonly iterations: number | null;
  readonly runBy: string | null;
  readonly notes: string | null;
}

export const benchmarkResultTable: TableDefinition<BenchmarkResult> = {
  name: 'BenchmarkResult',
  indexes: ['timestamp', 'taskType', 'equivalenceGroup'],
};
