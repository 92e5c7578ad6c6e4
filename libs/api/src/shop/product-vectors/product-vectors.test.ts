import {
  EdgeError,
  silentLogger,
  systemClock,
  type LogFacts,
  type ModelVersion,
  type Store,
} from '@harper-edge/contracts';
import { productVectorTable, type ProductVector } from '@harper-edge/personalization';
import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it, vi } from 'vitest';
import { createProductVectors } from './product-vectors.ts';
import { hashText, modelKey, readVector, vectorRow, vectorRowId, type VectorSource } from './vector-row.ts';

const owner = { tenantId: 'shop', key: '0123456789abcdef' };
const source = (productId: string, text = productId): VectorSource => ({ productId, text, textHash: hashText(text) });
const [tent, rope] = [source('tent'), source('rope')];

function setUp(store: Store = createMemoryStore(), limits: { maxBytes?: number; maxRows?: number } = {}) {
  const logged: { message: string; facts: LogFacts }[] = [];
  const logger = {
    ...silentLogger,
    warn: (message: string, facts: LogFacts = {}) => void logged.push({ message, facts }),
  };
  const vectors = createProductVectors({ store, clock: systemClock, logger, ...limits });
  return { vectors, logged, table: store.table(productVectorTable), store };
}

const rowsIn = async (store: Store): Promise<readonly ProductVector[]> =>
  (await store.table(productVectorTable).query({ limit: 1_000 })).rows;

describe('a stored vector', () => {
  it('comes back as it was, in 5.3 characters a number and some more for the row', () => {
    const vector = Float32Array.from({ length: 384 }, (_, i) => Math.sin(i) / 14);
    const row = vectorRow(owner, tent, { vector, nowMs: 5 });
    expect(readVector(row)).toEqual(vector);
    expect(row).toMatchObject({ id: 'shop/0123456789abcdef/tent', matrix: 'shop/0123456789abcdef', updatedAt: 5 });
    expect(row.vector).toHaveLength((384 * 4 * 4) / 3);
    // As a list of numbers it would be more than three times as long.
    expect(JSON.stringify(Array.from(vector)).length).toBeGreaterThan(3 * row.vector.length);
  });

  it('has an id that every store takes, also of the longest names', () => {
    const longest = 'x'.repeat(128);
    expect(vectorRowId({ tenantId: longest, key: owner.key }, longest).length).toBeLessThanOrEqual(300);
  });

  it.each(['', 'AAA=', 'AAAAAAA='])('is none when it is %j', (vector) => {
    expect(readVector({ vector })).toBeUndefined();
  });
});

describe('the key of a model', () => {
  const model = { id: 'words:v1', framework: 'onnx', sha256: 'ab', metadata: {} } as ModelVersion;
  it('is another one for another version, artifact or way of running it', () => {
    const others = [{ id: 'words:v2' }, { sha256: 'cd' }, { metadata: { taskType: 'other' } }];
    const all = [model, ...others.map((change) => ({ ...model, ...change }))].map(modelKey);
    expect(new Set(all).size).toBe(4);
    for (const key of all) expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(modelKey({ ...model })).toBe(modelKey(model));
  });
});

