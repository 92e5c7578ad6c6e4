import { ids, row, type TableCases } from './conformance-rows.ts';
import { expectEdgeError, expectEqual, expectTrue } from './expect.ts';

export const readsAndWrites: TableCases = {
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
  'batch adds all rows as they were when they were added, to be found by id and by index': async (table) => {
    const rows = Array.from({ length: 40 }, (_, i) => row(`r${String(i)}`, i % 2 === 0 ? 'g' : 'h', i));
    const before = table.changes?.();
    const batch = table.batch();
    for (const added of rows) {
      const given = { ...added, counters: { x: 1 } };
      batch.add(given);
      given.counters.x = 2;
    }
    await batch.write();
    if (before !== undefined) expectTrue(table.changes?.() !== before, 'changes after a batch');
    expectEqual(await table.get('r7'), { ...rows[7], counters: { x: 1 } }, 'row');
    const even = await table.query({ where: [{ field: 'group', op: 'eq', value: 'g' }] });
    expectEqual(ids(even.rows).length, 20, 'rows of a group');
    await table.batch().write();
    await table.put(row('r7', 'i', 100));
    expectEqual(
      ids((await table.query({ where: [{ field: 'group', op: 'eq', value: 'h' }] })).rows).length,
      19,
      'rows of the group a row was taken from',
    );
  },
  'batch refuses what cannot be a row, and adds the others': async (table) => {
    const batch = table.batch();
    batch.add(row('x', 'g', 1));
    const add = async (id: string, rank: number): Promise<void> => {
      await Promise.resolve();
      batch.add(row(id, 'g', rank));
    };
    await expectEdgeError(() => add('y', Number.NaN), 'INVALID_INPUT', 'rank');
    await expectEdgeError(() => add('', 1), 'INVALID_INPUT', 'id');
    batch.add(row('z', 'g', 2));
    await batch.write();
    expectEqual(ids((await table.query()).rows), ['x', 'z'], 'rows');
  },
  'batches of any size are written side by side, and beside other writes': async (table) => {
    const note = 'ü🏔'.repeat(300);
    const batches = Array.from({ length: 4 }, async (_, of) => {
      const batch = table.batch();
      for (let i = 0; i < 200; i++) batch.add(row(`b${String(of)}.${String(i)}`, 'g', i, { note }));
      await batch.write();
      expectEqual((await table.get(`b${String(of)}.199`))?.note, note, 'text of a row that was just written');
    });
    await Promise.all([...batches, table.put(row('a', 'g', -1)), table.put(row('c', 'g', 1_000))]);
    const found = await table.query({ sort: { field: 'rank', order: 'ascending' }, limit: 10_000 });
    expectEqual(found.rows.length, 802, 'rows');
    expectEqual([found.rows[0]?.id, found.rows.at(-1)?.id], ['a', 'c'], 'ends of the index');
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
