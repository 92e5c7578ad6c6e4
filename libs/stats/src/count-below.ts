/** How many of the numbers sorted ascending are strictly smaller than the value, in log2(n) steps. */
export function countBelow(sorted: ArrayLike<number>, value: number): number {
  let below = 0;
  for (let length = sorted.length; length > 0;) {
    const half = (length + 1) >> 1;
    below += half * Number((sorted[below + half - 1] as number) < value);
    length -= half;
  }
  return below;
}
