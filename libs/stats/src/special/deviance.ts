/**
 * Half the Poisson deviance x log(x / mean) + mean - x, for x >= 0 and mean > 0: never negative and 0 at x = mean. Near
 * there by the series in v = (x - mean) / (x + mean), so that no digits cancel (Loader, 2000, section 3). The difference
 * x - mean may be given where it is known better than the two roundings of x and mean would leave it.
 */
export function deviance(x: number, mean: number, difference = x - mean): number {
  if (x === 0) return mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const v = difference / (x + mean);
  let sum = difference * v;
  let power = 2 * x * v;
  for (let odd = 3; odd < 100; odd += 2) {
    power *= v * v;
    const next = sum + power / odd;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
