import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiRequest, Caller } from '@harper-edge/api';

/** Who sends this request: anybody where no key is set, else whoever presents it. */
export function createAuthentication(apiKey: string | undefined): (request: ApiRequest) => Caller | undefined {
  if (apiKey === undefined) return () => ({ name: 'local', isAdmin: true });
  const digest = (key: string): Buffer => createHash('sha256').update(key).digest();
  const expected = digest(apiKey);
  return ({ headers }) => {
    const bearer = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
    const presented = bearer ?? headers.get('x-api-key');
    // Digests have equal lengths, so that the comparison takes the same time for every wrong key.
    return presented !== null && timingSafeEqual(digest(presented), expected)
      ? { name: 'api-key', isAdmin: true }
      : undefined;
  };
}
