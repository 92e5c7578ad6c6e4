import type { Command } from '../command.ts';
import { formatTime } from '../output/format.ts';

export const alertRules: Command = {
  name: 'alert rules',
  summary: 'The rules that raise alerts',
  args: [],
  options: [],
  examples: [{ line: 'alert rules', says: 'what is watched' }],
  output: { operation: 'getMonitoringRules' },
  run: async ({ client, signal }) => {
    const json = await client.listAlertRules({}, { signal });
    const rows = json.rules.map(({ id, expression, modelName, severity, enabled, channels, updatedAt }) => [
      ...[id, expression, modelName ?? 'each', severity, enabled ? 'on' : 'off'],
      ...[channels === null ? 'all' : channels.join(', '), formatTime(updatedAt)],
    ]);
    return {
      json,
      show: (style) => style.table(['RULE', 'WHEN', 'MODEL', 'SEVERITY', '', 'CHANNELS', 'CHANGED'], rows),
    };
  },
};
