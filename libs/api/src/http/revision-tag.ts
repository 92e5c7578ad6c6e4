import { EdgeError } from '@harper-edge/contracts';
import type { ApiRequest } from './exchange.ts';

/** The ETag of a model: the revision of its history, as a strong tag. */
export const revisionTag = (revision: number): string => `"${revision}"`;

/**
 * The revisions that `If-Match` asks for; `undefined` without the header, and for `*`, which any revision matches. Weak and
 * foreign tags match none, as RFC 9110, section 13.1.1, has it.
 *
 * @throws EdgeError INVALID_INPUT when it is no list of tags
 */
export function ifMatchOf({ headers }: ApiRequest): readonly number[] | undefined {
  const header = headers.get('if-match')?.trim();
  if (header === undefined || header === '*') return undefined;
  const tags = header.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => /^(W\/)?"[\x21\x23-\x7e]*"$/.test(tag))) {
    throw new EdgeError('INVALID_INPUT', `If-Match: expected the ETag of an answer, such as "7" in its quotes, or *`);
  }
  return tags.flatMap((tag) => (/^"[0-9]{1,15}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
}
