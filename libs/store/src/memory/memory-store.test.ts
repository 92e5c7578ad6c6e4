import { blobStoreConformance, conformanceTable, tableConformance } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from './index.ts';

describe('memory table', () => {
  const open = () => Promise.resolve(createMemoryStore().table(conformanceTable));
  for (const { name, run } of tableConformance({ open })) it(name, run);

  it('counts the writes of all who use it', async () => {
    const store = createMemoryStore();
    const [table, same] = [store.table({ name: 'T', indexes: [] }), store.table({ name: 'T', indexes: [] })];
    const before = table.changes?.();
    await same.put({ id: 'a' });
    expect(table.changes?.()).not.toBe(before);
  });
});

describe('memory blob store', () => {
  const open = () => Promise.resolve(createMemoryStore().blobs);
  for (const { name, run } of blobStoreConformance({ open })) it(name, run);
});
