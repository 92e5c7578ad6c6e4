import type { Argument } from '../command.ts';
import { parseVersionName } from '../model-name.ts';

export const aliasArgument: Argument = { name: '<model:alias>', description: 'the alias, with its model in front' };

/** `model:alias`. @throws CliError without an alias */
export function parseAliasName(text: string): { readonly modelId: string; readonly alias: string } {
  const { modelId, version } = parseVersionName(text);
  return { modelId, alias: version };
}
