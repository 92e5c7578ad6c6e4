import type { Reading } from './alert-metrics.ts';
import { compares, type AlertRule, type NoDataMeaning } from './alert-rule.ts';

/** How a reading stands to a rule; `between`: the threshold is not crossed any more, but the one that clears still is. */
export type AlertVerdict = 'breach' | 'between' | 'clear' | 'noData';

export function verdictOf(
  { value, samples }: Pick<Reading, 'value' | 'samples'>,
  rule: Pick<AlertRule, 'operator' | 'threshold' | 'clearThreshold' | 'minimumSamples'>,
): AlertVerdict {
  if (value === null || Number.isNaN(value) || samples < rule.minimumSamples) return 'noData';
  if (compares(rule.operator, value, rule.threshold)) return 'breach';
  return compares(rule.operator, value, rule.clearThreshold) ? 'between' : 'clear';
}

/** Where a rule stands for one model; `since` when the threshold was crossed that has been crossed at each look since. */
export type AlertStanding =
  | { readonly state: 'inactive'; readonly since: null }
  | { readonly state: 'pending' | 'firing'; readonly since: number };

/** What has just happened; `withdrawn`: it was pending and never fired. */
export type AlertEvent = 'pending' | 'withdrawn' | 'fired' | 'resolved';

export interface AlertStep {
  readonly standing: AlertStanding;
  readonly event: AlertEvent | null;
}

export interface AlertTerms {
  /** How long the threshold has to be crossed before it fires; 0: it fires at once. */
  readonly forMs: number;
  readonly noData: NoDataMeaning;
}

export const inactive: AlertStanding = { state: 'inactive', since: null };

/**
 * One look: inactive → pending → firing → inactive again, which is `resolved`. It fires once, when the threshold was crossed at
 * every look over at least `forMs`, and is resolved once, at the first look that is `clear`. A look without data counts as
 * `clear` (`ok`), as none (`keep`) or as `breach` (`alert`).
 */
export function stepAlert(
  standing: AlertStanding,
  { verdict, nowMs }: { readonly verdict: AlertVerdict; readonly nowMs: number },
  { forMs, noData }: AlertTerms,
): AlertStep {
  const unchanged: AlertStep = { standing, event: null };
  if (verdict === 'noData' && noData === 'keep') return unchanged;
  const seen = verdict === 'noData' ? (noData === 'alert' ? 'breach' : 'clear') : verdict;
  if (standing.state === 'firing') return seen === 'clear' ? { standing: inactive, event: 'resolved' } : unchanged;
  if (seen !== 'breach') return standing.state === 'pending' ? { standing: inactive, event: 'withdrawn' } : unchanged;
  // A clock that was set back must not count the time twice.
  const since = Math.min(standing.since ?? nowMs, nowMs);
  if (nowMs - since >= forMs) return { standing: { state: 'firing', since }, event: 'fired' };
  const pending = { state: 'pending', since } as const;
  return { standing: pending, event: standing.state === 'pending' ? null : 'pending' };
}
