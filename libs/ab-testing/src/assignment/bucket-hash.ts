/** Gives each unit id a place in [0, 1), for one seed. */
export type BucketHash = (unitId: string) => number;

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/** FNV-1a of 32 bits over UTF-16 code units, not bytes: what versions 1 and 2 are defined on. */
const hashCodeUnits = (start: number, text: string): number => {
  let state = start;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), prime);
  return state;
};

/** FNV-1a of 32 bits over UTF-8 bytes, made on the way; half a surrogate pair counts as U+FFFD, as encoders do. */
const hashBytes = (start: number, text: string): number => {
  let state = start;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      state = Math.imul(state ^ unit, prime);
      continue;
    }
    const point = text.codePointAt(index) as number;
    if (point > 0xffff) index += 1;
    state = hashWidePoint(state, point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
  }
  return state;
};

const hashWidePoint = (start: number, point: number): number => {
  let state = start;
  if (point < 0x800) {
    state = Math.imul(state ^ (0xc0 | (point >> 6)), prime);
  } else {
    if (point < 0x10000) {
      state = Math.imul(state ^ (0xe0 | (point >> 12)), prime);
    } else {
      state = Math.imul(state ^ (0xf0 | (point >> 18)), prime);
      state = Math.imul(state ^ (0x80 | ((point >> 12) & 63)), prime);
    }
    state = Math.imul(state ^ (0x80 | ((point >> 6) & 63)), prime);
  }
  return Math.imul(state ^ (0x80 | (point & 63)), prime);
};

const hashDigit = (state: number, digit: number): number => Math.imul(state ^ (48 + digit), prime);

/** FNV-1a over the decimal digits of a number below 2^32, nearly always without making the string. */
const hashDecimal = (value: number): number => {
  // Two of a hundred hashes are shorter than nine digits.
  if (value < 100_000_000) return hashCodeUnits(offsetBasis, String(value));
  const upper = (value / 10_000) | 0;
  const lower = (value - upper * 10_000) | 0;
  let state = upper < 100_000 ? offsetBasis : hashDigit(offsetBasis, (upper / 100_000) | 0);
  state = hashDigit(state, ((upper / 10_000) | 0) % 10);
  state = hashDigit(state, ((upper / 1000) | 0) % 10);
  state = hashDigit(state, ((upper / 100) | 0) % 10);
  state = hashDigit(state, ((upper / 10) | 0) % 10);
  state = hashDigit(state, upper % 10);
  state = hashDigit(state, (lower / 1000) | 0);
  state = hashDigit(state, ((lower / 100) | 0) % 10);
  state = hashDigit(state, ((lower / 10) | 0) % 10);
  return hashDigit(state, lower % 10);
};

/** The finaliser of MurmurHash3: every bit of the input changes about half the bits of the result. */
const finalise = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};

const versions = {
  1: (seed) => (unitId) => ((hashCodeUnits(hashCodeUnits(offsetBasis, unitId), seed) >>> 0) % 1000) / 1000,
  2: (seed) => {
    const state = hashCodeUnits(offsetBasis, seed);
    return (unitId) => ((hashDecimal(hashCodeUnits(state, unitId) >>> 0) >>> 0) % 10_000) / 10_000;
  },
  3: (seed) => {
    const state = finalise(hashBytes(offsetBasis, seed));
    return (unitId) => (finalise(hashBytes(state, unitId)) >>> 0) / 4_294_967_296;
  },
} as const satisfies Record<number, (seed: string) => BucketHash>;

/**
 * - 1: FNV-1a of id and seed, 1,000 places. Correlated between experiments with similar seeds; only to keep old
 *   assignments as they are.
 * - 2: FNV-1a of the decimal digits of FNV-1a of seed and id, 10,000 places. Bit for bit that of other SDKs.
 * - 3: FNV-1a over UTF-8, continued over the id from the mixed state of the seed, mixed again: 2^32 places.
 */
export type HashVersion = keyof typeof versions;

export const isHashVersion = (version: number): version is HashVersion => version in versions;

/** The hash of one seed; what depends on the seed alone is computed here, once. Ids take about 0.1 µs each. */
export const createBucketHash = (seed: string, version: HashVersion): BucketHash => versions[version](seed);

/**
 * The place of one unit in [0, 1): the same on every machine, in every process, for ever.
 *
 * @returns null for a version that does not exist, so that a definition from a newer system includes nobody
 * @example bucketHash('seed', 'a', 2) // 0.0505
 */
export const bucketHash = (seed: string, unitId: string, version: number): number | null =>
  isHashVersion(version) ? createBucketHash(seed, version)(unitId) : null;
