import { adjustPValues, normalSf } from '@harper-edge/stats';
import { checkAlpha } from '../drift-test-result.ts';
import { type Severity, severityOf } from '../severity.ts';
import type { PairState } from './correlation-collector.ts';

export interface CorrelationFlip {
  readonly columns: readonly [string, string];
  /** Rows of the current data with both. */
  readonly n: number;
  readonly before: number;
  readonly now: number;
  /** After Holm's correction for all pairs. */
  readonly pValue: number;
  readonly severity: Severity;
}

const leastChange = 0.2;

/**
 * Pairs of columns whose correlation has another sign than in the reference, where Fisher's z test of the two
 * coefficients, (atanh r - atanh r') / sqrt(1 / (n - 3) + 1 / (m - 3)), and a change of at least 0.2 turn a key. A sign
 * alone, of which there is one for any noise, is not listed.
 *
 * @throws RangeError for an alpha outside (0, 1)
 */
export function correlationFlips(
  reference: readonly PairState[],
  current: readonly PairState[],
  alpha: number,
): readonly CorrelationFlip[] {
  checkAlpha(alpha);
  const known = new Map(reference.map(({ columns, sums }) => [columns.join('\0'), sums]));
  const tested = current.flatMap(({ columns, sums }) => {
    const [before, now] = [correlationOf(known.get(columns.join('\0')) ?? []), correlationOf(sums)];
    if (before === undefined || now === undefined) return [];
    const z = (Math.atanh(now.r) - Math.atanh(before.r)) / Math.sqrt(1 / (now.n - 3) + 1 / (before.n - 3));
    return [{ columns, n: now.n, before: before.r, now: now.r, pValue: Math.min(1, 2 * normalSf(Math.abs(z))) }];
  });
  const adjusted = adjustPValues(tested.map(({ pValue }) => pValue), 'holm'); // prettier-ignore
  return tested
    .map((pair, at) => {
      const pValue = adjusted[at] ?? 1;
      const keys = { significant: pValue <= alpha, large: Math.abs(pair.now - pair.before) >= leastChange };
      return { ...pair, pValue, severity: severityOf(keys) };
    })
    .filter(({ before, now, severity }) => before * now < 0 && severity !== 'none');
}

/** Pearson's r, kept off +-1 by one rounding so that z is finite; nothing for fewer than 10 rows or a constant. */
function correlationOf([n = 0, , , xx = 0, yy = 0, xy = 0]: readonly number[]): { n: number; r: number } | undefined {
  if (n < 10 || !(xx > 0 && yy > 0)) return undefined;
  const most = 1 - Number.EPSILON;
  return { n, r: Math.max(-most, Math.min(most, xy / Math.sqrt(xx) / Math.sqrt(yy))) };
}
