import type { Operations } from '@harper-edge/client';
import { usageError } from '../cli-error.ts';
import type { Argument, Given, Option, Result } from '../command.ts';

export const requestArgument: Argument = { name: '<request>', description: 'id of the request' };

export const decisionOptions: readonly Option[] = [
  { flags: '--reason <text>', description: 'why; needed' },
  { flags: '--by <name>', description: 'who decides, where the host does not know you' },
];

/** @throws CliError without a reason */
export function decisionOf(given: Given): Operations['postMonitoringRetrainingRequestsIdApprove']['body'] {
  const reason = given.text('reason');
  if (reason === undefined) throw usageError('expected --reason: it stays with the decision');
  return { reason, by: given.text('by') };
}

export function decisionResult(json: Operations['postMonitoringRetrainingRequestsIdApprove']['answer']): Result {
  const said = `training ${json.modelName}:${json.modelVersion} again is ${json.status} by ${json.decidedBy ?? ''}`;
  return { json, show: () => said };
}
