import type { Command } from '../command.ts';
import { formatTime } from '../output/format.ts';
import { limitOption, moreNote } from './paging.ts';

export const modelHistory: Command = {
  name: 'model history',
  summary: 'Every change to a model, newest first, and what answered at a certain time',
  args: [{ name: '<model>', description: 'the model' }],
  options: [{ flags: '--at <time>', description: 'as it was then: ISO 8601, or milliseconds since 1970' }, limitOption],
  examples: [
    { line: 'model history iris', says: 'who did what, when and why' },
    { line: 'model history iris --at 2026-01-31T12:00:00Z --json | jq .serving', says: 'what answered at that moment' },
  ],
  output: { operation: 'getModelsModelIdHistory' },
  run: async ({ args: [modelId = ''], client, given, signal }) => {
    const query = { at: given.text('at'), limit: given.number('limit') };
    const json = await client.showHistory({ params: { modelId }, query }, { signal });
    const { serving, changes, nextCursor } = json;
    const rows = changes.map((change) => [
      formatTime(change.at),
      change.action,
      change.version,
      change.from === null && change.to === null ? change.alias : `${change.from ?? ''} → ${change.to ?? ''}`,
      change.serving,
      change.by,
      change.reason,
    ]);
    const when = given.text('at') === undefined ? 'answers now' : `answered at ${given.text('at') ?? ''}`;
    return {
      json,
      show: (style) =>
        [
          style.table(['TIME', 'WHAT', 'VERSION', 'CHANGE', 'SERVING', 'BY', 'WHY'], rows),
          style.bold(`${serving?.version ?? 'nothing'} ${when}`),
        ].join('\n'),
      note: moreNote(nextCursor),
    };
  },
};
