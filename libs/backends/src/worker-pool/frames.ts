import type { Writable } from 'node:stream';

/** A message between the pool and a worker: a JSON header and bytes. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  /** Begins at an address that any typed array can begin at. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

const prefixBytes = 16;
/** Copying so much costs less than handing it over in parts. */
const smallBytes = 65_536;

/**
 * Writes one frame: the length of the header (unsigned 32-bit, little-endian, as all numbers here), four bytes unused, the
 * length of the payload (64-bit float, exact to 2^53), the header, the payload. The parts are handed to the kernel as
 * they lie; they must not change until they are written.
 */
export function writeFrame(stream: Writable, header: unknown, parts: readonly Uint8Array[] = []): void {
  const text = JSON.stringify(header);
  const textBytes = Buffer.byteLength(text);
  const payloadBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const isSmall = payloadBytes <= smallBytes;
  const start = Buffer.allocUnsafe(prefixBytes + textBytes + (isSmall ? payloadBytes : 0));
  start.writeUInt32LE(textBytes, 0);
  start.writeUInt32LE(0, 4);
  start.writeDoubleLE(payloadBytes, 8);
  start.write(text, prefixBytes);
  if (isSmall) {
    let offset = prefixBytes + textBytes;
    for (const part of parts) {
      start.set(part, offset);
      offset += part.length;
    }
    stream.write(start);
    return;
  }
  stream.cork();
  stream.write(start);
  for (const part of parts) if (part.length > 0) stream.write(part);
  stream.uncork();
}

/** Puts frames together from the pieces they arrive in. Each piece is copied once. */
export function createFrameReader(onFrame: (frame: Frame) => void): (piece: Uint8Array) => void {
  const prefix = Buffer.alloc(prefixBytes);
  let target: Uint8Array<ArrayBuffer> = prefix;
  let filled = 0;
  let part: 'prefix' | 'header' | 'payload' = 'prefix';
  let header: Frame['header'] = {};
  let payloadBytes = 0;

  const expect = (next: typeof part, bytes: Uint8Array<ArrayBuffer>): void => {
    part = next;
    target = bytes;
    filled = 0;
  };

  /** Goes on while parts are complete, also those of no bytes. */
  const advance = (): void => {
    while (filled === target.length) {
      if (part === 'prefix') {
        payloadBytes = prefix.readDoubleLE(8);
        expect('header', new Uint8Array(prefix.readUInt32LE(0)));
      } else if (part === 'header') {
        header = JSON.parse(new TextDecoder().decode(target)) as Frame['header'];
        // Not pooled: it begins at its own, aligned, memory.
        expect('payload', Buffer.allocUnsafeSlow(payloadBytes));
      } else {
        const frame = { header, payload: target };
        expect('prefix', prefix);
        onFrame(frame);
      }
    }
  };

  return (piece) => {
    for (let read = 0; read < piece.length;) {
      const part = piece.subarray(read, read + target.length - filled);
      target.set(part, filled);
      filled += part.length;
      read += part.length;
      advance();
    }
  };
}
