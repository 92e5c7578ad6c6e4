import { createHash } from 'node:crypto';

/**
 * A key of 43 characters for everything an answer depends on: the SHA-256 of its JSON with the members of every object in
 * the order of their names, so that equal values have equal keys however they were written down. Revisions (of the model, of
 * the catalogue, of the experiment) belong into the value: what they replace is then never asked for again, and nothing has
 * to be deleted.
 *
 * Members that are `undefined` count as absent.
 *
 * @example cacheKey({ model: version.sha256, catalogue: 17, variant: 'treatment', context: { season: 'winter' } })
 */
export const cacheKey = (parts: Readonly<Record<string, unknown>>): string =>
  createHash('sha256').update(canonicalJson(parts)).digest('base64url');

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    // Lists of ids are what most keys are made of, and written at once an order of magnitude faster.
    return value.every(isPlain) ? JSON.stringify(value) : `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return canonicalScalar(value);
  let members = '';
  for (const name of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (member !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || Number.isFinite(value);

/** JSON has one word for what is not there, not finite and null; numbers that differ must not share a key. */
function canonicalScalar(value: unknown): string {
  if (value === undefined) return 'null';
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
}
