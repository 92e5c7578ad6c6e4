import type { Json, Row, TableDefinition } from '@harper-edge/contracts';
import type { AlertRule, AlertSeverity } from './alert-rule.ts';
import type { AlertStanding } from './step-alert.ts';

/** One time that a rule did not hold: from pending to resolved. Times are milliseconds since 1970. */
export interface Alert extends Row {
  readonly ruleId: string;
  /** `null`: it is about the host. */
  readonly modelName: string | null;
  readonly severity: AlertSeverity;
  /** The rule as it was. */
  readonly expression: string;
  readonly state: 'pending' | 'firing' | 'resolved';
  /** When the threshold was crossed. */
  readonly since: number;
  readonly firedAt: number | null;
  readonly resolvedAt: number | null;
  /** `ruleChanged`: the rule is gone, off or no longer about this. */
  readonly resolvedBecause: 'cleared' | 'ruleChanged' | null;
  /** The last one seen while it was open; `null`: there was none. */
  readonly value: number | null;
  readonly evidence: Json;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: number | null;
  readonly note: string | null;
  /** The silence that kept it from being sent. */
  readonly silencedBy: string | null;
  readonly updatedAt: number;
}

export const alertTable: TableDefinition<Alert> = {
  name: 'Alert',
  indexes: ['since', 'state', 'modelName', 'severity', 'resolvedAt'],
};

/** What a step of a watch still has to bring about; doing it twice is the same. */
export interface AlertEffect {
  readonly alertId: string;
  /** Of the alert's row, which is made where there is none; `null`: it goes, because it never fired. */
  readonly change: Omit<Alert, 'id' | 'acknowledgedBy' | 'acknowledgedAt' | 'note'> | null;
  /** What the channels are told. */
  readonly send: 'firing' | 'resolved' | null;
}

/**
 * Where a rule stands for one model: the one truth about it, of which alerts and deliveries follow. There is none while it is
 * inactive. A change is one write that only succeeds on the revision it was made from; so of several threads one makes it.
 */
export interface AlertWatch extends Row {
  /** `<ruleId>/<modelName>`, `<ruleId>/*` where it is about the host. */
  readonly id: string;
  readonly ruleId: string;
  readonly modelName: string | null;
  readonly revision: number;
  readonly standing: AlertStanding;
  readonly alertId: string;
  readonly firedAt: number | null;
  readonly evidence: Json;
  /** Of the rule. */
  readonly channels: AlertRule['channels'];
  /** Whether channels have been told that it fires. */
  readonly isSent: boolean;
  readonly effect: AlertEffect | null;
}

export const alertWatchTable: TableDefinition<AlertWatch> = { name: 'AlertWatch', indexes: [] };

export const alertWatchId = (ruleId: string, modelName: string | null): string => `${ruleId}/${modelName ?? '*'}`;
