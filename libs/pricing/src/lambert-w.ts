/**
 * W(exp(z)) for Lambert's W, the solution w of w + ln w = z: by Halley's steps on that equation, so that exp(z) may be
 * larger or smaller than any double. Relative error about 1e-15. (Corless, Gonnet, Hare, Jeffrey and Knuth, "On the
 * Lambert W Function", Advances in Computational Mathematics 5 (1996), p. 329.)
 *
 * @example lambertWOfExp(1) // 1, as 1 e^1 = e^1
 */
export function lambertWOfExp(z: number): number {
  // Below this w = exp(z) - exp(2 z) + ... is exp(z) to the last bit.
  if (z < -40) return Math.exp(z);
  if (z === Infinity) return Infinity;
  let w = z > 1 ? z - Math.log(z) : Math.exp(z) / (1 + Math.exp(z));
  for (let step = 0; step < 20; step += 1) {
    const error = w + Math.log(w) - z;
    const slope = 1 + 1 / w;
    const change = error / (slope + error / (2 * w * w * slope));
    w -= change;
    if (Math.abs(change) <= 1e-16 * w) break;
  }
  return w;
}
