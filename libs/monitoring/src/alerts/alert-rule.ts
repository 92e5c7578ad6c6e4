import { EdgeError, type Row, type TableDefinition } from '@harper-edge/contracts';
import { parseDuration } from '../duration.ts';
import { alertMetrics, type AlertMetricName } from './alert-metrics.ts';

export const alertSeverities = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** What it means when there is nothing to compare: all is well, nothing is known, or that is the alarm itself. */
export const noDataMeanings = ['ok', 'keep', 'alert'] as const;
export type NoDataMeaning = (typeof noDataMeanings)[number];

const comparisons = {
  '>': (value, threshold) => value > threshold,
  '>=': (value, threshold) => value >= threshold,
  '<': (value, threshold) => value < threshold,
  '<=': (value, threshold) => value <= threshold,
} as const satisfies Readonly<Record<string, (value: number, threshold: number) => boolean>>;

export type AlertOperator = keyof typeof comparisons;
export const alertOperators = Object.keys(comparisons) as readonly AlertOperator[] as readonly [
  AlertOperator,
  ...AlertOperator[],
];

export const compares = (operator: AlertOperator, value: number, threshold: number): boolean =>
  comparisons[operator](value, threshold);

/** When to raise an alert. */
export interface AlertRule extends Row {
  /** The model it watches; `null`: each of them by itself. */
  readonly modelName: string | null;
  readonly metric: AlertMetricName;
  readonly operator: AlertOperator;
  readonly threshold: number;
  /** What fires goes on until this is no longer crossed either: the threshold itself, or one that is harder to get below. */
  readonly clearThreshold: number;
  /** Duration the metric is taken over, up to now. */
  readonly window: string;
  /** Duration the threshold has to be crossed, at every look, before it fires; `null`: the first time. */
  readonly for: string | null;
  /** With fewer there is no data. */
  readonly minimumSamples: number;
  readonly severity: AlertSeverity;
  readonly noData: NoDataMeaning;
  readonly enabled: boolean;
  /** Ids of channels; `null`: all that are enabled. */
  readonly channels: readonly string[] | null;
  readonly updatedAt: number;
}

export const alertRuleTable: TableDefinition<AlertRule> = { name: 'AlertRule', indexes: [] };

/** What a rule has to say; the rest has defaults, which are those of its metric for `window` and `minimumSamples`. */
export type AlertRuleDraft = Pick<AlertRule, 'metric' | 'operator' | 'threshold'> & Partial<Omit<AlertRule, 'id'>>;

const longestForMs = 7 * 86_400_000;
const maxChannels = 50;

/** The rule with its defaults. @throws EdgeError INVALID_INPUT naming the member */
export function completeRule(id: string, draft: AlertRuleDraft, nowMs: number): AlertRule {
  const { metric, threshold } = draft;
  const { defaultWindow, defaultMinimumSamples } = alertMetrics[metric];
  const defaults = {
    modelName: null,
    clearThreshold: threshold,
    window: defaultWindow,
    for: null,
    minimumSamples: defaultMinimumSamples,
    severity: 'warning',
    noData: 'ok',
    enabled: true,
    channels: null,
  } as const;
  return checkRule({ ...defaults, ...draft, id, updatedAt: nowMs });
}

function checkRule(rule: AlertRule): AlertRule {
  const { metric, operator, threshold, clearThreshold, window, minimumSamples, modelName, channels } = rule;
  const { subject, longestWindow } = alertMetrics[metric];
  for (const [name, value] of Object.entries({ threshold, clearThreshold }))
    if (!Number.isFinite(value)) refuse(name, 'a finite number', value);
  if (threshold !== clearThreshold && !compares(operator, threshold, clearThreshold))
    refuse('clearThreshold', `for ${operator} ${threshold} one that is crossed as well there`, clearThreshold);
  if (subject === 'host' && modelName !== null)
    refuse('modelName', `none, because ${metric} is of the host`, modelName);
  const windowMs = parseDuration(window, 'window');
  if (windowMs < 60_000 || windowMs > parseDuration(longestWindow, 'window'))
    refuse('window', `from 1m to ${longestWindow} for ${metric}`, window);
  if (forMsOf(rule) > longestForMs) refuse('for', 'at most 7d', rule.for ?? '');
  if (!Number.isSafeInteger(minimumSamples) || minimumSamples < 0)
    refuse('minimumSamples', 'a whole number from 0', minimumSamples);
  if ((channels?.length ?? 0) > maxChannels) refuse('channels', `at most ${maxChannels}`, channels?.length ?? 0);
  return rule;
}

/** How long a rule has to hold before it fires, in milliseconds. */
export const forMsOf = (rule: Pick<AlertRule, 'for'>): number =>
  rule.for === null ? 0 : parseDuration(rule.for, 'for');

function refuse(what: string, expected: string, received: number | string): never {
  const shown = typeof received === 'number' ? String(received) : JSON.stringify(received.slice(0, 80));
  throw new EdgeError('INVALID_INPUT', `${what}: expected ${expected}, received ${shown}`);
}
