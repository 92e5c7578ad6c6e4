import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformanceTable, createSeededRng } from '@harper-edge/contracts/testing';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedStore } from './index.ts';

/**
 * A process that writes rows, batches of rows and blobs without end, and prints each once it is acknowledged. With a third
 * argument it writes batches only, and ends by itself after so many milliseconds.
 */
const writer = `
import { createEmbeddedStore } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
import { conformanceTable } from '@harper-edge/contracts/testing';
const store = createEmbeddedStore({ path: process.argv[2] });
const table = store.table(conformanceTable);
async function* bytes(i) { for (let part = 0; part < 4; part++) yield Buffer.alloc(200_000, i + part); }
const start = Number(process.argv[3]);
async function write(i) {
  await table.put({ id: 'r' + i, group: 'g' + (i % 3), rank: i });
  if (i % 5 === 0) await table.patch('r' + i, { rank: -i });
  console.log('row r' + i);
  if (i % 10 === 0) console.log('blob ' + (await store.blobs.put(bytes(i))).sha256);
}
async function writeBatches() {
  for (let i = start; ; i += 50) {
    const batch = table.batch();
    for (let k = i; k < i + 50; k++) batch.add({ id: 'b' + k, group: 'g' + (k % 3), rank: k, note: 'x'.repeat(500) });
    await batch.write();
    console.log('row b' + i + '\\nrow b' + (i + 49));
  }
}
void writeBatches();
void writeBatches();
const endMs = process.argv[4];
if (endMs !== undefined) setTimeout(() => process.exit(7), Number(endMs));
else for (let i = start; ; i += 8) await Promise.all(Array.from({ length: 8 }, (_, k) => write(i + k)));
`;

const folder = mkdtempSync(join(tmpdir(), 'harper-edge-crash-'));
const script = join(import.meta.dirname, '../../dist/testing/crash-writer.mjs');

beforeAll(async () => {
  await build({
    stdin: { contents: writer, resolveDir: import.meta.dirname, loader: 'ts' },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['lmdb'],
    conditions: ['@harper-edge/source'],
  });
  copyFileSync(join(import.meta.dirname, 'batch-thread.mjs'), join(script, '../batch-thread.mjs'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function writeAndCrash(path: string, start: number, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, path, String(start)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  setTimeout(() => child.kill('SIGKILL'), afterMs);
  await new Promise((resolve) => child.once('close', resolve));
  // The last line may be cut off.
  return printed.split('\n').slice(0, -1);
}

/** That everything acknowledged is there, and that rows, index and blobs belong together. */
async function expectWhole(path: string, acknowledged: readonly string[]): Promise<void> {
  const store = createEmbeddedStore({ path });
  const table = store.table(conformanceTable);
  for (const line of acknowledged) {
    const [kind, name = ''] = line.split(' ');
    if (kind === 'row') expect(await table.get(name)).toMatchObject({ id: name });
    else expect(await store.blobs.stat(name)).toMatchObject({ sizeBytes: 800_000 });
  }
  const all = (await table.query({ limit: 10_000 })).rows;
  for (const group of ['g0', 'g1', 'g2']) {
    const where = [{ field: 'group', op: 'eq', value: group }] as const;
    const byIndex = await table.query({ where, sort: { field: 'rank', order: 'ascending' }, limit: 10_000 });
    expect(new Set(byIndex.rows.map(({ id }) => id))).toEqual(
      new Set(all.filter((row) => row.group === group).map(({ id }) => id)),
    );
  }
  for await (const { sizeBytes } of store.blobs.list()) expect(sizeBytes).toBe(800_000);
  await store.close();
}

describe('kill -9', () => {
  it('at any moment loses nothing acknowledged, tears no index from its rows and shows no half-written blob', async () => {
    const path = join(folder, 'store');
    const rng = createSeededRng(21);
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round++) {
      acknowledged.push(...(await writeAndCrash(path, round * 100_000, rng.next() * 250)));

      await expectWhole(path, acknowledged);
    }
    expect(acknowledged.length).toBeGreaterThan(100);
  });
});

it('a process that ends by itself while batches are written ends at once, and leaves them whole', async () => {
  const path = join(folder, 'ended');
  const rng = createSeededRng(22);
  const acknowledged: string[] = [];
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, [script, path, String(round * 100_000), String(150 + rng.next() * 100)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 20_000,
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.once('close', (...how) => {
        resolve(how);
      }),
    );
    expect([code, signal]).toEqual([7, null]);
    acknowledged.push(...printed.split('\n').slice(0, -1));
    await expectWhole(path, acknowledged);
  }
  expect(acknowledged.length).toBeGreaterThan(100);
});
