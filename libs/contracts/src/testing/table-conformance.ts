import type { Row, Table, TableDefinition } from '../ports/table.ts';
import { scan } from '../ports/table.ts';
import type { ConformanceCase } from './conformance.ts';
import { expectEdgeError, expectEqual, expectTrue } from './expect.ts';
import { createSeededRng } from './seeded-rng.ts';

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

type Subject = Table<ConformanceRow>;

export interface TableSubject {
  /** An empty table by `conformanceTable`. Called once per case. */
  open(): Promise<Subject>;
  /** Closes and opens again what the last `open` gave; leave out where nothing outlives the process. */
  reopen?(): Promise<Subject>;
}

const row = (id: string, group: string, rank: number, rest: Partial<ConformanceRow> = {}): ConformanceRow => ({
  id,
  group,
  rank,
  ...rest,
});

const byRank =
  (order: 'ascending' | 'descending' | undefined) =>
  (a: ConformanceRow, b: ConformanceRow): number => {
    const byId = a.id < b.id ? -1 : 1;
    if (order === undefined) return byId;
    return (order === 'ascending' ? 1 : -1) * (a.rank - b.rank || byId);
  };

const ids = (rows: readonly Row[]): string[] => rows.map(({ id }) => id);

const readsAndWrites: Record<string, (table: Subject) => Promise<void>> = {
  'get returns what put wrote, and undefined for what is not there': async (table) => {
    const written = row('a', 'g', 1.5, { note: 'ünïcode 🏔 "quotes"', counters: { x: 1 }, active: true });
    await table.put(written);
    expectEqual(await table.get('a'), written, 'row');
    expectEqual(await table.get('b'), undefined, 'missing row');
  },
  'put replaces the whole row': async (table) => {
    await table.put(row('a', 'g', 1, { note: 'old', active: true }));
    await table.put(row('a', 'h', 2));
    expectEqual(await table.get('a'), row('a', 'h', 2), 'row');
    expectEqual(
      ids((await table.query({ where: [{ field: 'group', op: 'eq', value: 'g' }] })).rows),
      [],
      'old index entry',
    );
    expectEqual(
      ids((await table.query({ where: [{ field: 'active', op: 'eq', value: true }] })).rows),
      [],
      'old index entry',
    );
  },
  'a row that was read can be changed by the reader without changing the table': async (table) => {
    await table.put(row('a', 'g', 1, { counters: { x: 1 } }));
    const read = await table.get('a');
    try {
      (read as { counters: Record<string, number> }).counters['x'] = 99;
    } catch {
      return; // frozen rows are fine too
    }
    expectEqual((await table.get('a'))?.counters, { x: 1 }, 'counters');
  },
  'patch replaces the given fields, leaves the others and returns the row': async (table) => {
    await table.put(row('a', 'g', 1, { note: 'keep', counters: { x: 1, y: 1 } }));
    const patched = await table.patch('a', { rank: 2, counters: { x: 2 } });
    expectEqual(patched, row('a', 'g', 2, { note: 'keep', counters: { x: 2 } }), 'returned row');
    expectEqual(await table.get('a'), patched, 'stored row');
    expectEqual(
      ids((await table.query({ where: [{ field: 'rank', op: 'eq', value: 1 }] })).rows),
      [],
      'old index entry',
    );
    expectEqual(
      ids((await table.query({ where: [{ field: 'rank', op: 'eq', value: 2 }] })).rows),
      ['a'],
      'new index entry',
    );
  },
  'patch of a missing row is NOT_FOUND and writes nothing': async (table) => {
    await expectEdgeError(() => table.patch('a', { rank: 2 }), 'NOT_FOUND', 'patch');
    expectEqual(await table.get('a'), undefined, 'row');
  },
  'patch can set a field to null': async (table) => {
    await table.put(row('a', 'g', 1, { note: 'x' }));
    await table.patch('a', { note: null });
    expectEqual(await table.get('a'), row('a', 'g', 1, { note: null }), 'row');
  },
  'delete says whether the row was there and takes it out of every query': async (table) => {
    await table.put(row('a', 'g', 1));
    expectEqual(await table.delete('a'), true, 'first delete');
    expectEqual(await table.delete('a'), false, 'second delete');
    expectEqual(await table.get('a'), undefined, 'row');
    expectEqual((await table.query({ where: [{ field: 'group', op: 'eq', value: 'g' }] })).rows, [], 'query');
  },
  'ids with every allowed character are kept apart': async (table) => {
    const names = [
      'a',
      'A',
      'a.b',
      'a_b',
      'a-b',
      'model:v1',
      'model:v1.0',
      '0',
      '00',
      'x'.repeat(300),
      '.',
      '..',
      'a/b',
      'a%2fb',
      'é🏔',
    ];
    for (const [rank, id] of names.entries()) await table.put(row(id, 'g', rank));
    for (const [rank, id] of names.entries()) expectEqual((await table.get(id))?.rank, rank, id);
    expectEqual(ids((await table.query()).rows), [...names].sort(), 'order by id');
  },
  'ids no row can have are INVALID_INPUT to every call': async (table) => {
    for (const id of ['', 'x'.repeat(301), 'a\ud800']) {
      await expectEdgeError(() => table.get(id), 'INVALID_INPUT', 'get');
      await expectEdgeError(() => table.put(row(id, 'g', 1)), 'INVALID_INPUT', 'put');
      await expectEdgeError(() => table.patch(id, { rank: 1 }), 'INVALID_INPUT', 'patch');
      await expectEdgeError(() => table.delete(id), 'INVALID_INPUT', 'delete');
    }
  },
};

