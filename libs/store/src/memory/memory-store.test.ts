import { blobStoreConformance, conformanceTable, tableConformance } from '@harper-edge/contracts/testing';
import { describe, it } from 'vitest';
import { createMemoryStore } from './index.ts';

describe('memory table', () => {
  const open = () => Promise.resolve(createMemoryStore().table(conformanceTable));
  for (const { name, run } of tableConformance({ open })) it(name, run);
});

describe('memory blob store', () => {
  const open = () => Promise.resolve(createMemoryStore().blobs);
  for (const { name, run } of blobStoreConformance({ open })) it(name, run);
});
