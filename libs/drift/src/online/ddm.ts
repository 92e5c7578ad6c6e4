import { checkOption, createOnlineDetector, type DetectorSnapshot, type OnlineDetector } from './online-detector.ts';

export interface DdmOptions {
  /** How many values come before the first judgement; default 30. */
  readonly warmStart?: number;
  /** Standard errors above the least error rate that make a warning; default 2. */
  readonly warningLevel?: number;
  /** Standard errors above the least error rate that make a drift; default 3. */
  readonly driftLevel?: number;
}

interface DdmState {
  n: number;
  errorRate: number;
  /** The error rate and standard error where their sum was least. */
  least: { errorRate: number; standardError: number } | null;
}

type DdmSnapshot = DetectorSnapshot<'ddm', Required<DdmOptions>, DdmState>;

/**
 * A rise of a model's error rate, by the drift detection method (Gama, Medas, Castillo and Rodrigues, "Learning with
 * Drift Detection", SBIA 2004). Values are 1 for an error and 0 for a right answer. With the error rate p of all values
 * and s = sqrt(p (1 - p) / n), a drift when p + s exceeds pMin + driftLevel sMin, kept from where p + s was least. An
 * improvement is no drift. Warnings and alarms do come without change, the more the longer the stream. O(1) a value.
 *
 * @throws RangeError for options out of range, and from `update` for a value outside [0, 1]
 */
export function createDdm(options: DdmOptions = {}, from?: DdmSnapshot): OnlineDetector<DdmSnapshot> {
  const { warmStart = 30, warningLevel = 2, driftLevel = 3 } = options;
  checkOption('warmStart', warmStart, { least: 0, whole: true });
  checkOption('warningLevel', warningLevel, { least: 0 });
  checkOption('driftLevel', driftLevel, { least: warningLevel });
  const initial = (): DdmState => ({ n: 0, errorRate: 0, least: null });
  const step = (state: DdmState, value: number) => {
    if (value < 0 || value > 1) throw new RangeError(`DDM takes 1 for an error and 0 for none, got ${value}.`);
    state.n += 1;
    state.errorRate += (value - state.errorRate) / state.n;
    if (state.n <= warmStart) return 'none';
    const { errorRate } = state;
    const standardError = Math.sqrt((errorRate * (1 - errorRate)) / state.n);
    const now = errorRate + standardError;
    let { least } = state;
    if (least === null || now <= least.errorRate + least.standardError) {
      least = { errorRate, standardError };
      state.least = least;
    }
    if (now <= least.errorRate + driftLevel * least.standardError) {
      return now > least.errorRate + warningLevel * least.standardError ? 'warning' : 'none';
    }
    Object.assign(state, initial());
    return 'drift';
  };
  return createOnlineDetector({ name: 'ddm', options: { warmStart, warningLevel, driftLevel }, initial, step }, from);
}
