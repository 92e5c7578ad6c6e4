import { CliError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { confirm, confirmOptions } from '../confirm.ts';
import { aliasArgument, parseAliasName } from './alias-name.ts';
import { revisionOption } from './change.ts';

export const aliasDelete: Command = {
  name: 'alias delete',
  summary: 'Take an alias away; the version stays',
  args: [aliasArgument],
  options: [...confirmOptions, revisionOption],
  examples: [{ line: 'alias delete iris:champion --yes', says: 'without being asked' }],
  output: {
    schema: {
      type: 'object',
      required: ['deleted', 'dryRun', 'modelId', 'alias', 'version'],
      properties: {
        deleted: { type: 'boolean' },
        dryRun: { type: 'boolean' },
        modelId: { type: 'string' },
        alias: { type: 'string' },
        version: { type: 'string' },
      },
    },
  },
  run: async (context) => {
    const { args, client, given, signal } = context;
    const { modelId, alias } = parseAliasName(args[0] ?? '');
    const { aliases } = await client.listAliases({ params: { modelId } }, { signal });
    const version = Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
    if (version === undefined)
      throw new CliError('notFound', `${modelId} has no alias "${alias}"; see: harper-ai alias list ${modelId}`);
    const about = `alias ${modelId}:${alias} of ${modelId}:${version}`;
    const facts = { modelId, alias, version };
    if (given.flag('dry-run'))
      return { json: { deleted: false, dryRun: true, ...facts }, show: () => `would delete ${about}` };
    await confirm(`Delete ${about}?`, context);
    await client.deleteAlias({ params: { modelId, alias } }, { signal, ifRevision: given.number('if-revision') });
    return { json: { deleted: true, dryRun: false, ...facts }, show: () => `deleted ${about}` };
  },
};
