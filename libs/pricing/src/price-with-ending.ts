/** Bounds are products, as 12 (1 - 0.1) is, and may miss an allowed price by their rounding; so may a tie of profits. */
const rounding = 1e-12;

/**
 * The price k unit + ending, k = 0, 1, 2, ... within [lower, upper] of the largest profit, the lower one of equals. With one
 * peak at `peak` the best is next to it on one side; below the unit cost a demand that rises with the price loses least at
 * the lower end. So the prices next to both are tried for each ending. undefined if none is within.
 *
 * @example priceWithEnding([0.99], { peak: 12.4, lower: 0, upper: 20, profit: (p) => -((p - 12.4) ** 2) }) // 11.99
 */
export function priceWithEnding(
  endings: readonly number[],
  {
    peak,
    lower,
    upper,
    profit,
    unit = 1,
  }: {
    readonly peak: number;
    readonly lower: number;
    readonly upper: number;
    readonly profit: (price: number) => number;
    /** Default 1. */
    readonly unit?: number;
  },
): number | undefined {
  const candidates = endings
    .flatMap((ending) =>
      [lower, peak].flatMap((at) => {
        const k = Math.floor((at - ending) / unit);
        return [k - 1, k, k + 1, k + 2].map((units) => multipleOf(unit, Math.max(0, units)) + ending);
      }),
    )
    .filter((price) => price > 0 && price >= lower * (1 - rounding) && price <= upper * (1 + rounding))
    .sort((first, second) => first - second);
  let best: number | undefined;
  let bestProfit = -Infinity;
  for (const price of candidates) {
    const found = profit(price);
    const isBetter = best === undefined || found > bestProfit + rounding * Math.abs(bestProfit);
    if (isBetter) [best, bestProfit] = [price, found];
  }
  return best;
}

/** As it is written: 23 * 0.3 is 6.8999999999999995, which nobody would call a price. */
const multipleOf = (unit: number, units: number): number => Number((unit * units).toPrecision(15));
