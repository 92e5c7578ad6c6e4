import { checkOption, createOnlineDetector, type DetectorSnapshot, type OnlineDetector } from './online-detector.ts';

export interface PageHinkleyOptions {
  /** No alarm before the value of this number, less one; default 30. */
  readonly minInstances?: number;
  /** The change of the mean that is let pass, in units of the values; default 0.005. */
  readonly delta?: number;
  /** The sum of deviations that raises the alarm, in units of the values; default 50. */
  readonly threshold?: number;
  /** How much of the sums is kept from value to value, in (0, 1]; default 0.9999. */
  readonly alpha?: number;
  /** Which changes of the mean count; default both. */
  readonly mode?: 'up' | 'down' | 'both';
}

interface PageHinkleyState {
  n: number;
  mean: number;
  up: number;
  down: number;
}

type PageHinkleySnapshot = DetectorSnapshot<'pageHinkley', Required<PageHinkleyOptions>, PageHinkleyState>;

/**
 * A change of the mean, by the Page-Hinkley test (Page, "Continuous inspection schemes", Biometrika 41 (1954)). With the
 * running mean, up = max(0, alpha up + (x - mean - delta)) and down = max(0, alpha down + (mean - x - delta)); an alarm
 * when one of them reaches the threshold. The threshold says nothing of how often a stream without change raises an
 * alarm: choose it from such a stream, or take the e-detector. O(1) a value.
 *
 * @throws RangeError for options out of range
 */
export function createPageHinkley(
  options: PageHinkleyOptions = {},
  from?: PageHinkleySnapshot,
): OnlineDetector<PageHinkleySnapshot> {
  const { minInstances = 30, delta = 0.005, threshold = 50, alpha = 0.9999, mode = 'both' } = options;
  checkOption('minInstances', minInstances, { least: 1, whole: true });
  checkOption('delta', delta, { least: 0 });
  checkOption('threshold', threshold, { least: 0 });
  checkOption('alpha', alpha, { least: Number.MIN_VALUE, most: 1 });
  if (!['up', 'down', 'both'].includes(mode)) throw new RangeError(`mode is up, down or both, got ${mode}.`);
  const initial = (): PageHinkleyState => ({ n: 0, mean: 0, up: 0, down: 0 });
  const step = (state: PageHinkleyState, value: number) => {
    state.n += 1;
    state.mean += (value - state.mean) / state.n;
    const up = alpha * state.up + (value - state.mean - delta);
    const down = alpha * state.down + (state.mean - value - delta);
    state.up = up > 0 ? up : 0;
    state.down = down > 0 ? down : 0;
    const reached = (mode !== 'down' && state.up >= threshold) || (mode !== 'up' && state.down >= threshold);
    if (!reached || state.n + 1 < minInstances) return 'none';
    Object.assign(state, initial());
    return 'drift';
  };
  const resolved = { minInstances, delta, threshold, alpha, mode };
  return createOnlineDetector({ name: 'pageHinkley', options: resolved, initial, step }, from);
}
