/**
 * One tail of a distribution as exp(logScale) * factor, so that its logarithm outlives its underflow. It is the tail
 * that was computed directly; the other is 1 minus it.
 */
export interface Tail {
  readonly side: Side;
  readonly logScale: number;
  readonly factor: number;
}

export type Side = 'lower' | 'upper';

export const noTail = (side: Side): Tail => ({ side, logScale: -Infinity, factor: 1 });

/** The probability of the tail on `side`, in [0, 1]. */
export function tailProbability(tail: Tail, side: Side): number {
  const probability = Math.min(1, Math.exp(tail.logScale) * tail.factor);
  return tail.side === side ? probability : 1 - probability;
}

/** The natural logarithm of the tail on `side`, at most 0. */
export function tailLog(tail: Tail, side: Side): number {
  if (tail.side !== side) return Math.log1p(-tailProbability(tail, tail.side));
  return Math.min(0, tail.logScale + Math.log(tail.factor));
}
