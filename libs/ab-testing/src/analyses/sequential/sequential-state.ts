import type { ConfidenceSequence } from './confidence-sequence.ts';

/** What all looks so far have shown together; plain JSON. */
export interface SequentialState {
  readonly looks: number;
  /** The smallest p-value of all looks, which is as valid as each of them. */
  readonly pValue: number;
  readonly log10P: number;
  /** The intersection of all intervals; null where there is no bound yet. */
  readonly lower: number | null;
  readonly upper: number | null;
  /**
   * The intervals have no point in common, which happens with probability at most alpha if one effect lies behind all
   * looks: the effect has changed, or one of the looks is wrong. `lower` and `upper` are then those of the last look.
   */
  readonly contradictory: boolean;
}

export const firstSequentialState: SequentialState = {
  looks: 0,
  pValue: 1,
  log10P: 0,
  lower: null,
  upper: null,
  contradictory: false,
};

/** The state after one more look. */
export function updateSequentialState(state: SequentialState, look: ConfidenceSequence): SequentialState {
  const lower = Math.max(state.lower ?? -Infinity, look.lower);
  const upper = Math.min(state.upper ?? Infinity, look.upper);
  const contradictory = state.contradictory || lower > upper;
  const interval = lower > upper ? look : { lower, upper };
  const finite = (bound: number) => (Number.isFinite(bound) ? bound : null);
  return {
    looks: state.looks + 1,
    pValue: Math.min(state.pValue, look.pValue),
    log10P: Math.min(state.log10P, look.log10P),
    lower: finite(interval.lower),
    upper: finite(interval.upper),
    contradictory,
  };
}
