import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiResponse } from '@harper-edge/api';

/** Sends an answer; a stream as its pieces come. Resolves when it has been handed over, or the caller has left. */
export async function respond(outgoing: ServerResponse, { status, headers, body }: ApiResponse): Promise<void> {
  outgoing.writeHead(status, headers);
  if (typeof body === 'string' || body instanceof Uint8Array) {
    outgoing.end(body);
    return;
  }
  outgoing.flushHeaders();
  try {
    await pipeline(Readable.from(body), outgoing);
  } catch (error) {
    // A caller who left is no failure of ours; a source that fails in mid-stream can only be shown by cutting it.
    if (!outgoing.destroyed) throw error;
  }
}
