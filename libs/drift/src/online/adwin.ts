import { checkOption, createOnlineDetector, type DetectorSnapshot, type OnlineDetector } from './online-detector.ts';

export interface AdwinOptions {
  /** The smaller, the surer a change must be; in (0, 1), default 0.002. */
  readonly delta?: number;
}

interface AdwinState {
  /** How many values the window holds, their sum, and the sum of squared deviations from their mean. */
  width: number;
  total: number;
  m2: number;
  /** The sums of buckets of 1, 2, 4, ... values, the oldest bucket of each size first. */
  buckets: number[][];
}

type AdwinSnapshot = DetectorSnapshot<'adwin', Required<AdwinOptions>, AdwinState>;

const bucketsPerSize = 5;
const valuesPerCheck = 32;
const leastPart = 5;

/**
 * A change of the mean, by adaptive windowing (Bifet and Gavaldà, "Learning from Time-Changing Data with Adaptive
 * Windowing", SDM 2007): the window since the last alarm is kept as an exponential histogram, and every 32 values it is
 * cut between buckets, oldest first. A cut into n0 and n1 >= 5 values raises the alarm if their means differ by more than
 * sqrt(2 m v d) + 2/3 m d with m = 1 / (n0 - 4) + 1 / (n1 - 4), d = ln(2 ln(width) / delta) and v the variance of the
 * window. No scale has to be known. O(1) a value on average, O(log n) memory.
 *
 * @throws RangeError for a delta outside (0, 1)
 */
export function createAdwin(options: AdwinOptions = {}, from?: AdwinSnapshot): OnlineDetector<AdwinSnapshot> {
  const { delta = 0.002 } = options;
  checkOption('delta', delta, { least: Number.MIN_VALUE, most: 1 - Number.EPSILON });
  const initial = (): AdwinState => ({ width: 0, total: 0, m2: 0, buckets: [] });
  const step = (state: AdwinState, value: number) => {
    insert(state, value);
    if (state.width % valuesPerCheck !== 0 || !isCut(state, delta)) return 'none';
    // The method drops the oldest buckets until no cut is left; as all of them go now, one cut is enough.
    Object.assign(state, initial());
    return 'drift';
  };
  return createOnlineDetector({ name: 'adwin', options: { delta }, initial, step }, from);
}

function insert(state: AdwinState, value: number): void {
  const before = state.width;
  if (before > 0) state.m2 += (before * (value - state.total / before) ** 2) / (before + 1);
  state.width += 1;
  state.total += value;
  let carried = value;
  for (let size = 0; ; size += 1) {
    const row = (state.buckets[size] ??= []);
    row.push(carried);
    if (row.length <= bucketsPerSize) return;
    const [oldest = 0, next = 0] = row.splice(0, 2);
    carried = oldest + next;
  }
}

function isCut({ width, total, m2, buckets }: AdwinState, delta: number): boolean {
  const d = Math.log((2 * Math.log(width)) / delta);
  const scale = 2 * (m2 / width) * d;
  let [n0, sum0] = [0, 0];
  for (let size = buckets.length - 1; size >= 0; size -= 1) {
    for (const sum of buckets[size] ?? []) {
      n0 += 2 ** size;
      sum0 += sum;
      const n1 = width - n0;
      if (n1 < leastPart) return false;
      if (n0 < leastPart) continue;
      const m = 1 / (n0 - leastPart + 1) + 1 / (n1 - leastPart + 1);
      const limit = Math.sqrt(m * scale) + (2 / 3) * m * d;
      if (Math.abs(sum0 / n0 - (total - sum0) / n1) > limit) return true;
    }
  }
  return false;
}
