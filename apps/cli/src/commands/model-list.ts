import type { Command } from '../command.ts';
import { chosen, frameworks, stages } from './choices.ts';
import { modelTable } from './model-table.ts';
import { limitOption, moreNote } from './paging.ts';

export const modelList: Command = {
  name: 'model list',
  summary: 'List model versions, newest first',
  args: [],
  options: [
    { flags: '--stage <stage>', description: 'only of this stage', choices: stages },
    { flags: '--framework <framework>', description: 'only of this framework', choices: frameworks },
    limitOption,
  ],
  examples: [
    { line: 'model list --stage production', says: 'what answers now' },
    { line: "model list --json | jq -r '.models[].id'", says: 'the names alone' },
  ],
  output: { operation: 'getModels' },
  run: async ({ client, given, signal }) => {
    const query = {
      stage: chosen(stages, given.text('stage')),
      framework: chosen(frameworks, given.text('framework')),
      limit: given.number('limit'),
    };
    const json = await client.listModels({ query }, { signal });
    return { json, show: (style) => modelTable(json.models, style), note: moreNote(json.nextCursor) };
  },
};
