import { addToHash, finalise } from './hash-value.ts';

export type Distinct = string | number | boolean;

/** Plain JSON. */
export interface DistinctSnapshot {
  /** Every different value with its count; null once there were too many. */
  readonly counts: readonly (readonly [Distinct, number])[] | null;
  /** The registers of HyperLogLog from then on, and the most frequent value until then with its count to the end. */
  readonly registers: readonly number[] | null;
  readonly top: readonly [Distinct, number] | null;
}

export interface DistinctCounter {
  add(value: Distinct, count?: number): void;
  merge(other: DistinctSnapshot): void;
  toJSON(): DistinctSnapshot;
}

/** So many different values are counted one by one. */
export const exactUpTo = 10_000;
const registerBits = 12;

/**
 * Counts different values: exactly up to 10 000, then by HyperLogLog with 4096 registers, which is right to about 1.6 %
 * (Flajolet, Fusy, Gandouet and Meunier 2007). Whatever the split and the order of merging, the number is the same.
 */
export function createDistinctCounter(): DistinctCounter {
  let counts: Map<Distinct, number> | null = new Map();
  let registers: number[] | null = null;
  let top: [Distinct, number] | null = null;
  const estimateFromNow = (): number[] => {
    if (registers !== null) return registers;
    registers = new Array<number>(2 ** registerBits).fill(0);
    for (const value of counts?.keys() ?? []) record(registers, value);
    top = mostFrequent(counts ?? []);
    counts = null;
    return registers;
  };
  const add = (value: Distinct, count = 1): void => {
    if (counts !== null) {
      counts.set(value, (counts.get(value) ?? 0) + count);
      if (counts.size > exactUpTo) estimateFromNow();
    } else {
      record(estimateFromNow(), value);
      if (top?.[0] === value) top[1] += count;
    }
  };
  return {
    add,
    merge: (other) => {
      for (const [value, count] of other.counts ?? []) add(value, count);
      if (other.registers === null) return;
      const own = estimateFromNow();
      for (const [at, rank] of other.registers.entries()) own[at] = Math.max(own[at] as number, rank);
      if (other.top !== null && top?.[0] === other.top[0]) top[1] += other.top[1];
      else if (other.top !== null && other.top[1] > (top?.[1] ?? 0)) top = [...other.top];
    },
    toJSON: () => ({ counts: counts && [...counts], registers: registers && [...registers], top: top && [...top] }),
  };
}

/** How many different values there were; with registers an estimate. */
export function distinctCount({ counts, registers }: DistinctSnapshot): number {
  if (counts !== null) return counts.length;
  const size = 2 ** registerBits;
  const sum = (registers ?? []).reduce((all, rank) => all + 2 ** -rank, 0);
  return Math.round(((0.7213 / (1 + 1.079 / size)) * size * size) / sum);
}

export const mostFrequent = (counts: Iterable<readonly [Distinct, number]>): [Distinct, number] | null =>
  [...counts].reduce<[Distinct, number] | null>(
    (best, [value, count]) => (count > (best?.[1] ?? 0) ? [value, count] : best),
    null,
  );

function record(registers: number[], value: Distinct): void {
  const hash = [0, 0];
  addToHash(hash, value);
  const [high, low] = [finalise(hash[0] as number), finalise(hash[1] as number)];
  const register = high >>> (32 - registerBits);
  // The place of the first 1 among the 52 bits left.
  const left = (high << registerBits) >>> 0;
  const rank = left > 0 ? Math.clz32(left) + 1 : 33 - registerBits + Math.clz32(low);
  registers[register] = Math.max(registers[register] as number, rank);
}
