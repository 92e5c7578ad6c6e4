import type { Command } from '../command.ts';
import { formatNumber, formatTime } from '../output/format.ts';
import { chosen } from './choices.ts';
import { limitOption, moreNote } from './paging.ts';

/** Of the API; a test holds them against its description. */
export const alertSeverities = ['info', 'warning', 'critical'] as const;
export const alertStates = ['pending', 'firing', 'resolved'] as const;

export const alertList: Command = {
  name: 'alert list',
  summary: 'Alerts, newest first',
  args: [],
  options: [
    { flags: '--state <state>', description: 'only in this state', choices: alertStates },
    { flags: '--severity <severity>', description: 'only of this severity', choices: alertSeverities },
    { flags: '--model <model>', description: 'only of this model' },
    limitOption,
  ],
  examples: [
    { line: 'alert list --state firing', says: 'what is wrong now' },
    { line: "alert list --severity critical --json | jq '.alerts[].evidence'", says: 'what they were raised by' },
  ],
  output: { operation: 'getMonitoringAlerts' },
  run: async ({ client, given, signal }) => {
    const query = {
      state: chosen(alertStates, given.text('state')),
      severity: chosen(alertSeverities, given.text('severity')),
      modelName: given.text('model'),
      limit: given.number('limit'),
    };
    const json = await client.listAlerts({ query }, { signal });
    const rows = json.alerts.map((alert) => [
      ...[formatTime(alert.since), alert.state, alert.severity, alert.modelName, alert.expression],
      ...[formatNumber(alert.value), alert.acknowledgedBy, alert.id],
    ]);
    const columns = ['SINCE', 'STATE', 'SEVERITY', 'MODEL', 'RULE', 'VALUE', 'SEEN BY', 'ALERT'];
    return { json, show: (style) => style.table(columns, rows), note: moreNote(json.nextCursor) };
  },
};
