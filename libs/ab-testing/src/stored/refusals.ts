import type { Table } from '@harper-edge/contracts';
import { emptyTotals, mergeTotals, type ExperimentTotals } from '../engine/totals.ts';
import { changeState } from './change-state.ts';
import type { ExperimentStateRow } from './experiment-tables.ts';
import type { ExperimentKey } from './unit-history.ts';

type Refused = ExperimentTotals['refused'];

/** Counts events that did not count, in groups: a flood of them costs one write after the other, not one each. */
export interface Refusals {
  add(experiment: ExperimentKey, refused: Refused): void;
  /** Resolves when what was added before is stored, or could not be. */
  flush(experiment: ExperimentKey): Promise<void>;
}

export function createRefusals(states: Table<ExperimentStateRow>): Refusals {
  const waiting = new Map<string, Refused>();
  const writing = new Map<string, Promise<void>>();

  const write = async (experiment: ExperimentKey): Promise<void> => {
    for (let added = waiting.get(experiment.id); added !== undefined; added = waiting.get(experiment.id)) {
      const group = added;
      waiting.delete(experiment.id);
      try {
        await changeState(states, experiment, ({ refused }) => ({ refused: sumOf(refused, group) }));
      } catch {
        // Kept for the next time: the numbers show that something is wrong, and are not worth failing an event for.
        waiting.set(experiment.id, sumOf(group, waiting.get(experiment.id) ?? {}));
        break;
      }
    }
    writing.delete(experiment.id);
  };

  const flush = (experiment: ExperimentKey): Promise<void> => {
    const underWay = writing.get(experiment.id);
    if (underWay !== undefined) return underWay;
    if (!waiting.has(experiment.id)) return Promise.resolve();
    const started = write(experiment);
    writing.set(experiment.id, started);
    return started;
  };

  return {
    add: (experiment, refused) => {
      waiting.set(experiment.id, sumOf(waiting.get(experiment.id) ?? {}, refused));
      void flush(experiment);
    },
    flush,
  };
}

const sumOf = (first: Refused, second: Refused): Refused =>
  mergeTotals({ ...emptyTotals, refused: first }, { ...emptyTotals, refused: second }).refused;
