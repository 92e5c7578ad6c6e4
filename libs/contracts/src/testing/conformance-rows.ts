import type { Row, Table, TableDefinition } from '../ports/table.ts';

/** The rows every adapter is tried with. */
export interface ConformanceRow extends Row {
  readonly group: string;
  readonly rank: number;
  readonly note?: string | null;
  readonly active?: boolean;
  readonly counters?: Readonly<Record<string, number>>;
  readonly [field: `field${number}`]: number;
}

export const conformanceTable: TableDefinition<ConformanceRow> = {
  name: 'Conformance',
  indexes: ['group', 'rank', 'active'],
};

/** The cases of one part of the suite, by name; each is given an empty table. */
export type TableCases = Readonly<Record<string, (table: Table<ConformanceRow>) => Promise<void>>>;

export const row = (id: string, group: string, rank: number, rest: Partial<ConformanceRow> = {}): ConformanceRow => ({
  id,
  group,
  rank,
  ...rest,
});

export const byRank =
  (order: 'ascending' | 'descending' | undefined) =>
  (a: ConformanceRow, b: ConformanceRow): number => {
    const byId = a.id < b.id ? -1 : 1;
    if (order === undefined) return byId;
    return (order === 'ascending' ? 1 : -1) * (a.rank - b.rank || byId);
  };

export const ids = (rows: readonly Row[]): string[] => rows.map(({ id }) => id);