const conditionalWrites: Record<string, (table: Subject) => Promise<void>> = {
  'put ifAbsent writes once; the second is CONFLICT and changes nothing': async (table) => {
    await table.put(row('a', 'g', 1), { ifAbsent: true });
    await expectEdgeError(() => table.put(row('a', 'h', 2), { ifAbsent: true }), 'CONFLICT', 'second put');
    expectEqual(await table.get('a'), row('a', 'g', 1), 'row');
  },
  'put ifAbsent writes again after a delete': async (table) => {
    await table.put(row('a', 'g', 1));
    await table.delete('a');
    await table.put(row('a', 'g', 2), { ifAbsent: true });
    expectEqual((await table.get('a'))?.rank, 2, 'rank');
  },
  'patch ifMatch writes only while the row is as said': async (table) => {
    await table.put(row('a', 'g', 1, { note: 'x' }));
    await table.patch('a', { rank: 2 }, { ifMatch: { rank: 1, note: 'x' } });
    await expectEdgeError(
      () => table.patch('a', { rank: 3 }, { ifMatch: { rank: 1 } }),
      'PRECONDITION_FAILED',
      'patch',
    );
    expectEqual((await table.get('a'))?.rank, 2, 'rank');
  },
  'delete ifMatch deletes only while the row is as said': async (table) => {
    await table.put(row('a', 'g', 1));
    await expectEdgeError(() => table.delete('a', { ifMatch: { group: 'h' } }), 'PRECONDITION_FAILED', 'delete');
    expectEqual(await table.delete('a', { ifMatch: { group: 'g' } }), true, 'delete');
    expectEqual(await table.delete('b', { ifMatch: { group: 'g' } }), false, 'delete of nothing');
  },
  'of many concurrent put ifAbsent exactly one wins': async (table) => {
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, rank) => table.put(row('a', 'g', rank), { ifAbsent: true })),
    );
    const winners = results.flatMap(({ status }, rank) => (status === 'fulfilled' ? [rank] : []));
    expectEqual(winners.length, 1, 'number of winners');
    expectEqual((await table.get('a'))?.rank, winners[0], 'stored row is the winner');
  },
  'concurrent patches of different fields are all kept': async (table) => {
    await table.put(row('a', 'g', 0));
    await Promise.all(Array.from({ length: 40 }, (_, i) => table.patch('a', { [`field${String(i)}`]: i })));
    const stored = await table.get('a');
    for (let i = 0; i < 40; i++) expectEqual(stored?.[`field${i}`], i, `field${String(i)}`);
  },
  'a counter raised by compare-and-set from many writers counts every raise': async (table) => {
    await table.put(row('a', 'g', 0));
    const raise = async (): Promise<void> => {
      for (;;) {
        const rank = (await table.get('a'))?.rank ?? 0;
        try {
          await table.patch('a', { rank: rank + 1 }, { ifMatch: { rank } });
          return;
        } catch (error) {
          if (!(error instanceof Error) || !error.message.includes('expected')) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 12 }, raise));
    expectEqual((await table.get('a'))?.rank, 12, 'counter');
  },
  'concurrent writers of different rows lose nothing': async (table) => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => table.put(row(`r${String(i).padStart(3, '0')}`, 'g', i))));
    const { rows } = await table.query({ where: [{ field: 'group', op: 'eq', value: 'g' }], limit: 1_000 });
    expectEqual(rows.length, 200, 'rows');
  },
};

