import { checkOption, createOnlineDetector, type DetectorSnapshot, type OnlineDetector } from './online-detector.ts';

export interface EDetectorOptions {
  /** The mean of the reference; default 0. */
  readonly mean?: number;
  /** The standard deviation of the reference, > 0; default 1. */
  readonly standardDeviation?: number;
  /** The probability that a stream without change ever raises an alarm; in (0, 1), default 0.01. */
  readonly alpha?: number;
  /** The same for a warning; from alpha to 1, default 10 alpha. */
  readonly warningAlpha?: number;
  /** The shift, in standard deviations, that counts as no change; default 0.1. */
  readonly ignoredShift?: number;
}

interface EDetectorState {
  n: number;
  /** The wealth of each bet. */
  wealth: number[];
}

type EDetectorSnapshot = DetectorSnapshot<'eDetector', Required<EDetectorOptions>, EDetectorState>;

/** How strongly the values are bet to lie on one side of the mean, per standard deviation. */
const stakes = [0.0625, 0.125, 0.25, 0.5, 1].flatMap((stake) => [stake, -stake]);

/**
 * A change of the mean, with a false-alarm probability that holds for a stream of any length: a mixture of e-processes
 * (Shin, Ramdas and Rinaldo, "E-detectors", NEJSDS 2 (2024)) over ten stakes s and over all times t of a change, the
 * latter with weights 1 / log2(t + 1) - 1 / log2(t + 2), which sum to 1. With z = (x - mean) / standardDeviation and
 * d = ignoredShift, a bet on s grows by
 *
 *     phi(s z) exp(-|s| d - s^2 (1 + d)^2 / 2),  phi(u) = 1 + u + u^2 / 2 for u >= 0, 1 / (1 - u + u^2 / 2) for u < 0,
 *
 * Catoni's function, in place of exp(s z), so no tail is assumed. An alarm when the mixture reaches 1 / alpha. As long
 * as every z has, given those before, a mean within d of 0 and a mean square of at most (1 + d)^2, the mixture is a
 * supermartingale that starts at 1, and by Ville's inequality the probability of any alarm is at most alpha. So d also
 * covers what the mean and the deviation, estimated from n values, are off: about 2 / sqrt(n). The promise holds anew
 * after each alarm. After 1000 values without change, shifts of 1, 0.5 and 0.3 standard deviations are found in about
 * 60, 240 and 830 values. O(1) a value.
 *
 * @throws RangeError for options out of range
 */
export function createEDetector(
  options: EDetectorOptions = {},
  from?: EDetectorSnapshot,
): OnlineDetector<EDetectorSnapshot> {
  const { mean = 0, standardDeviation = 1, alpha = 0.01, ignoredShift = 0.1 } = options;
  const { warningAlpha = Math.min(1, 10 * alpha) } = options;
  checkOption('mean', mean, { least: -Number.MAX_VALUE, most: Number.MAX_VALUE });
  checkOption('standardDeviation', standardDeviation, { least: Number.MIN_VALUE, most: Number.MAX_VALUE });
  checkOption('alpha', alpha, { least: Number.MIN_VALUE, most: 1 - Number.EPSILON });
  checkOption('warningAlpha', warningAlpha, { least: alpha, most: 1 });
  checkOption('ignoredShift', ignoredShift, { least: 0, most: Number.MAX_VALUE });
  const prices = stakes.map((stake) =>
    Math.exp(-Math.abs(stake) * ignoredShift - (stake * (1 + ignoredShift)) ** 2 / 2),
  );
  const initial = (): EDetectorState => ({ n: 0, wealth: stakes.map(() => 0) });
  const step = (state: EDetectorState, value: number) => {
    state.n += 1;
    const z = (value - mean) / standardDeviation;
    const started = notStarted(state.n - 1) - notStarted(state.n);
    let total = 0;
    for (let bet = 0; bet < stakes.length; bet += 1) {
      const gain = catoni((stakes[bet] as number) * z) * (prices[bet] as number);
      const wealth = Math.min(((state.wealth[bet] as number) + started) * gain, Number.MAX_VALUE);
      state.wealth[bet] = wealth;
      total += wealth / stakes.length;
    }
    const evidence = total + notStarted(state.n);
    if (evidence < 1 / alpha) return evidence >= 1 / warningAlpha ? 'warning' : 'none';
    Object.assign(state, initial());
    return 'drift';
  };
  const resolved = { mean, standardDeviation, alpha, warningAlpha, ignoredShift };
  return createOnlineDetector({ name: 'eDetector', options: resolved, initial, step }, from);
}

/** The share of the capital still kept after n values; it falls so slowly that late changes are found soon, too. */
const notStarted = (n: number): number => 1 / Math.log2(n + 2);

function catoni(u: number): number {
  return u < 0 ? 1 / (1 - u + (u * u) / 2) : 1 + u + (u * u) / 2;
}
