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
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return canonicalScalar(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** JSON has one word for what is not there, not finite and null; numbers that differ must not share a key. */
function canonicalScalar(value: unknown): string {
  if (value === undefined) return 'null';
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
}
