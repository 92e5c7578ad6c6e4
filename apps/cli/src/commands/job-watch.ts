import type { Command } from '../command.ts';
import { jobResult, waitForJob } from '../wait-for-job.ts';

export const jobArgument = { name: '<job>', description: 'its id' };

export const jobWatch: Command = {
  name: 'job watch',
  summary: 'Watch a job until it has ended; ends with 7 unless it is completed',
  args: [jobArgument],
  options: [],
  examples: [{ line: 'job watch 019a… --timeout 600', says: 'for ten minutes at most; the job goes on' }],
  output: { operation: 'getModelFetchJobsId' },
  run: async (context) => jobResult(await waitForJob(context.args[0] ?? '', context)),
};
