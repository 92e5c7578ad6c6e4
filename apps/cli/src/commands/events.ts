import type { Command } from '../command.ts';
import { formatNumber, formatShare, formatTime } from '../output/format.ts';
import { limitOption, moreNote } from './paging.ts';
import { windowOf, windowOptions } from './window.ts';

export const events: Command = {
  name: 'events',
  summary: 'Recorded predictions with their feedback, newest first',
  args: [{ name: '[model]', description: 'only of this model' }],
  options: [{ flags: '--user <id>', description: 'only of this user' }, ...windowOptions, limitOption],
  examples: [
    { line: 'events iris --limit 10', says: 'the last ten of a model' },
    { line: "events --since 2026-01-01 --json | jq '.events[].prediction'", says: 'what was predicted since then' },
  ],
  output: { operation: 'getMonitoringEvents' },
  run: async ({ args: [modelId], client, given, signal }) => {
    const query = { modelId, userId: given.text('user'), ...windowOf(given), limit: given.number('limit') };
    const json = await client.listEvents({ query }, { signal });
    const rows = json.events.map((event) => [
      formatTime(event.timestamp),
      `${event.modelId}:${event.modelVersion}`,
      `${formatNumber(event.latencyMs) ?? ''} ms`,
      formatShare(event.confidence),
      event.correct === null ? undefined : event.correct ? 'right' : 'wrong',
      event.errorCode,
      event.id,
    ]);
    const columns = ['TIME', 'MODEL', 'LATENCY', 'CONFIDENCE', 'FEEDBACK', 'ERROR', 'ID'];
    return { json, show: (style) => style.table(columns, rows), note: moreNote(json.nextCursor) };
  },
};
