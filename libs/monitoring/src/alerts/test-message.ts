import type { AlertMessage } from './alert-message.ts';

/** What the test of a channel sends: an alert that says it is none. */
export const testMessage = (id: string, nowMs: number): AlertMessage => ({
  eventId: `${id}.test`,
  type: 'alert.test',
  at: nowMs,
  alert: {
    id,
    ruleId: 'test',
    modelName: null,
    severity: 'info',
    expression: 'a test of this channel',
    state: 'firing',
    since: nowMs,
    firedAt: nowMs,
    resolvedAt: null,
    resolvedBecause: null,
    value: null,
    evidence: {},
    acknowledgedBy: null,
    acknowledgedAt: null,
    note: null,
    silencedBy: null,
    updatedAt: nowMs,
  },
});
