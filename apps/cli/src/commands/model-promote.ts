import type { Command } from '../command.ts';
import { parseVersionName } from '../model-name.ts';
import { parseJsonObject, readInput } from '../read-input.ts';
import { authorOf, changeOptions, changeResult } from './change.ts';
import { chosen, stages } from './choices.ts';

export const modelPromote: Command = {
  name: 'model promote',
  summary: 'Take a version to another stage',
  details: 'Into production it is loaded first and then takes over without a pause; the one there before is archived.',
  args: [
    { name: '<model:version>', description: 'the version, or an alias of it' },
    { name: '<stage>', description: 'where to', choices: stages },
  ],
  options: [
    {
      flags: '--warm-up <json>',
      description: 'features it has to answer before; @file reads them, - is standard input',
    },
    ...changeOptions,
  ],
  examples: [
    { line: 'model promote iris:v2 candidate', says: 'one step' },
    {
      line: 'model promote iris:v2 production --approved-by ada --reason "more accurate"',
      says: 'it answers from now on',
    },
  ],
  output: { operation: 'postModelsModelIdVersionPromote' },
  run: async ({ args: [name = '', stage], client, given, signal, stdin }) => {
    const warmUp = given.text('warm-up');
    const body = {
      stage: chosen(stages, stage) ?? 'candidate',
      ...authorOf(given),
      warmUp: warmUp === undefined ? undefined : parseJsonObject(await readInput(warmUp, stdin), '--warm-up'),
    };
    const call = { signal, ifRevision: given.number('if-revision') };
    return changeResult(await client.promoteModel({ params: parseVersionName(name), body }, call));
  },
};
