import type { Json } from '@harper-edge/contracts';
import { alertWatchId, type AlertEffect, type AlertWatch } from './alert.ts';
import type { Reading } from './alert-metrics.ts';
import type { AlertRule } from './alert-rule.ts';
import { writeRuleExpression } from './rule-expression.ts';
import type { AlertSilence } from './silence.ts';
import type { AlertStep } from './step-alert.ts';

interface StepFacts {
  readonly rule: AlertRule;
  readonly modelName: string | null;
  readonly watch: AlertWatch | undefined;
  readonly step: AlertStep;
  readonly reading: Reading;
  /** That covers the alert now. */
  readonly silence: AlertSilence | undefined;
  readonly nowMs: number;
  readonly newId: () => string;
}

/**
 * The watch after a step, with what the step has to bring about; `undefined`: nothing is to be written. What a silence has kept
 * back is sent when the silence is over and it still fires; that it is resolved is said to whom was told that it fires.
 */
export function nextWatch(facts: StepFacts): AlertWatch | undefined {
  const { rule, modelName, watch, step, reading, silence, nowMs, newId } = facts;
  const isSent = watch?.isSent === true;
  const isDue = step.standing.state === 'firing' && !isSent && silence === undefined;
  const hasMoved = step.standing.since !== (watch?.standing.since ?? null);
  if (step.event === null && !isDue && !hasMoved) return undefined;
  const alertId = watch?.alertId ?? newId();
  const send = isDue ? 'firing' : step.event === 'resolved' && isSent ? 'resolved' : null;
  const change = step.event === 'withdrawn' ? null : changeOf(facts);
  return {
    id: alertWatchId(rule.id, modelName),
    ruleId: rule.id,
    modelName,
    revision: (watch?.revision ?? 0) + 1,
    standing: step.standing,
    alertId,
    firedAt: step.event === 'fired' ? nowMs : (watch?.firedAt ?? null),
    evidence: step.event === 'resolved' ? (watch?.evidence ?? null) : evidenceOf(reading),
    channels: rule.channels,
    isSent: isSent || isDue,
    effect: { alertId, change, send },
  };
}

function changeOf({ rule, modelName, watch, step, reading, silence, nowMs }: StepFacts): AlertEffect['change'] {
  const { standing, event } = step;
  const isResolved = event === 'resolved';
  const since = standing.since ?? watch?.standing.since ?? nowMs;
  return {
    ruleId: rule.id,
    modelName,
    severity: rule.severity,
    expression: writeRuleExpression(rule),
    state: isResolved ? 'resolved' : standing.state === 'firing' ? 'firing' : 'pending',
    since,
    firedAt: event === 'fired' ? nowMs : (watch?.firedAt ?? null),
    resolvedAt: isResolved ? nowMs : null,
    resolvedBecause: isResolved ? 'cleared' : null,
    value: reading.value,
    // What it fired for, also when that has passed.
    evidence: isResolved ? (watch?.evidence ?? null) : evidenceOf(reading),
    silencedBy: silence?.id ?? null,
    updatedAt: nowMs,
  };
}

const evidenceOf = ({ samples, facts }: Reading): Json => ({ samples, ...facts });
