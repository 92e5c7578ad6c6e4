import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBlockWriter } from './block-writer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-blocks-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A file whose flushes fail at these calls, as those of a disk that loses a block do: once, and never again. */
async function openFailing(failsAt: readonly number[]) {
  const path = join(folder, 'file');
  const file = await open(path, 'wx+');
  const seen = { flushes: 0, atOnce: 0, most: 0 };
  const datasync = async (): Promise<void> => {
    seen.flushes++;
    seen.most = Math.max(seen.most, ++seen.atOnce);
    const isLost = failsAt.includes(seen.flushes);
    await file.datasync();
    seen.atOnce--;
    if (isLost) throw new Error('a block was lost');
  };
  const handle = { write: file.write.bind(file), writev: file.writev.bind(file), datasync };
  return { path, file, seen, handle };
}

describe('a block writer', () => {
  it('writes every chunk at its place, in order, and says up to where the file is on the disk', async () => {
    const { path, file, handle } = await openFailing([]);
    const writer = createBlockWriter(handle, 0);
    const chunks = Array.from({ length: 90 }, (_, i) => Buffer.alloc(100_003, i));
    for (const chunk of chunks) await writer.take(chunk);
    const whole = Buffer.concat(chunks);
    expect(await writer.sync()).toBe(whole.length);
    expect((await readFile(path)).equals(whole)).toBe(true);
    await file.close();
  });

  it('never says again that the file is on the disk once a flush has failed', async () => {
    const { file, handle } = await openFailing([1]);
    const writer = createBlockWriter(handle, 0);
    await writer.take(Buffer.alloc(10));
    await expect(writer.sync()).rejects.toThrow('a block was lost');
    await expect(writer.sync()).rejects.toThrow('a block was lost');
    await file.close();
  });

  it('flushes while bytes come, never twice at once, and does not forget when that fails', async () => {
    const { file, handle, seen } = await openFailing([1]);
    const writer = createBlockWriter(handle, 0);
    const chunk = Buffer.alloc(1 << 20);
    const take = async (): Promise<void> => {
      for (let i = 0; i < 72; i++) await writer.take(chunk);
    };
    await take().catch(() => undefined);
    await Promise.allSettled([writer.sync(), writer.sync()]);
    expect(seen).toMatchObject({ most: 1, atOnce: 0 });
    expect(seen.flushes).toBeGreaterThanOrEqual(2);
    await expect(writer.sync()).rejects.toThrow('a block was lost');
    await file.close();
  });
});
