import { EdgeError } from '@harper-edge/contracts';
import type { HttpAnswer } from './http-client.ts';

const maxBytes = 32 * 2 ** 20;

/** The whole answer as JSON, at most 32 MiB. @throws EdgeError INVALID_INPUT, TOO_LARGE */
export async function readJson({ content, who }: Pick<HttpAnswer, 'content' | 'who'>): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new EdgeError('TOO_LARGE', `${who} answered more than ${maxBytes} bytes of JSON`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (cause) {
    throw new EdgeError('INVALID_INPUT', `${who}: expected JSON, received something else`, { cause });
  }
}
