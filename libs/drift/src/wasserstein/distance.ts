import type { NoResult } from '../drift-test-result.ts';

export interface Distance {
  readonly ok: true;
  /** In the unit of the values. */
  readonly w1: number;
  /** Population standard deviation of the reference. */
  readonly referenceStd: number;
  /** w1 / referenceStd; for a constant reference 0 or Infinity, with the warning `constantReference`. */
  readonly w1OverStd: number;
  readonly n: number;
  readonly m: number;
  readonly dropped: number;
  readonly warnings: readonly string[];
}

export type Wasserstein = Distance | NoResult;

export const notFinite: NoResult = {
  ok: false,
  reason: 'nonFinite',
  detail: 'A distance to infinity is no number: drop or clip infinite values first.',
};

/** Adds the distance in standard deviations of the reference. */
export const distanceOf = ({
  w1,
  referenceStd,
  ...rest
}: Omit<Distance, 'ok' | 'w1OverStd' | 'warnings'>): Distance => ({
  ok: true,
  w1,
  referenceStd,
  w1OverStd: w1 === 0 ? 0 : w1 / referenceStd,
  ...rest,
  warnings: referenceStd === 0 ? ['constantReference'] : [],
});