describe('the vectors of a tenant', () => {
  it('are stored, and read by who starts later', async () => {
    const { vectors, store } = setUp();
    const first = await vectors.of(owner);
    expect(first.missing([tent, rope, source('mute', '')])).toEqual([tent, rope]);
    first.add(
      [tent, rope],
      [
        [3, 4],
        [1, 0],
      ],
    );
    expect(first.missing([tent, rope])).toEqual([]);
    expect([...first.rowsOf([rope, source('mute', ''), tent, source('tent', 'another text')])]).toEqual([1, -1, 0, -1]);
    await vi.waitFor(async () => {
      expect(await rowsIn(store)).toHaveLength(2);
    }, 10_000);
    const later = await setUp(store).vectors.of(owner);
    expect(later.missing([tent, rope])).toEqual([]);
    const row = later.rowOf('tent') ?? -1;
    expect([...later.matrix.at(row)].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.6, 0.8]);
    expect((await setUp(store).vectors.of({ ...owner, key: 'f'.repeat(16) })).missing([tent])).toEqual([tent]);
    expect((await setUp(store).vectors.of({ ...owner, tenantId: 'other' })).missing([tent])).toEqual([tent]);
  });

  it('of another thread are found when they are missed', async () => {
    const { vectors, store } = setUp();
    const [mine, theirs] = [await vectors.of(owner), await setUp(store).vectors.of(owner)];
    theirs.add([tent], [[1, 0]]);
    await vi.waitFor(async () => {
      await mine.readStored([tent, rope]);
      expect(mine.missing([tent, rope])).toEqual([rope]);
    }, 10_000);
  });

  it('that were damaged count as missing', async () => {
    const { store, table } = setUp();
    const row = (product: VectorSource, vector: readonly number[]) => vectorRow(owner, product, { vector, nowMs: 1 });
    await table.put(row(source('a'), [1, 0]));
    await table.put({ ...row(tent, [1, 0]), vector: '!' });
    await table.put(row(rope, [1, 0, 0]));
    await table.put(row(source('z'), [NaN, 1]));
    const loaded = await setUp(store).vectors.of(owner);
    expect(loaded.missing([source('a'), tent, rope, source('z')])).toEqual([tent, rope, source('z')]);
  });

  it('serve also when the store takes no more, which is logged', async () => {
    const store = createMemoryStore();
    const full: Store = {
      ...store,
      table: (definition) => ({
        ...store.table(definition),
        put: () => Promise.reject(new EdgeError('UNAVAILABLE', 'the disk is full')),
      }),
    };
    const { vectors, logged } = setUp(full);
    const mine = await vectors.of(owner);
    mine.add([tent], [[1, 0]]);
    expect(mine.missing([tent])).toEqual([]);
    await vi.waitFor(() => {
      expect(logged).toMatchObject([{ message: 'vectors of products were not stored', facts: { count: 1 } }]);
    }, 10_000);
  });

  it('without end are not all stored, and begin again in memory', async () => {
    const { vectors, store } = setUp(undefined, { maxRows: 3 });
    for (let i = 0; i < 20; i++) (await vectors.of(owner)).add([source(`p${i}`)], [[1, i]]);
    expect((await vectors.of(owner)).matrix.rows).toBeLessThanOrEqual(7);
    await vi.waitFor(async () => {
      expect((await rowsIn(store)).length).toBeGreaterThan(0);
    }, 10_000);
    expect((await rowsIn(store)).length).toBeLessThanOrEqual(3 + 3);
  });

  it('leave memory when others need it, the least recently used first', async () => {
    // A matrix of 2 dimensions begins with 16 rows of 8 bytes.
    const { vectors } = setUp(undefined, { maxBytes: 2 * 128 });
    const of = (tenantId: string) => vectors.of({ ...owner, tenantId });
    const kept: Record<string, unknown> = {};
    for (const tenantId of ['a', 'b']) {
      const mine = await of(tenantId);
      mine.add([tent], [[1, 0]]);
      kept[tenantId] = mine;
    }
    expect(await of('a')).toBe(kept['a']);
    (await of('c')).add([tent], [[1, 0]]);
    expect(await of('a')).toBe(kept['a']);
    expect(await of('b')).not.toBe(kept['b']);
  });

  it('are read again after a failure', async () => {
    const store = createMemoryStore();
    let fails = true;
    const shaky: Store = {
      ...store,
      table: (definition) => {
        const table = store.table(definition);
        return {
          ...table,
          query: (query) =>
            fails ? Promise.reject(new EdgeError('UNAVAILABLE', 'the disk is away')) : table.query(query),
        };
      },
    };
    const { vectors } = setUp(shaky);
    await expect(vectors.of(owner)).rejects.toThrow('the disk is away');
    fails = false;
    expect((await vectors.of(owner)).missing([tent])).toEqual([tent]);
  });
});
