import type { Command } from '../command.ts';
import { decisionOf, decisionOptions, decisionResult, requestArgument } from './decide-retraining.ts';

export const alertRetrainingReject: Command = {
  name: 'alert retraining reject',
  summary: 'Reject that a model is trained again',
  args: [requestArgument],
  options: decisionOptions,
  examples: [
    { line: 'alert retraining reject iris:drift:000001 --reason "the sensor was broken"', says: 'with who and why' },
  ],
  output: { operation: 'postMonitoringRetrainingRequestsIdReject' },
  run: async ({ args: [id = ''], client, given, signal }) =>
    decisionResult(await client.rejectRetraining({ params: { id }, body: decisionOf(given) }, { signal })),
};
