/** (sqrt(5) - 1) / 2: the share of an interval that golden section keeps. */
const golden = 0.618_033_988_749_894_8;

/**
 * Where a function is largest in [lower, upper]: the best of 64 points spread evenly, and golden section between its
 * neighbours (Kiefer, "Sequential Minimax Search for a Maximum", Proceedings of the AMS 4 (1953), p. 502). Exact to
 * 1e-7 of the interval where the function has one peak; of several peaks closer than 1/63 of it one may be missed.
 */
export function maximise(value: (at: number) => number, lower: number, upper: number): number {
  if (!(lower < upper)) return lower;
  const points = 64;
  const point = (index: number) => (index === points - 1 ? upper : lower + ((upper - lower) * index) / (points - 1));
  let best = 0;
  let bestValue = -Infinity;
  for (let index = 0; index < points; index += 1) {
    const found = value(point(index));
    if (found > bestValue) [best, bestValue] = [index, found];
  }
  const between = goldenSection(value, point(Math.max(0, best - 1)), point(Math.min(points - 1, best + 1)));
  return value(between) > bestValue ? between : point(best);
}

function goldenSection(value: (at: number) => number, lower: number, upper: number): number {
  let [low, high] = [lower, upper];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [leftValue, rightValue] = [value(left), value(right)];
  while (high - low > 2e-6 * (upper - lower)) {
    if (leftValue >= rightValue) {
      [high, right, rightValue] = [right, left, leftValue];
      left = high - golden * (high - low);
      leftValue = value(left);
    } else {
      [low, left, leftValue] = [left, right, rightValue];
      right = low + golden * (high - low);
      rightValue = value(right);
    }
  }
  return (low + high) / 2;
}
