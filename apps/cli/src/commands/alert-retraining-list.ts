import type { Command } from '../command.ts';
import { formatTime } from '../output/format.ts';
import { chosen } from './choices.ts';
import { limitOption, moreNote } from './paging.ts';

/** Of the API; a test holds them against its description. */
export const retrainingStatuses = ['pending_approval', 'approved', 'rejected'] as const;

export const alertRetrainingList: Command = {
  name: 'alert retraining list',
  summary: 'Requests to train models again, newest first',
  args: [],
  options: [
    { flags: '--status <status>', description: 'only of this status', choices: retrainingStatuses },
    { flags: '--model <model>', description: 'only of this model' },
    limitOption,
  ],
  examples: [{ line: 'alert retraining list --status pending_approval', says: 'what waits for a decision' }],
  output: { operation: 'getMonitoringRetrainingRequests' },
  run: async ({ client, given, signal }) => {
    const query = {
      status: chosen(retrainingStatuses, given.text('status')),
      modelName: given.text('model'),
      limit: given.number('limit'),
    };
    const json = await client.listRetrainingRequests({ query }, { signal });
    const rows = json.requests.map((request) => [
      ...[formatTime(request.createdAt), request.status, `${request.modelName}:${request.modelVersion}`, request.cause],
      ...[request.requestedBy ?? 'monitoring', request.decidedBy, request.decisionReason ?? request.note, request.id],
    ]);
    const columns = ['TIME', 'STATUS', 'MODEL', 'CAUSE', 'ASKED BY', 'DECIDED BY', 'WHY', 'REQUEST'];
    return { json, show: (style) => style.table(columns, rows), note: moreNote(json.nextCursor) };
  },
};
