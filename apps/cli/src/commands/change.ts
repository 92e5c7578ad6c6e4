import type { Operations } from '@harper-edge/client';
import type { Given, Option, Result } from '../command.ts';

export const whyOptions: readonly Option[] = [
  { flags: '--reason <text>', description: 'why; stands in the history' },
  { flags: '--by <name>', description: 'who does it, where the host does not know you' },
];

export const revisionOption: Option = {
  flags: '--if-revision <number>',
  description: 'only if the model has not changed since',
  minimum: 0,
};

/** Of every command that changes what is served. */
export const changeOptions: readonly Option[] = [
  ...whyOptions,
  { flags: '--approved-by <name>', description: 'who approves it; needed for production unless the host knows you' },
  revisionOption,
];

export const authorOf = (given: Given) => ({
  reason: given.text('reason'),
  approvedBy: given.text('approved-by'),
  by: given.text('by'),
});

/** What is served after a change. */
export function changeResult(json: Operations['postModelsModelIdRollback']['answer']): Result {
  const { modelId, production, serving, revision } = json;
  const said = `${modelId}: production ${production ?? 'none'}, ${serving ?? 'nothing'} answers, revision ${revision}`;
  return { json, show: () => said };
}
