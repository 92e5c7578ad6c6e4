import { EdgeError, type Row, type TableDefinition } from '@harper-edge/contracts';
import type { Alert } from './alert.ts';
import type { AlertSeverity } from './alert-rule.ts';

/** A time in which alerts are kept, but not sent. What is `null` matches everything. */
export interface AlertSilence extends Row {
  readonly ruleId: string | null;
  readonly modelName: string | null;
  readonly severity: AlertSeverity | null;
  /** Milliseconds since 1970; `to` is not included. */
  readonly from: number;
  readonly to: number;
  readonly by: string;
  readonly reason: string;
}

export const alertSilenceTable: TableDefinition<AlertSilence> = { name: 'AlertSilence', indexes: [] };

/** @throws EdgeError INVALID_INPUT */
export function checkSilence(silence: AlertSilence): AlertSilence {
  const { from, to } = silence;
  if (from < to) return silence;
  throw new EdgeError('INVALID_INPUT', `from, to: expected from < to, received ${from} and ${to}`);
}

/** The first of the silences that covers the alert now. */
export const silenceOf = (
  silences: readonly AlertSilence[],
  { ruleId, modelName, severity }: Pick<Alert, 'ruleId' | 'modelName' | 'severity'>,
  nowMs: number,
): AlertSilence | undefined =>
  silences.find(
    (silence) =>
      silence.from <= nowMs &&
      nowMs < silence.to &&
      (silence.ruleId ?? ruleId) === ruleId &&
      (silence.modelName ?? modelName) === modelName &&
      (silence.severity ?? severity) === severity,
  );
