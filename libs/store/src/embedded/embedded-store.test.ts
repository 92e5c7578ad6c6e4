import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Row, Store, TableDefinition } from '@harper-edge/contracts';
import { blobStoreConformance, conformanceTable, tableConformance } from '@harper-edge/contracts/testing';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { compareValues } from '../query.ts';
import { createEmbeddedStore } from './index.ts';
import { after, idOf, indexKey, valuePrefix } from './index-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'harper-edge-store-'));
let count = 0;
let store: Store | undefined;
let path = '';

const openNew = (): Promise<Store> => {
  path = join(folder, String(count++));
  store = createEmbeddedStore({ path });
  return Promise.resolve(store);
};
const openAgain = async (): Promise<Store> => {
  await store?.close();
  store = createEmbeddedStore({ path });
  return store;
};

afterEach(async () => {
  await store?.close();
  store = undefined;
  rmSync(path, { recursive: true, force: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('embedded table', () => {
  const tableOf = (opened: Store) => opened.table(conformanceTable);
  const subject = { open: async () => tableOf(await openNew()), reopen: async () => tableOf(await openAgain()) };
  for (const { name, run } of tableConformance(subject)) it(name, run);

  it('counts the writes of all who use it', async () => {
    const opened = await openNew();
    const [table, same] = [opened.table({ name: 'T', indexes: [] }), opened.table({ name: 'T', indexes: [] })];
    const before = table.changes?.();
    await same.put({ id: 'a' });
    expect(table.changes?.()).not.toBe(before);
  });

  it('writes what batches there are before it closes, and none after that', async () => {
    const opened = await openNew();
    const table = opened.table(conformanceTable);
    const [batch, late] = [table.batch(), table.batch()];
    for (let i = 0; i < 2_000; i++) batch.add({ id: `r${i}`, group: 'g', rank: i });
    late.add({ id: 'late', group: 'g', rank: 0 });
    const written = batch.write();
    const reopened = (await openAgain()).table(conformanceTable);
    await written;
    await expect(late.write()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await reopened.query({ sort: { field: 'rank', order: 'ascending' }, limit: 10_000 })).rows).toHaveLength(
      2_000,
    );
    expect(await reopened.get('late')).toBeUndefined();
  });

  it('keeps a batch whole when a row of it cannot be packed', async () => {
    interface Loose extends Row {
      readonly value: unknown;
      readonly colour: string;
    }
    const table = (await openNew()).table<Loose>({ name: 'T', indexes: ['colour'] });
    const batch = table.batch();
    batch.add({ id: 'a', colour: 'red', value: 1 });
    expect(() => {
      batch.add({ id: 'b', colour: 'red', value: [{ x: 1n }] });
    }).toThrow('BigInt');
    batch.add({ id: 'c', colour: 'red', value: 3 });
    await batch.write();
    const red = { where: [{ field: 'colour', op: 'eq', value: 'red' }] } as const;
    expect((await table.query(red)).rows.map(({ id, value }) => [id, value])).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
    expect((await table.query()).rows.map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('builds an index that the definition has gained since', async () => {
    interface Coloured extends Row {
      readonly colour: string;
    }
    const before: TableDefinition<Coloured> = { name: 'T', indexes: [] };
    await (await openNew()).table(before).put({ id: 'a', colour: 'red' });
    const table = (await openAgain()).table<Coloured>({ ...before, indexes: ['colour'] });
    const query = { sort: { field: 'colour', order: 'ascending' } } as const;
    expect((await table.query(query)).rows).toEqual([{ id: 'a', colour: 'red' }]);
  });

  it('answers the same whether an equality has few rows or many', async () => {
    const table = (await openNew()).table(conformanceTable);
    await Promise.all(
      Array.from({ length: 6_000 }, (_, i) =>
        table.put({ id: `r${i}`, group: i % 100 === 0 ? 'rare' : 'common', rank: i % 977 }),
      ),
    );
    for (const group of ['rare', 'common']) {
      const query = {
        where: [{ field: 'group', op: 'eq', value: group }],
        sort: { field: 'rank', order: 'descending' },
      } as const;
      const expected = Array.from({ length: 6_000 }, (_, i) => i)
        .filter((i) => (i % 100 === 0) === (group === 'rare'))
        .sort((a, b) => (b % 977) - (a % 977) || (`r${b}` < `r${a}` ? -1 : 1))
        .map((i) => `r${i}`);
      const { rows, nextCursor } = await table.query({ ...query, limit: 40 });
      const next = await table.query({ ...query, limit: 20, cursor: nextCursor ?? '' });
      expect([...rows, ...next.rows].map(({ id }) => id)).toEqual(expected.slice(0, 60));
    }
  });
});

describe('embedded blob store', () => {
  const subject = { open: async () => (await openNew()).blobs, reopen: async () => (await openAgain()).blobs };
  for (const { name, run } of blobStoreConformance(subject)) it(name, run);

  it('moves a file in whose content is known, instead of reading it', async () => {
    const { blobs } = await openNew();
    const file = join(path, 'fetched');
    writeFileSync(file, 'hello');
    const expectedSha256 = createHash('sha256').update('hello').digest('hex');
    const unread = { [Symbol.asyncIterator]: () => expect.fail('the content was read') };
    await expect(blobs.put(unread, { file, expectedSha256, maxBytes: 4 })).rejects.toThrow('was read');
    expect(await blobs.put(unread, { file, expectedSha256 })).toMatchObject({ sha256: expectedSha256, sizeBytes: 5 });
    expect(existsSync(file)).toBe(false);
    const content = await blobs.get(expectedSha256);
    expect((await Readable.from(content ?? []).toArray()).join('')).toBe('hello');
  });
});

describe('index keys', () => {
  const comparable = fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.double({ noNaN: true }), fc.boolean());
  const wellFormed = comparable.filter((value) => typeof value !== 'string' || Buffer.from(value).toString() === value);

  it('sort as the values they hold, and give back the id', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (a, b) => {
        const [keyA, keyB] = [indexKey('f', a, 'x'), indexKey('f', b, 'x')];
        if (typeof a === typeof b) expect(Math.sign(Buffer.compare(keyA, keyB))).toBe(Math.sign(compareValues(a, b)));
        expect(idOf(keyA, 'f')).toBe('x');
        const prefix = valuePrefix('f', a);
        expect(Buffer.compare(keyA, prefix) >= 0 && Buffer.compare(keyA, after(prefix)) < 0).toBe(true);
      }),
      { seed: 4, numRuns: 3_000 },
    );
  });

  it('hold the longest values and ids the port allows', async () => {
    const table = (await openNew()).table(conformanceTable);
    for (const character of ['\uffee', '\0', 'é']) {
      const longest = {
        id: character === '\0' ? 'y'.repeat(256) : character.repeat(256),
        group: character.repeat(512),
        rank: 1,
      };
      await table.put(longest);
      expect((await table.query({ where: [{ field: 'group', op: 'eq', value: longest.group }] })).rows).toEqual([
        longest,
      ]);
    }
  });
});

describe('embedded store', () => {
  it('refuses a folder that is none, without naming it', () => {
    path = join(folder, 'file');
    writeFileSync(path, '');
    expect(() => createEmbeddedStore({ path })).toThrow(
      expect.objectContaining({ code: 'UNAVAILABLE', message: expect.not.stringContaining(folder) as string }),
    );
  });

  it('waits for writes when it closes, and refuses calls afterwards', async () => {
    const table = (await openNew()).table(conformanceTable);
    const writing = table.put({ id: 'a', group: 'g', rank: 1 });
    const reopened = (await openAgain()).table(conformanceTable);
    await writing;
    expect(await reopened.get('a')).toEqual({ id: 'a', group: 'g', rank: 1 });
    await expect(table.get('a')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
