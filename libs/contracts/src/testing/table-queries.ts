import { scan, type Condition, type Table } from '../ports/table.ts';
import { byRank, ids, row, type ConformanceRow, type TableCases } from './conformance-rows.ts';
import { expectEdgeError, expectEqual, expectTrue } from './expect.ts';
import { createSeededRng } from './seeded-rng.ts';

export const queries: TableCases = {
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
    const ranks = async (
      where: NonNullable<Parameters<Table<ConformanceRow>['query']>[0]>['where'] & object,
    ): Promise<number[]> =>
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
  'conditions on the id select a part of the rows in its order, page by page': async (table) => {
    for (const id of ['a/1', 'b/1', 'b/2', 'b/é', 'b/🏔', 'b0', 'c/1']) await table.put(row(id, 'g', 1));
    const inOrder = async (where: Condition<ConformanceRow>[], order: 'ascending' | 'descending' = 'ascending') => {
      const found: ConformanceRow[] = [];
      for await (const one of scan(table, { where, sort: { field: 'id', order }, limit: 2 })) found.push(one);
      return ids(found);
    };
    const part = ['b/1', 'b/2', 'b/é', 'b/🏔'];
    expectEqual(await inOrder([{ field: 'id', op: 'startsWith', value: 'b/' }]), part, 'startsWith');
    expectEqual(
      await inOrder([{ field: 'id', op: 'startsWith', value: 'b/' }], 'descending'),
      part.toReversed(),
      'startsWith, descending',
    );
    const [from, to] = [
      { field: 'id', op: 'ge', value: 'b/2' },
      { field: 'id', op: 'lt', value: 'b0' },
    ] as const;
    expectEqual(await inOrder([from, to]), ['b/2', 'b/é', 'b/🏔'], 'from and to');
    expectEqual(await inOrder([{ ...to, op: 'le' }, from]), ['b/2', 'b/é', 'b/🏔', 'b0'], 'to, with it');
    expectEqual(await inOrder([{ ...from, op: 'gt' }, to]), ['b/é', 'b/🏔'], 'after');
    expectEqual(await inOrder([{ ...from, op: 'eq' }]), ['b/2'], 'eq');
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
