import type { Command } from '../command.ts';
import { decisionOf, decisionOptions, decisionResult, requestArgument } from './decide-retraining.ts';

export const alertRetrainingApprove: Command = {
  name: 'alert retraining approve',
  summary: 'Approve that a model is trained again; a worker takes it from there',
  args: [requestArgument],
  options: decisionOptions,
  examples: [
    { line: 'alert retraining approve iris:drift:000001 --reason "the season has changed"', says: 'with who and why' },
  ],
  output: { operation: 'postMonitoringRetrainingRequestsIdApprove' },
  run: async ({ args: [id = ''], client, given, signal }) =>
    decisionResult(await client.approveRetraining({ params: { id }, body: decisionOf(given) }, { signal })),
};
