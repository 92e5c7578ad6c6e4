import type { Command } from '../command.ts';
import { aliasArgument, parseAliasName } from './alias-name.ts';
import { revisionOption, whyOptions } from './change.ts';

export const aliasSet: Command = {
  name: 'alias set',
  summary: 'Set an alias, or move it to another version',
  details: 'It then stands for the version wherever one is asked for.',
  args: [aliasArgument, { name: '<version>', description: 'a version of the model, or another alias of it' }],
  options: [...whyOptions, revisionOption],
  examples: [{ line: 'alias set iris:champion v2', says: 'iris:champion is iris:v2 from now on' }],
  output: { operation: 'putModelsModelIdAliasesAlias' },
  run: async ({ args: [name = '', version = ''], client, given, signal }) => {
    const params = parseAliasName(name);
    const body = { version, reason: given.text('reason'), by: given.text('by') };
    const json = await client.setAlias({ params, body }, { signal, ifRevision: given.number('if-revision') });
    return { json, show: () => `${name} is ${params.modelId}:${json.aliases[params.alias] ?? version}` };
  },
};
