import type { Command } from '../command.ts';
import { formatBytes, formatTime } from '../output/format.ts';
import { chosen } from './choices.ts';
import { limitOption, moreNote } from './paging.ts';

/** Of the API; a test holds them against its description. */
export const jobStatuses = ['queued', 'downloading', 'processing', 'completed', 'failed', 'cancelled'] as const;

export const jobList: Command = {
  name: 'job list',
  summary: 'Fetch jobs, newest first',
  args: [],
  options: [
    { flags: '--status <status>', description: 'only of this status', choices: jobStatuses },
    { flags: '--model <model>', description: 'only of this model' },
    limitOption,
  ],
  examples: [
    { line: 'job list --status failed', says: 'what went wrong' },
    { line: "job list --json | jq '.jobs[] | {jobId, status}'", says: 'for a program' },
  ],
  output: { operation: 'getModelFetchJobs' },
  run: async ({ client, given, signal }) => {
    const query = {
      status: chosen(jobStatuses, given.text('status')),
      modelName: given.text('model'),
      limit: given.number('limit'),
    };
    const json = await client.listJobs({ query }, { signal });
    const rows = json.jobs.map((job) => [
      job.jobId,
      job.status,
      `${job.modelId}:${job.modelVersion}`,
      `${job.source} ${job.sourceReference}`,
      formatBytes(job.downloadedBytes),
      formatTime(job.createdAt),
      job.error?.message,
    ]);
    const columns = ['JOB', 'STATUS', 'MODEL', 'SOURCE', 'BYTES', 'CREATED', 'ERROR'];
    return { json, show: (style) => style.table(columns, rows), note: moreNote(json.nextCursor) };
  },
};
