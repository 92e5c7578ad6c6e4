import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { addRow, createBatchWriter } from './batch-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'harper-edge-batches-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('fails what waits when its thread ends, and begins another one', async () => {
  const path = join(folder, 'data');
  writeFileSync(path, 'no folder');
  const batches = createBatchWriter({ path: join(path, 'tables'), maxDbs: 10 });
  const write = (id: string): Promise<void> => {
    const rows = batches.open();
    addRow(rows, { id }, { name: 'T', indexes: [] });
    return batches.write('T', rows);
  };
  const results = await Promise.allSettled([write('a'), write('b')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);

  rmSync(path);
  mkdirSync(path);
  await expect(write('c')).resolves.toBeUndefined();
  await batches.close();
});

it('says why a batch was not written, and goes on', async () => {
  const batches = createBatchWriter({ path: join(folder, 'long'), maxDbs: 10 });
  const write = (id: string): Promise<void> => {
    const rows = batches.open();
    addRow(rows, { id }, { name: 'T', indexes: [] });
    return batches.write('T', rows);
  };
  // Longer than a key of LMDB can be.
  const results = await Promise.allSettled([write('a'), write('x'.repeat(10_000)), write('b')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(String((results[1] as PromiseRejectedResult).reason)).toContain('key');
  await batches.close();
});

it('ends without ever having begun', async () => {
  await expect(createBatchWriter({ path: join(folder, 'unused') }).close()).resolves.toBeUndefined();
});
