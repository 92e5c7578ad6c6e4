import type { Table } from '../ports/table.ts';
import type { ConformanceCase } from './conformance.ts';
import { ids, row, type ConformanceRow } from './conformance-rows.ts';
import { expectEqual } from './expect.ts';
import { conditionalWrites } from './table-conditional-writes.ts';
import { queries } from './table-queries.ts';
import { readsAndWrites } from './table-reads-and-writes.ts';

export interface TableSubject {
  /** An empty table by `conformanceTable`. Called once per case. */
  open(): Promise<Table<ConformanceRow>>;
  /** Closes and opens again what the last `open` gave; leave out where nothing outlives the process. */
  reopen?(): Promise<Table<ConformanceRow>>;
}

/** Everything the `Table` port promises. */
export function tableConformance(subject: TableSubject): readonly ConformanceCase[] {
  const cases = [readsAndWrites, conditionalWrites, queries].flatMap((group) =>
    Object.entries(group).map(([name, run]) => ({ name, run: async () => run(await subject.open()) })),
  );
  const { reopen } = subject;
  if (reopen === undefined) return cases;
  const reopening = {
    name: 'rows and index entries are there after closing and opening again',
    run: async (): Promise<void> => {
      const table = await subject.open();
      await table.put(row('a', 'g', 1));
      await table.put(row('b', 'g', 2));
      await table.delete('a');
      const again = await reopen();
      expectEqual(await again.get('b'), row('b', 'g', 2), 'row');
      expectEqual(ids((await again.query({ where: [{ field: 'group', op: 'eq', value: 'g' }] })).rows), ['b'], 'query');
    },
  };
  return [...cases, reopening];
}
