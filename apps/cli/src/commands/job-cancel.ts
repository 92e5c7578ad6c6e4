import type { Command } from '../command.ts';
import { confirm, confirmOptions } from '../confirm.ts';
import { formatBytes } from '../output/format.ts';
import { jobArgument } from './job-watch.ts';

export const jobCancel: Command = {
  name: 'job cancel',
  summary: 'Cancel a job that waits or downloads',
  args: [jobArgument],
  options: confirmOptions,
  examples: [{ line: 'job cancel 019a… --yes', says: 'without being asked' }],
  output: { operation: 'getModelFetchJobsId' },
  run: async (context) => {
    const { args, client, given, signal } = context;
    const params = { id: args[0] ?? '' };
    const job = await client.showJob({ params }, { signal });
    const about = `job ${job.jobId}: ${job.modelId}:${job.modelVersion}, ${job.status}, ${formatBytes(job.downloadedBytes)}`;
    if (given.flag('dry-run')) return { json: job, show: () => `would cancel ${about}` };
    await confirm(`Cancel ${about}?`, context);
    return { json: await client.cancelJob({ params }, { signal }), show: () => `cancelled ${about}` };
  },
};
