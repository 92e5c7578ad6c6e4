import type { Command } from '../command.ts';
import { parseModelName } from '../model-name.ts';
import { authorOf, changeOptions, changeResult } from './change.ts';

export const modelRollback: Command = {
  name: 'model rollback',
  summary: 'Bring back the production version before, or a named one',
  args: [{ name: '<model>', description: 'model, or model:version for one that was in production' }],
  options: changeOptions,
  examples: [
    { line: 'model rollback iris --reason "too many errors"', says: 'the version before answers from now on' },
    { line: 'model rollback iris:v1 --approved-by ada', says: 'a certain one' },
  ],
  output: { operation: 'postModelsModelIdRollback' },
  run: async ({ args: [name = ''], client, given, signal }) => {
    const { modelId, version } = parseModelName(name);
    const body = { version, ...authorOf(given) };
    const call = { signal, ifRevision: given.number('if-revision') };
    return changeResult(await client.rollBackModel({ params: { modelId }, body }, call));
  },
};
