import { ksExactLogP } from '../kolmogorov-smirnov/exact-log-p.ts';
import { ksDistance } from '../kolmogorov-smirnov/ks-distance.ts';
import { checkOption, createOnlineDetector, type DetectorSnapshot, type OnlineDetector } from './online-detector.ts';

export interface KswinOptions {
  /** How many values are kept; more than `statSize`, better twice as many or more; default 100. */
  readonly windowSize?: number;
  /** How many of the latest values are compared with as many older ones; default 30. */
  readonly statSize?: number;
  /** The p-value of one comparison that raises the alarm; in (0, 1), default 0.0001. */
  readonly alpha?: number;
}

interface KswinState {
  /** The latest values, oldest first. */
  window: number[];
}

type KswinSnapshot = DetectorSnapshot<'kswin', Required<KswinOptions>, KswinState>;

/**
 * A change of the distribution, by Kolmogorov-Smirnov windowing (Raab, Heusinger and Schleif, "Reactive Soft Prototype
 * Computing for Concept Drift Streams", Neurocomputing 416 (2020)), without its random draw: once the window is full,
 * every value brings a comparison of the last `statSize` values with the values at positions floor(k (windowSize -
 * statSize) / statSize) of the older ones, alarm at an exact two-sample p <= alpha. After an alarm only the last
 * `statSize` values are kept. Comparisons are many and overlap: alpha is the false-alarm probability of one of them.
 * O(statSize) to O(statSize^2) a value.
 *
 * @throws RangeError for options out of range
 */
export function createKswin(options: KswinOptions = {}, from?: KswinSnapshot): OnlineDetector<KswinSnapshot> {
  const { windowSize = 100, statSize = 30, alpha = 0.0001 } = options;
  checkOption('statSize', statSize, { least: 1, whole: true });
  checkOption('windowSize', windowSize, { least: statSize + 1, whole: true });
  checkOption('alpha', alpha, { least: Number.MIN_VALUE, most: 1 - Number.EPSILON });
  const needed = neededDistance(statSize, alpha);
  const [recent, older] = [new Float64Array(statSize), new Float64Array(statSize)];
  const rest = windowSize - statSize;
  let isSorted = false;
  const step = ({ window }: KswinState, value: number) => {
    window.push(value);
    if (window.length > windowSize) window.shift();
    else isSorted = false;
    if (window.length < windowSize) return 'none';
    // One value has left the latest ones since the last comparison.
    if (isSorted) replaceSorted(recent, window[rest - 1] as number, value);
    for (let k = 0; k < statSize; k += 1) {
      if (!isSorted) insertSorted(recent, k, window[rest + k] as number);
      insertSorted(older, k, window[Math.floor((k * rest) / statSize)] as number);
    }
    isSorted = true;
    if (ksDistance(older, recent).h < needed) return 'none';
    window.splice(0, rest);
    return 'drift';
  };
  const initial = (): KswinState => ({ window: [] });
  return createOnlineDetector({ name: 'kswin', options: { windowSize, statSize, alpha }, initial, step }, from);
}

/** The least h = size^2 D with p <= alpha, so that p need not be computed for every value; Infinity if there is none. */
function neededDistance(size: number, alpha: number): number {
  for (let k = 1; k <= size; k += 1) {
    if (Math.exp(ksExactLogP({ n: size, m: size, h: size * k })) <= alpha) return size * k;
  }
  return Infinity;
}

/** Puts a value among the first `length` of an ascending array: the fastest sort for so few. */
function insertSorted(sorted: Float64Array, length: number, value: number): void {
  let place = length;
  while (place > 0 && (sorted[place - 1] as number) > value) {
    sorted[place] = sorted[place - 1] as number;
    place -= 1;
  }
  sorted[place] = value;
}

/** Takes one value out of an ascending array and puts another in. */
function replaceSorted(sorted: Float64Array, out: number, value: number): void {
  let place = 0;
  while (sorted[place] !== out) place += 1;
  while (place + 1 < sorted.length && (sorted[place + 1] as number) < value) {
    sorted[place] = sorted[place + 1] as number;
    place += 1;
  }
  insertSorted(sorted, place, value);
}
