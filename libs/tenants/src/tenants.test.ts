import type { Store } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createProducts,
  createTenants,
  defaultTenantSettings,
  productTable,
  removeRows,
  tenantTable,
  type RemoveTenantData,
  type Tenants,
} from './index.ts';

const clock = createFakeClock();
let store: Store;
let tenants: Tenants;

const start = (owned: readonly RemoveTenantData[] = []): Tenants =>
  createTenants({ store, clock, rng: createSeededRng(1), owned });

beforeEach(() => {
  store = createMemoryStore({ clock });
  tenants = start();
});

describe('put', () => {
  it('creates with the defaults, and replaces all settings', async () => {
    const created = await tenants.put('a', { name: 'A', embeddingModel: 'words' });
    expect(created).toMatchObject({ ...defaultTenantSettings, id: 'a', name: 'A', embeddingModel: 'words' });
    const changed = await tenants.put('a', { name: 'B' });
    expect(changed).toMatchObject({ name: 'B', embeddingModel: null, revision: created.revision + 1 });
    expect(changed.catalogueRevision).toBe(created.catalogueRevision);
    expect(await tenants.get('a')).toEqual(changed);
  });

  it('honours ifRevision', async () => {
    const { revision } = await tenants.put('a', { name: 'A' });
    await expect(tenants.put('b', { name: 'B' }, { ifRevision: [1] })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    await tenants.put('a', { name: 'B' }, { ifRevision: [revision] });
    await expect(tenants.put('a', { name: 'C' }, { ifRevision: [revision] })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    expect(await tenants.get('a')).toMatchObject({ name: 'B', revision: revision + 1 });
  });

  it('of many at once loses none, and counts each', async () => {
    const { revision } = await tenants.put('a', { name: 'first' });
    await Promise.all(Array.from({ length: 8 }, (_, i) => tenants.put('a', { name: `n${i}` })));
    expect((await tenants.get('a')).revision).toBe(revision + 8);
  });

  it.each(['', '..', 'a/b', 'ä', 'x'.repeat(129)])('refuses the id %j', async (id) => {
    await expect(tenants.put(id, { name: 'A' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('get', () => {
  it('sees at once what another thread of the host wrote', async () => {
    const other = start();
    await other.put('a', { name: 'A' });
    expect((await tenants.get('a')).name).toBe('A');
    await other.put('a', { name: 'B' });
    expect((await tenants.get('a')).name).toBe('B');
    await other.delete('a');
    await expect(tenants.get('a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('remembers, without a look at the table, for 2 s', async () => {
    await tenants.put('a', { name: 'A' });
    await tenants.get('a');
    expect(tenants.get('a')).not.toBeInstanceOf(Promise);
    clock.advance(2_000);
    expect(tenants.get('a')).toBeInstanceOf(Promise);
  });
});

describe('delete', () => {
  const dataOf = (ids: readonly string[]) => ids.map((id) => ({ id }));

  it('removes what begins with its id, and nothing of others', async () => {
    const things = store.table<{ id: string }>({ name: 'Thing', indexes: [] });
    tenants = start([(tenantId) => removeRows(things, tenantId)]);
    const others = ['a.b/1', 'ab/1', 'b/a', 'A/1'];
    const own = Array.from({ length: 2_500 }, (_, i) => `a/${i}`);
    for (const row of dataOf([...own, ...others])) await things.put(row);
    for (const id of ['a', 'ab']) await tenants.put(id, { name: id });
    await tenants.delete('a');
    expect((await things.query()).rows.map(({ id }) => id).sort()).toEqual([...others].sort());
    expect((await tenants.list()).rows.map(({ id }) => id)).toEqual(['ab']);
    await expect(tenants.delete('a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that broke off leaves a tenant that answers no more, and goes on later', async () => {
    let removed = 0;
    const countRemoval = (): Promise<void> => {
      removed++;
      return Promise.resolve();
    };
    const broken = start([countRemoval, () => Promise.reject(new Error('the process ended here'))]);
    await broken.put('a', { name: 'A' });
    await expect(broken.delete('a')).rejects.toThrow('ended here');
    await expect(tenants.get('a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(tenants.put('a', { name: 'A' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(tenants.catalogueChanged('a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await tenants.list()).rows).toEqual([]);

    const restarted = start([countRemoval]);
    await restarted.finishDeletions();
    expect(removed).toBe(2);
    expect(await store.table(tenantTable).get('a')).toBeUndefined();
  });

  it('honours ifRevision, and its successor has later revisions', async () => {
    const { revision } = await tenants.put('a', { name: 'A' });
    await expect(tenants.delete('a', { ifRevision: [revision - 1] })).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    await tenants.delete('a', { ifRevision: [revision] });
    clock.advance(1);
    expect((await tenants.put('a', { name: 'A' })).revision).toBeGreaterThan(revision);
  });

  it('of one that was made anew meanwhile leaves the new one alone', async () => {
    const other = start();
    const slow = start([
      async () => {
        // Another administrator has finished the same removal, and somebody has made the tenant again.
        await other.delete('a');
        await other.put('a', { name: 'new' });
      },
      () => Promise.reject(new Error('the data of the new tenant')),
    ]);
    await slow.put('a', { name: 'old' });
    await slow.delete('a');
    expect((await tenants.get('a')).name).toBe('new');
  });
});

describe('the catalogue', () => {
  const product = (productId: string, rest: object = {}) => ({
    productId,
    name: productId,
    description: '',
    category: '',
    activities: [],
    seasons: [],
    experienceLevels: [],
    price: 1,
    cost: null,
    ...rest,
  });

  it('is put, read, listed and deleted, and its revision changes with it', async () => {
    const products = createProducts({ store, clock, tenants });
    const revisions = new Set([(await tenants.put('a', { name: 'A' })).catalogueRevision]);
    const first = await products.put('a', [product('p2'), product('p1')]);
    expect(first).toMatchObject({ added: 2, changed: 0, unchanged: 0 });
    revisions.add(first.catalogueRevision);
    const second = await products.put('a', [product('p1', { price: 2 }), product('p2'), product('p3')]);
    expect(second).toMatchObject({ added: 1, changed: 1, unchanged: 1 });
    revisions.add(second.catalogueRevision);
    expect(await products.put('a', [product('p2')])).toEqual({ ...second, unchanged: 1, added: 0, changed: 0 });
    expect(await products.delete('a', 'p2')).toBe(true);
    expect(await products.delete('a', 'p2')).toBe(false);
    revisions.add((await tenants.get('a')).catalogueRevision);
    expect(revisions.size).toBe(4);
    expect((await products.get('a', 'p1')).price).toBe(2);
    expect((await products.many('a', ['p3', 'p2', 'p1'])).map((found) => found?.productId)).toEqual([
      'p3',
      undefined,
      'p1',
    ]);
    const page = await products.list('a', { limit: 1 });
    expect(page.rows).toMatchObject([{ id: 'a/p1', tenantId: 'a' }]);
    expect((await products.list('a', { cursor: page.nextCursor ?? '' })).rows).toMatchObject([{ id: 'a/p3' }]);
    await expect(products.get('a', 'p2')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps tenants apart, and refuses ids given twice, unknown tenants and too many products', async () => {
    const products = createProducts({ store, clock, tenants });
    for (const id of ['a', 'a.b']) await tenants.put(id, { name: id, maxProducts: 3 });
    await products.put('a', [product('p'), product('q')]);
    await products.put('a.b', [product('p', { price: 9 })]);
    expect((await products.list('a')).rows.map(({ id }) => id)).toEqual(['a/p', 'a/q']);
    await expect(products.put('a', [product('x'), product('x')])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(products.put('nobody', [product('x')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(products.put('a', [product('x'), product('y')])).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(products.get('a', '../a.b/p')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await products.put('a', [product('x'), product('q', { price: 5 })]);
    expect((await products.list('a')).rows).toHaveLength(3);
  });

  it('takes 10,000 products at once', async () => {
    const products = createProducts({ store, clock, tenants });
    await tenants.put('a', { name: 'A' });
    const all = Array.from({ length: 10_000 }, (_, i) => product(`p${i}`));
    expect(await products.put('a', all)).toMatchObject({ added: 10_000 });
    await expect(products.put('a', [product('one-more')])).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('of a tenant deleted during a put leaves nothing behind', async () => {
    await tenants.put('a', { name: 'A' });
    const deleting: Tenants = {
      ...tenants,
      catalogueChanged: async (id) => {
        await tenants.delete('a');
        return tenants.catalogueChanged(id);
      },
    };
    const products = createProducts({ store, clock, tenants: deleting });
    await expect(products.put('a', [product('p')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await store.table(productTable).query()).rows).toEqual([]);
  });

  it('changes its revision also when a put broke off', async () => {
    const { catalogueRevision } = await tenants.put('a', { name: 'A' });
    const table = store.table(productTable);
    const failing: Store = {
      ...store,
      table: () =>
        ({
          ...table,
          put: (row: { id: string }) =>
            row.id === 'a/q' ? Promise.reject(new Error('full')) : table.put(row as never),
        }) as never,
    };
    const products = createProducts({ store: failing, clock, tenants });
    await expect(products.put('a', [product('p'), product('q')])).rejects.toThrow('full');
    expect((await tenants.get('a')).catalogueRevision).not.toBe(catalogueRevision);
    expect((await table.query()).rows).toMatchObject([{ id: 'a/p' }]);
  });
});