const queries: Record<string, (table: Subject) => Promise<void>> = {
  'every operator selects by value, and only values of its own type': async (table) => {
    for (let rank = -2; rank <= 7; rank++) {
      await table.put(
        row(
          `r${String(rank)}`,
          rank % 2 === 0 ? 'even' : 'odd',
          rank,
          rank > 5 ? { note: null } : { note: `n${String(rank)}` },
        ),
      );
    }
    const ranks = async (where: NonNullable<Parameters<Subject['query']>[0]>['where'] & object): Promise<number[]> =>
      (await table.query({ where, limit: 100 })).rows.map(({ rank }) => rank).sort((a, b) => a - b);
    expectEqual(await ranks([{ field: 'rank', op: 'lt', value: 0 }]), [-2, -1], 'lt');
    expectEqual(await ranks([{ field: 'rank', op: 'le', value: 0 }]), [-2, -1, 0], 'le');
    expectEqual(await ranks([{ field: 'rank', op: 'gt', value: 5 }]), [6, 7], 'gt');
    expectEqual(await ranks([{ field: 'rank', op: 'ge', value: 5.5 }]), [6, 7], 'ge');
    expectEqual(
      await ranks([
        { field: 'rank', op: 'ge', value: 1 },
        { field: 'rank', op: 'lt', value: 4 },
      ]),
      [1, 2, 3],
      'range',
    );
    expectEqual(await ranks([{ field: 'rank', op: 'in', value: [1, 3, 99] }]), [1, 3], 'in');
    expectEqual(await ranks([{ field: 'rank', op: 'ge', value: '0' }]), [], 'a string does not match numbers');
    expectEqual(await ranks([{ field: 'note', op: 'eq', value: 'n3' }]), [3], 'eq on a field without index');
    expectEqual(
      await ranks([{ field: 'note', op: 'ne', value: 'n3' }]),
      [-2, -1, 0, 1, 2, 4, 5],
      'ne never matches null',
    );
    expectEqual(await ranks([{ field: 'note', op: 'startsWith', value: 'n-' }]), [-2, -1], 'startsWith');
    expectEqual(
      await ranks([{ field: 'group', op: 'startsWith', value: 'o' }]),
      [-1, 1, 3, 5, 7],
      'startsWith on an index',
    );
    expectEqual(
      await ranks([
        { field: 'group', op: 'eq', value: 'even' },
        { field: 'rank', op: 'gt', value: 0 },
      ]),
      [2, 4, 6],
      'two conditions',
    );
  },
  'sort orders numbers by value and strings by code point, in both directions': async (table) => {
    for (const [index, rank] of [10, 9, -1, 0.5, 100, -20].entries()) {
      await table.put(row(`r${String(index)}`, ['b', 'a', 'Z', 'é', '🏔', '\uffee'][index] ?? '', rank));
    }
    const by = async (field: 'rank' | 'group', order: 'ascending' | 'descending'): Promise<unknown[]> =>
      (await table.query({ sort: { field, order } })).rows.map((found) => found[field]);
    expectEqual(await by('rank', 'ascending'), [-20, -1, 0.5, 9, 10, 100], 'numbers');
    expectEqual(await by('rank', 'descending'), [100, 10, 9, 0.5, -1, -20], 'numbers, descending');
    expectEqual(await by('group', 'ascending'), ['Z', 'a', 'b', 'é', '\uffee', '🏔'], 'strings');
  },
  'booleans sort false before true, and zero has no sign': async (table) => {
    for (const [index, active] of [true, false, true, false].entries()) {
      await table.put(row(`r${String(index)}`, 'g', [5, -0, -3, 0.5][index] ?? 0, { active }));
    }
    const by = async (field: 'rank' | 'active', order: 'ascending' | 'descending'): Promise<string[]> =>
      ids((await table.query({ sort: { field, order } })).rows);
    expectEqual(await by('active', 'ascending'), ['r1', 'r3', 'r0', 'r2'], 'booleans');
    expectEqual(await by('active', 'descending'), ['r2', 'r0', 'r3', 'r1'], 'booleans, descending');
    expectEqual(await by('rank', 'ascending'), ['r2', 'r1', 'r3', 'r0'], 'numbers');
    for (const zero of [0, -0]) {
      const { rows } = await table.query({ where: [{ field: 'rank', op: 'ge', value: zero }] });
      expectEqual(ids(rows), ['r0', 'r1', 'r3'], 'at least zero');
    }
  },
  'long strings that differ only at their end sort, page and compare by all of it': async (table) => {
    const groups = ['é'.repeat(500), 'x'.repeat(500)].flatMap((start) =>
      ['b', 'a', 'é', '🏔', ''].map((end) => start + end),
    );
    for (const [index, group] of groups.entries()) await table.put(row(`r${String(index)}`, group, index));
    const order = ['x', 'xa', 'xb', 'xé', 'x🏔', 'é', 'éa', 'éb', 'éé', 'é🏔'].map((short) =>
      groups.indexOf((short.startsWith('x') ? 'x' : 'é').repeat(500) + short.slice(1)),
    );
    const expected = order.map((index) => `r${String(index)}`);
    for (const limit of [1, 4, 100]) {
      const paged: string[] = [];
      for await (const { id } of scan(table, { sort: { field: 'group', order: 'ascending' }, limit })) paged.push(id);
      expectEqual(paged, expected, `pages of ${String(limit)}`);
    }
    for (const [position, index] of order.entries()) {
      const value = groups[index] ?? '';
      const sort = { field: 'group', order: 'ascending' } as const;
      const from = await table.query({ where: [{ field: 'group', op: 'ge', value }], sort });
      expectEqual(ids(from.rows), expected.slice(position), 'ge');
      expectEqual(
        ids((await table.query({ where: [{ field: 'group', op: 'eq', value }] })).rows),
        [expected[position]],
        'eq',
      );
    }
  },
  'conditions of another type than the field find nothing and do not fail': async (table) => {
    await table.put(row('a', 'g', 1, { active: true }));
    const where = [
      [{ field: 'rank', op: 'ge', value: 'abc' }],
      [{ field: 'rank', op: 'eq', value: 'abc' }],
      [{ field: 'active', op: 'eq', value: 'x' }],
      [{ field: 'active', op: 'ge', value: 3 }],
      [{ field: 'group', op: 'eq', value: '' }],
    ] as const;
    for (const conditions of where) {
      for (const field of ['rank', 'active', 'group'] as const) {
        const { rows } = await table.query({ where: conditions, sort: { field, order: 'ascending' } });
        expectEqual(rows, [], JSON.stringify(conditions));
      }
    }
  },
  'equal values follow in the order of their ids, rows without the value are left out': async (table) => {
    for (const id of ['c', 'a', 'b']) await table.put(row(id, 'g', 1, { active: true }));
    await table.put(row('d', 'g', 0));
    expectEqual(
      ids((await table.query({ sort: { field: 'active', order: 'ascending' } })).rows),
      ['a', 'b', 'c'],
      'ascending',
    );
    expectEqual(
      ids((await table.query({ sort: { field: 'active', order: 'descending' } })).rows),
      ['c', 'b', 'a'],
      'descending',
    );
  },
  'pages join to the whole result, without repeats, for every page size and sort': async (table) => {
    const rng = createSeededRng(7);
    for (let i = 0; i < 60; i++) {
      await table.put(row(`r${String(i)}`, `g${String(Math.floor(rng.next() * 3))}`, Math.floor(rng.next() * 8)));
    }
    const where = [{ field: 'group', op: 'in', value: ['g0', 'g1'] }] as const;
    const all = (await table.query({ limit: 1_000 })).rows.filter(({ group }) => group !== 'g2');
    for (const order of [undefined, 'ascending', 'descending'] as const) {
      const query = { where, ...(order === undefined ? {} : { sort: { field: 'rank', order } as const }) };
      const whole = ids([...all].sort(byRank(order)));
      for (const limit of [1, 7, 59]) {
        const paged: string[] = [];
        for await (const { id } of scan(table, { ...query, limit })) paged.push(id);
        expectEqual(paged, whole, `${order ?? 'by id'}, pages of ${limit}`);
      }
    }
  },
  'rows written between two pages neither repeat nor hide others': async (table) => {
    for (const rank of [1, 2, 3, 4]) await table.put(row(`r${String(rank)}`, 'g', rank));
    const sort = { field: 'rank', order: 'ascending' } as const;
    const first = await table.query({ sort, limit: 2 });
    await table.put(row('r0', 'g', 0));
    await table.delete('r2');
    const second = await table.query({
      sort,
      limit: 10,
      ...(first.nextCursor === undefined ? {} : { cursor: first.nextCursor }),
    });
    expectEqual(
      [ids(first.rows), ids(second.rows)],
      [
        ['r1', 'r2'],
        ['r3', 'r4'],
      ],
      'pages',
    );
    expectEqual(second.nextCursor, undefined, 'cursor after the last page');
  },
  'limit is kept, and there is no cursor when nothing follows': async (table) => {
    for (const rank of [1, 2, 3]) await table.put(row(`r${String(rank)}`, 'g', rank));
    expectEqual((await table.query({ limit: 3 })).nextCursor, undefined, 'cursor of a full last page');
    expectTrue((await table.query({ limit: 2 })).nextCursor !== undefined, 'a cursor when a row follows');
  },
  'limits out of range, unsortable fields and broken cursors are INVALID_INPUT': async (table) => {
    await table.put(row('a', 'g', 1));
    for (const limit of [0, -1, 1.5, 10_001, Number.NaN]) {
      await expectEdgeError(() => table.query({ limit }), 'INVALID_INPUT', `limit ${String(limit)}`);
    }
    await expectEdgeError(
      () => table.query({ sort: { field: 'note', order: 'ascending' } }),
      'INVALID_INPUT',
      'sort without index',
    );
    for (const cursor of ['', 'x', 'bm90IGpzb24']) {
      await expectEdgeError(() => table.query({ cursor }), 'INVALID_INPUT', `cursor "${cursor}"`);
    }
  },
  'values that no index can hold are INVALID_INPUT': async (table) => {
    await expectEdgeError(() => table.put(row('a', 'g'.repeat(513), 1)), 'INVALID_INPUT', 'long value');
    await expectEdgeError(() => table.put(row('a', 'a\ud800', 1)), 'INVALID_INPUT', 'half a character');
    const where = [{ field: 'group', op: 'eq', value: 'g'.repeat(5_000) }] as const;
    await expectEdgeError(() => table.query({ where }), 'INVALID_INPUT', 'long value in a condition');
    await expectEdgeError(() => table.put(row('a', 'g', Number.NaN)), 'INVALID_INPUT', 'NaN');
    await table.put(row('a', 'é'.repeat(512), 1));
    expectEqual(
      ids((await table.query({ where: [{ field: 'group', op: 'startsWith', value: 'éé' }] })).rows),
      ['a'],
      'row',
    );
  },
  'a random history of writes leaves exactly the rows a plain map would hold': async (table) => {
    const rng = createSeededRng(11);
    const model = new Map<string, ConformanceRow>();
    for (let step = 0; step < 200; step++) {
      const id = `r${String(Math.floor(rng.next() * 12))}`;
      const action = rng.next();
      if (action < 0.5) {
        const next = row(id, `g${String(Math.floor(rng.next() * 4))}`, Math.floor(rng.next() * 10));
        await table.put(next);
        model.set(id, next);
      } else if (action < 0.75) {
        const current = model.get(id);
        const rank = Math.floor(rng.next() * 10);
        if (current === undefined) continue;
        await table.patch(id, { rank });
        model.set(id, { ...current, rank });
      } else {
        expectEqual(await table.delete(id), model.delete(id), `step ${String(step)}: delete`);
      }
    }
    for (const group of ['g0', 'g1', 'g2', 'g3']) {
      const found = await table.query({
        where: [
          { field: 'group', op: 'eq', value: group },
          { field: 'rank', op: 'lt', value: 5 },
        ],
      });
      const expected = [...model.values()]
        .filter((held) => held.group === group && held.rank < 5)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      expectEqual(found.rows, expected, group);
    }
  },
};

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
