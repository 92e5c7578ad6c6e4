import type { Command } from '../command.ts';
import { jobResult, waitForJob } from '../wait-for-job.ts';
import { jobArgument } from './job-watch.ts';

export const jobRetry: Command = {
  name: 'job retry',
  summary: 'Run a failed or cancelled job again, from what it has downloaded',
  args: [jobArgument],
  options: [{ flags: '--wait', description: 'until it has ended; ends with 7 unless it is completed' }],
  examples: [{ line: 'job retry 019a… --wait', says: 'and watch it' }],
  output: { operation: 'getModelFetchJobsId' },
  run: async (context) => {
    const id = context.args[0] ?? '';
    const job = await context.client.retryJob({ params: { id } }, { signal: context.signal });
    if (context.given.flag('wait')) return jobResult(await waitForJob(id, context));
    return { json: job, show: () => `${job.status}; watch it with: harper-ai job watch ${id}` };
  },
};
