import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformanceTable, createSeededRng } from '@harper-edge/contracts/testing';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedStore } from './index.ts';

/** A process that writes rows and blobs without end, and prints each once it is acknowledged. */
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
for (let i = start; ; i += 8) await Promise.all(Array.from({ length: 8 }, (_, k) => write(i + k)));
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

describe('kill -9', () => {
  it('at any moment loses nothing acknowledged, tears no index from its rows and shows no half-written blob', async () => {
    const path = join(folder, 'store');
    const rng = createSeededRng(21);
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round++) {
      acknowledged.push(...(await writeAndCrash(path, round * 100_000, rng.next() * 250)));

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
    expect(acknowledged.length).toBeGreaterThan(100);
  });
});
