import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameReader, writeFrame, type Frame } from './frames.ts';

interface Message {
  readonly header: Record<string, unknown>;
  readonly parts: readonly Uint8Array[];
}

/** The bytes of the messages, one after the other. */
function written(messages: readonly Message[]): Buffer {
  const stream = new PassThrough({ highWaterMark: 1 << 24 });
  for (const { header, parts } of messages) writeFrame(stream, header, parts);
  return (stream.read() as Buffer | null) ?? Buffer.alloc(0);
}

/** What is read of bytes that come cut at these places. */
function readCut(bytes: Buffer, cuts: readonly number[]): Frame[] {
  const frames: Frame[] = [];
  const read = createFrameReader((frame) => void frames.push(frame));
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [i, place] of places.entries()) if (i > 0) read(bytes.subarray(places[i - 1], place));
  return frames;
}

const message: fc.Arbitrary<Message> = fc.record({
  header: fc.dictionary(
    fc.string({ unit: 'grapheme' }),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean()),
  ),
  parts: fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }),
});

describe('frames', () => {
  it('come out as they went in, wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 30 }), (messages, cuts) => {
        const frames = readCut(written(messages), cuts);
        expect(frames.map(({ header, payload }) => ({ header, payload: [...payload] }))).toEqual(
          messages.map(({ header, parts }) => ({
            header: JSON.parse(JSON.stringify(header)) as unknown,
            payload: parts.flatMap((part) => [...part]),
          })),
        );
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('come out byte by byte, also without header members and payload', () => {
    const messages = [
      { header: {}, parts: [] },
      { header: { a: 'é🏔' }, parts: [new Uint8Array([1, 2, 3])] },
      { header: {}, parts: [] },
    ];
    const bytes = written(messages);
    const frames = readCut(
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(frames.map(({ header, payload }) => [header, [...payload]])).toEqual([
      [{}, []],
      [{ a: 'é🏔' }, [1, 2, 3]],
      [{}, []],
    ]);
  });

  it('hold their payload in memory of its own that any typed array can begin at', () => {
    const bytes = written(
      [1, 2, 3].map((length) => ({ header: { odd: 'x'.repeat(length) }, parts: [new Uint8Array(8).fill(length)] })),
    );
    const frames = readCut(bytes, [3, 7, 11]);
    for (const { payload } of frames) {
      expect([payload.byteOffset, payload.buffer.byteLength]).toEqual([0, 8]);
      expect(() => new Float64Array(payload.buffer, payload.byteOffset, 1)).not.toThrow();
    }
    frames[0]?.payload.fill(9);
    expect([...(frames[1]?.payload ?? [])]).toEqual(Array.from({ length: 8 }, () => 2));
    bytes.fill(0);
    expect([...(frames[2]?.payload ?? [])]).toEqual(Array.from({ length: 8 }, () => 3));
  });
});
