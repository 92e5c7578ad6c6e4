import type { Effect } from './drift-test-result.ts';

/** From which size on an effect matters: what turns the second key. Of the sizes' absolute values. */
export const effectThresholds = {
  /** Distance of Kolmogorov and Smirnov, in [0, 1]. */
  D: 0.1,
  /** Wasserstein distance in standard deviations of the reference. */
  w1OverStd: 0.1,
  /** Population stability index above what chance gives. */
  psiExcess: 0.1,
  /** Base 2, in [0, 1]. */
  jensenShannon: 0.1,
  hellinger: 0.1,
  totalVariation: 0.1,
  lInfinity: 0.1,
  /** Bias-corrected, in [0, 1]. */
  cramersV: 0.1,
  /** Change of the share of one of two categories. */
  shareChange: 0.1,
  /** Change of the share of missing values. */
  missingShareChange: 0.05,
} as const satisfies Record<string, number>;

export type EffectName = keyof typeof effectThresholds;

/** Whether any of the effects reaches its threshold. */
export const isLarge = (effects: readonly Effect[], thresholds: Readonly<Record<string, number>>): boolean =>
  effects.some(({ name, value }) => Math.abs(value) >= (thresholds[name] ?? Infinity));
