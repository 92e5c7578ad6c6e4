import { countTable } from './count-table.ts';
import { logHypergeometric, modeOf, stepUp, supportOf, type Urn } from './hypergeometric.ts';
import type { NoTest } from './no-test.ts';
import type { Alternative } from './two-proportion-test.ts';

export type FisherExact =
  | {
      readonly ok: true;
      readonly pValue: number;
      /** Also where the p-value underflows. */
      readonly log10P: number;
      /** a d / (b c) of the table [[a, b], [c, d]]: Infinity where only b c is 0, null where both products are. */
      readonly oddsRatio: number | null;
    }
  | NoTest;

/** Tables whose probability exceeds that of the one observed by less count as equally likely, as in R and SciPy. */
const slack = 1e-7;

/**
 * Fisher's exact test of a 2 x 2 table [[a, b], [c, d]] given its totals: a is hypergeometric. Two-sided p is the sum
 * over all tables that are not more likely than the one observed, as R's `fisher.test` and SciPy's `fisher_exact` do;
 * `greater` means an odds ratio above 1. p = 1 where a row or a column is empty. The sums run outwards from where the
 * tails begin, so they take a few standard deviations of steps at most.
 *
 * @throws RangeError unless the table has two rows of two counts
 * @example fisherExact([[8, 2], [1, 5]]).pValue // 0.03497
 */
export function fisherExact(
  table: readonly ArrayLike<number>[],
  { alternative = 'twoSided' }: { readonly alternative?: Alternative } = {},
): FisherExact {
  if (table.length !== 2 || table[0]?.length !== 2) throw new RangeError('Fisher’s test needs a 2 x 2 table.');
  const checked = countTable(table);
  if ('ok' in checked) return checked;
  const [[a, b], [c, d]] = table as unknown as readonly [readonly [number, number], readonly [number, number]];
  const [concordant, discordant] = [a * d, b * c];
  const oddsRatio = discordant > 0 ? concordant / discordant : concordant > 0 ? Infinity : null;
  if (checked.droppedRows + checked.droppedColumns > 0) return { ok: true, pValue: 1, log10P: 0, oddsRatio };
  const logP = logPValue(a, { successes: a + b, failures: c + d, draws: a + c }, alternative);
  return { ok: true, pValue: Math.min(1, Math.exp(logP)), log10P: Math.min(0, logP / Math.LN10), oddsRatio };
}

function logPValue(a: number, urn: Urn, alternative: Alternative): number {
  if (alternative !== 'twoSided') return logTail(a, urn, alternative === 'greater' ? 1 : -1);
  const mode = modeOf(urn);
  const level = logHypergeometric(a, urn) + slack;
  if (level >= logHypergeometric(mode, urn)) return 0;
  const direction = a > mode ? 1 : -1;
  const opposite = firstUnlikely({ urn, mode, level, direction: -direction });
  const [near, far] = [logTail(a, urn, direction), logTail(opposite, urn, -direction)];
  return near + Math.log1p(Math.exp(far - near));
}

/** log of the sum of P(k) from `start` on in one direction; -Infinity from outside the support. */
function logTail(start: number, urn: Urn, direction: number): number {
  const { least, greatest } = supportOf(urn);
  if (start < least || start > greatest) return -Infinity;
  const mode = modeOf(urn);
  const holdsMode = direction > 0 ? start < mode : start > mode;
  if (holdsMode) return Math.log1p(-Math.exp(logTail(start - direction, urn, -direction)));
  const end = direction > 0 ? greatest : least;
  let [term, sum] = [1, 1];
  // Away from the mode each term is smaller than the one before, and by a larger factor.
  for (let k = start; k !== end && term > sum * 1e-17; k += direction) {
    term *= direction > 0 ? stepUp(k, urn) : 1 / stepUp(k - 1, urn);
    sum += term;
  }
  return logHypergeometric(start, urn) + Math.log(sum);
}

/**
 * The first k beyond the mode whose log probability is at most `level`, by bisection; one past the support if there is
 * none.
 */
function firstUnlikely({ urn, mode, level, direction }: Search): number {
  const { least, greatest } = supportOf(urn);
  let likely = mode;
  let unlikely = direction > 0 ? greatest + 1 : least - 1;
  while (Math.abs(unlikely - likely) > 1) {
    const middle = Math.floor((likely + unlikely) / 2);
    if (logHypergeometric(middle, urn) <= level) unlikely = middle;
    else likely = middle;
  }
  return unlikely;
}

interface Search {
  readonly urn: Urn;
  readonly mode: number;
  readonly level: number;
  readonly direction: number;
}
