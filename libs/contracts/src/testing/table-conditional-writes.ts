import { row, type TableCases } from './conformance-rows.ts';
import { expectEdgeError, expectEqual } from './expect.ts';

export const conditionalWrites: TableCases = {
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
