import type { Table } from '@harper-edge/contracts';
import { noHistory } from '../engine/analyze-totals.ts';
import { changeRow } from './change-row.ts';
import type { ExperimentStateRow } from './experiment-tables.ts';
import type { ExperimentKey } from './unit-history.ts';

type Changes = Partial<Pick<ExperimentStateRow, 'history' | 'checkpoint' | 'refused'>>;

/** Changes some fields of an experiment's state, which begins empty; undefined changes nothing. */
export const changeState = (
  states: Table<ExperimentStateRow>,
  { id, startedAt }: ExperimentKey,
  change: (state: ExperimentStateRow) => Changes | undefined,
): Promise<void> =>
  changeRow(states, id, (row) => {
    const isOwn = row?.startedAt === startedAt;
    const state = isOwn ? row : { id, startedAt, revision: 1, history: noHistory, checkpoint: null, refused: {} };
    const changes = change(state);
    return changes === undefined ? row : { ...state, ...changes };
  });
