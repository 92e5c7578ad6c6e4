import { isEdgeError, type Clock, type Logger, type Table } from '@harper-edge/contracts';
import { parseDuration } from '../duration.ts';
import { allRows, ignoreChanged } from '../kept-rows.ts';
import { alertWatchId, type Alert, type AlertWatch } from './alert.ts';
import { alertMetrics, type Reading } from './alert-metrics.ts';
import { forMsOf, type AlertRule } from './alert-rule.ts';
import type { AlertSources } from './alert-sources.ts';
import { settleWatch, type SettleOptions } from './settle-watch.ts';
import { silenceOf, type AlertSilence } from './silence.ts';
import { nextWatch } from './next-watch.ts';
import { inactive, stepAlert, verdictOf, type AlertEvent } from './step-alert.ts';

export interface EvaluateOptions extends SettleOptions {
  readonly rules: Table<AlertRule>;
  readonly silences: Table<AlertSilence>;
  readonly alerts: Table<Alert>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
}

export interface EvaluateRequest {
  readonly sources: AlertSources;
  /** Every model there is, asked for where a rule is about all of them; with `isOfCheck`, the one that was checked. */
  readonly models: () => Promise<Iterable<string>>;
  /** Only rules about what checks find, and nothing else; default false. */
  readonly isOfCheck?: boolean;
  readonly signal?: AbortSignal;
}

/** What one look at all rules came to. */
export interface Evaluation {
  readonly looks: number;
  readonly fired: number;
  readonly resolved: number;
  /** Looks that failed; the log has why. */
  readonly failed: number;
}

/** Looks at every rule for each of its models. A rule that cannot be read is logged, and stops no other. */
export async function evaluateRules(options: EvaluateOptions, request: EvaluateRequest): Promise<Evaluation> {
  const { rules, silences, watches, logger } = options;
  const counts = { looks: 0, fired: 0, resolved: 0, failed: 0 };
  const parts = { silences: await allRows(silences), watches: await watchesById(watches) };
  const seen = new Set<string>();
  const attempt = async (ruleId: string, look: () => Promise<AlertEvent | null>): Promise<void> => {
    counts.looks++;
    try {
      const event = await look();
      if (event === 'fired' || event === 'resolved') counts[event]++;
    } catch (error) {
      counts.failed++;
      logger.warn('an alert rule could not be evaluated', { ruleId, error });
    }
  };
  for (const rule of await allRows(rules)) {
    for (const modelName of await subjectsOf(rule, request)) {
      if (request.signal?.aborted === true) return counts;
      const watch = parts.watches.get(alertWatchId(rule.id, modelName));
      seen.add(alertWatchId(rule.id, modelName));
      await attempt(rule.id, async () => {
        const settled = watch === undefined ? undefined : await settleWatch(options, watch);
        return look(options, { rule, modelName, watch: settled, silences: parts.silences, sources: request.sources });
      });
    }
  }
  if (request.isOfCheck === true) return counts;
  // What no rule speaks of any more.
  for (const watch of parts.watches.values()) {
    if (!seen.has(watch.id)) await attempt(watch.ruleId, () => abandon(options, watch));
  }
  return counts;
}

async function subjectsOf(
  rule: AlertRule,
  { models, isOfCheck = false }: EvaluateRequest,
): Promise<Iterable<string | null>> {
  const metric = alertMetrics[rule.metric];
  if (!rule.enabled || (isOfCheck && !metric.isOfCheck)) return [];
  if (metric.subject === 'host') return [null];
  if (rule.modelName === null) return models();
  return isOfCheck ? [...(await models())].filter((model) => model === rule.modelName) : [rule.modelName];
}

interface Look {
  readonly rule: AlertRule;
  readonly modelName: string | null;
  readonly watch: AlertWatch | undefined;
  readonly silences: readonly AlertSilence[];
  readonly sources: AlertSources;
}

async function look(options: EvaluateOptions, { rule, modelName, watch, silences, sources }: Look) {
  const { clock, newId } = options;
  const windowMs = parseDuration(rule.window, 'window');
  const reading = await alertMetrics[rule.metric].read(sources, { modelName: modelName ?? '', windowMs });
  const nowMs = clock.nowMs();
  const terms = { forMs: forMsOf(rule), noData: rule.noData };
  const step = stepAlert(watch?.standing ?? inactive, { verdict: verdictOf(reading, rule), nowMs }, terms);
  const silence = silenceOf(silences, { ruleId: rule.id, modelName, severity: rule.severity }, nowMs);
  const next = nextWatch({ rule, modelName, watch, step, reading, silence, nowMs, newId });
  if (next === undefined) {
    if (watch !== undefined && step.standing.state === 'firing') await noteValue(options, watch, { reading, nowMs });
    return null;
  }
  return (await commit(options, watch, next)) ? step.event : null;
}

/** Writes the step, if the watch still is what it was made from; what it brings about follows. */
async function commit(options: EvaluateOptions, before: AlertWatch | undefined, next: AlertWatch): Promise<boolean> {
  const { watches } = options;
  try {
    if (before === undefined) await watches.put(next, { ifAbsent: true });
    else {
      const { id, ...changes } = next;
      await watches.patch(id, changes, { ifMatch: { revision: before.revision, alertId: before.alertId } });
    }
  } catch (error) {
    // Somebody else has looked at the same time, and was faster.
    if (['CONFLICT', 'PRECONDITION_FAILED', 'NOT_FOUND'].some((code) => isEdgeError(error, code as 'CONFLICT')))
      return false;
    throw error;
  }
  await settleWatch(options, next);
  return true;
}

/** What is open shows the last value; an alert without a value keeps the one it had. */
async function noteValue(
  { alerts }: Pick<EvaluateOptions, 'alerts'>,
  { alertId }: AlertWatch,
  { reading, nowMs }: { readonly reading: Reading; readonly nowMs: number },
): Promise<void> {
  const { value } = reading;
  const before = await alerts.get(alertId);
  if (value === null || before === undefined || before.value === value) return;
  await alerts.patch(alertId, { value, updatedAt: nowMs }, { ifMatch: { state: 'firing' } }).catch(ignoreChanged);
}

async function abandon(options: EvaluateOptions, watch: AlertWatch): Promise<AlertEvent | null> {
  const { alerts, clock } = options;
  const settled = await settleWatch(options, watch);
  if (settled === undefined) return null;
  const alert = await alerts.get(settled.alertId);
  const event = settled.standing.state === 'firing' ? 'resolved' : 'withdrawn';
  const nowMs = clock.nowMs();
  const resolved = { state: 'resolved', resolvedAt: nowMs, resolvedBecause: 'ruleChanged', updatedAt: nowMs } as const;
  const next: AlertWatch = {
    ...settled,
    revision: settled.revision + 1,
    standing: inactive,
    effect: {
      alertId: settled.alertId,
      change: event === 'withdrawn' || alert === undefined ? null : { ...withoutPeople(alert), ...resolved },
      send: event === 'resolved' && settled.isSent ? 'resolved' : null,
    },
  };
  return (await commit(options, settled, next)) ? event : null;
}

/** Whoever acknowledges it meanwhile is not overwritten. */
function withoutPeople(alert: Alert) {
  const { id: _id, acknowledgedBy: _by, acknowledgedAt: _at, note: _note, ...rest } = alert;
  return rest;
}

const watchesById = async (table: Table<AlertWatch>): Promise<ReadonlyMap<string, AlertWatch>> =>
  new Map((await allRows(table)).map((watch) => [watch.id, watch]));
