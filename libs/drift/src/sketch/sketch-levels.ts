import { sortNumbers } from '@harper-edge/stats';
import { coin } from './coin.ts';

export interface LevelsSnapshot {
  /** Each value on level i, ascending, stands for 2^i values. */
  readonly levels: readonly (readonly number[])[];
  /** How often a level was halved: what the coins were drawn from. */
  readonly halvings: number;
  /** Sum of 4^i over the halvings of level i: what bounds the rank error. */
  readonly squaredWeights: number;
}

export interface Levels {
  add(value: number): void;
  merge(other: LevelsSnapshot): void;
  toJSON(): LevelsSnapshot;
}

/** Levels below the largest shrink by this factor, down to the smallest capacity. */
const shrinking = 2 / 3;
export const smallestCapacity = 64;

/** The levels of a sketch, which halve themselves when they are full. */
export function createLevels({ seed, k }: { readonly seed: number; readonly k: number }): Levels {
  const levels: Level[] = [emptyLevel()];
  let [halvings, squaredWeights] = [0, 0];
  let capacities = [k];
  const grow = (): void => {
    levels.push(emptyLevel());
    capacities = levels.map((_, level) => {
      const half = Math.floor((k * shrinking ** (levels.length - 1 - level)) / 2);
      return Math.max(smallestCapacity, 2 * half);
    });
  };
  const halve = (index: number): void => {
    if (index + 1 === levels.length) grow();
    promote(levels[index] as Level, levels[index + 1] as Level, coin(seed, halvings));
    halvings += 1;
    squaredWeights += 4 ** index;
  };
  const makeRoom = (): void => {
    for (let index = 0; index < levels.length; index += 1) {
      while ((levels[index] as Level).size >= (capacities[index] as number)) halve(index);
    }
  };
  return {
    add: (value) => {
      const lowest = levels[0] as Level;
      push(lowest, value);
      if (lowest.size >= (capacities[0] as number)) makeRoom();
    },
    merge: (other) => {
      for (const [index, values] of other.levels.entries()) {
        if (index === levels.length) grow();
        for (const value of values) push(levels[index] as Level, value);
      }
      halvings += other.halvings;
      squaredWeights += other.squaredWeights;
      makeRoom();
    },
    toJSON: () => ({
      levels: levels.map(({ values, size }) => [...sortNumbers(values.subarray(0, size))]),
      halvings,
      squaredWeights,
    }),
  };
}

interface Level {
  values: Float64Array;
  size: number;
}

const emptyLevel = (): Level => ({ values: new Float64Array(smallestCapacity), size: 0 });

function push(level: Level, value: number): void {
  if (level.size === level.values.length) {
    const larger = new Float64Array(2 * level.size);
    larger.set(level.values);
    level.values = larger;
  }
  level.values[level.size] = value;
  level.size += 1;
}

/** Moves every second value up, from `offset` on, and drops the others; an odd one out stays. */
function promote(from: Level, to: Level, offset: number): void {
  const pairs = from.size - (from.size % 2);
  // The odd one is the last to have come, so it does not favour large or small values.
  const left = from.values[pairs] as number;
  const sorted = from.values.subarray(0, pairs).sort();
  for (let index = offset; index < pairs; index += 2) push(to, sorted[index] as number);
  from.values[0] = left;
  from.size -= pairs;
}
