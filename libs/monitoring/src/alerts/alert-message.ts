import type { Alert } from './alert.ts';

/** What a channel is told. */
export interface AlertMessage {
  /** The same each time one event is sent. */
  readonly eventId: string;
  readonly type: 'alert.firing' | 'alert.resolved' | 'alert.test';
  /** When it happened, milliseconds since 1970. */
  readonly at: number;
  readonly alert: Alert;
}

/** In one line, for people. */
export function alertTitle({ type, alert }: AlertMessage): string {
  const { severity, modelName, expression, ruleId } = alert;
  const word = { 'alert.firing': 'FIRING', 'alert.resolved': 'RESOLVED', 'alert.test': 'TEST' }[type];
  return `[${word}] ${severity}: ${ruleId}${modelName === null ? '' : ` on ${modelName}`}: ${expression}`;
}

/** What else there is to say, for people. */
export function alertFacts({ at, alert }: AlertMessage): readonly string[] {
  const { value, since, id } = alert;
  return [
    `value: ${value === null ? 'none' : String(value)}`,
    `since: ${new Date(since).toISOString()}`,
    `at: ${new Date(at).toISOString()}`,
    `alert: ${id}`,
  ];
}
