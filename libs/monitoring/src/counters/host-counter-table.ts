import type { Row, TableDefinition } from '@harper-edge/contracts';
import type { PredictionCounter } from './prediction-counters.ts';

/** What one thread of a host has counted since it began. */
export interface HostCounter extends Row {
  /** `<host>/<writer>` */
  readonly id: string;
  readonly updatedAt: number;
  readonly predictions: readonly PredictionCounter[];
  readonly waiting: number;
  readonly dropped: number;
}

export const hostCounterTable: TableDefinition<HostCounter> = { name: 'HostCounter', indexes: ['updatedAt'] };
