/** The logarithm of a tail at u, and its derivative with respect to u. */
export interface LogTailAt {
  readonly logTail: number;
  readonly slope: number;
}

/**
 * The u where a log tail equals `target`, by Newton's method. A log tail that is concave in u, as those of the gamma
 * distribution in log x and of the beta distribution in logit x are, is approached from one side after the first step,
 * so no bracket is needed; `floor`, a bound known to lie below the solution, catches a first step out of a flat region.
 */
export function invertLogTail(
  target: number,
  logTail: (u: number) => LogTailAt,
  { start, floor }: { readonly start: number; readonly floor: number },
): number {
  let u = Math.max(start, floor);
  for (let round = 0; round < 300; round += 1) {
    const at = logTail(u);
    const excess = at.logTail - target;
    const step = excess / at.slope;
    const next = Number.isFinite(step) ? Math.max(floor, u - Math.max(-4, step)) : floor;
    // Newton's error squares: what follows an excess of 1e-9 is rounding.
    if (next === u || Math.abs(excess) < 1e-9) return next;
    u = next;
  }
  return u;
}
