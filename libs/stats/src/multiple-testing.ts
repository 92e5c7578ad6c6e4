/** From p-values sorted ascending to adjusted ones in the same order, not yet capped at 1. */
type Adjustment = (sorted: Float64Array) => Float64Array;

/** The adjusted p of step-down procedures never falls: a running maximum from the smallest. */
const stepDown = (values: Float64Array): Float64Array => {
  for (let index = 1; index < values.length; index += 1) {
    values[index] = Math.max(values[index - 1] as number, values[index] as number);
  }
  return values;
};

/** The adjusted p of step-up procedures: a running minimum from the largest. */
const stepUp = (values: Float64Array): Float64Array => {
  for (let index = values.length - 2; index >= 0; index -= 1) {
    values[index] = Math.min(values[index] as number, values[index + 1] as number);
  }
  return values;
};

/** 1 - (1 - p)^tests, without cancelling; 0, not -0, at 0. */
const atLeastOne = (p: number, tests: number): number => 0 - Math.expm1(tests * Math.log1p(-p));

const harmonic = (m: number): number => {
  let sum = 0;
  for (let i = m; i >= 1; i -= 1) sum += 1 / i;
  return sum;
};

const adjustments = {
  bonferroni: (sorted) => sorted.map((p) => sorted.length * p),
  sidak: (sorted) => sorted.map((p) => atLeastOne(p, sorted.length)),
  holm: (sorted) => stepDown(sorted.map((p, index) => (sorted.length - index) * p)),
  holmSidak: (sorted) => stepDown(sorted.map((p, index) => atLeastOne(p, sorted.length - index))),
  hochberg: (sorted) => stepUp(sorted.map((p, index) => (sorted.length - index) * p)),
  benjaminiHochberg: (sorted) => stepUp(sorted.map((p, index) => (sorted.length / (index + 1)) * p)),
  benjaminiYekutieli: (sorted) => {
    const sum = harmonic(sorted.length);
    return stepUp(sorted.map((p, index) => ((sorted.length * sum) / (index + 1)) * p));
  },
} as const satisfies Record<string, Adjustment>;

/**
 * - `bonferroni`, `sidak`: family-wise error, one step, m p and 1 - (1 - p)^m; Šidák for independent tests.
 * - `holm`, `holmSidak`: family-wise error, step-down and never worse than the above (Holm 1979).
 * - `hochberg`: family-wise error, step-up, for independent or positively dependent tests (Hochberg 1988).
 * - `benjaminiHochberg`: false discovery rate, for independent or positively dependent tests (1995).
 * - `benjaminiYekutieli`: false discovery rate under any dependence (2001).
 */
export type Correction = keyof typeof adjustments;

/**
 * P-values adjusted for having been looked at together: those at most alpha are rejected by the procedure at level
 * alpha. In the order given and at most 1; NaN is no test: it stays NaN in its place and does not count. O(m log m).
 *
 * @throws RangeError for a p-value outside [0, 1]
 * @example adjustPValues([0.01, 0.02, 0.03, 0.04], 'holm') // [0.04, 0.06, 0.06, 0.06]
 */
export function adjustPValues(pValues: ArrayLike<number>, correction: Correction): number[] {
  const given = Array.from(pValues);
  const wrong = given.find((p) => p < 0 || p > 1);
  if (wrong !== undefined) throw new RangeError(`A p-value lies in [0, 1], got ${wrong}.`);
  const order = [...given.keys()].filter((index) => !Number.isNaN(given[index]));
  order.sort((first, second) => (given[first] as number) - (given[second] as number));
  const adjusted = adjustments[correction](Float64Array.from(order, (index) => given[index] as number));
  for (const [place, index] of order.entries()) given[index] = Math.min(1, adjusted[place] as number);
  return given;
}
