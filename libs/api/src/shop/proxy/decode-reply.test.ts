import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeReply } from './decode-reply.ts';

describe('the text of a reply', () => {
  const text = 'éé'.repeat(100);
  it.each([
    ['identity', Buffer.from(text)],
    ['gzip', gzipSync(text)],
    ['X-Gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
  ])('is read in %s', async (coding, bytes) => {
    expect(await decodeReply(bytes, coding, 1_000)).toBe(text);
  });

  it('is not read where the coding is unknown, or more comes out than fits', async () => {
    expect(await decodeReply(Buffer.from(text), 'zstd', 1_000)).toBeUndefined();
    expect(await decodeReply(gzipSync(Buffer.alloc(1_001)), 'gzip', 1_000)).toBeUndefined();
  });

  it.each([
    ['gzip', gzipSync(text).subarray(0, 20)],
    ['gzip', Buffer.from('no gzip')],
    ['identity', Buffer.from([0xff])],
  ])('that is damaged in %s is refused', async (coding, bytes) => {
    await expect(decodeReply(bytes, coding, 1_000)).rejects.toMatchObject({ code: 'BAD_GATEWAY' });
  });
});
