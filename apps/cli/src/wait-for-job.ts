import { setTimeout as sleep } from 'node:timers/promises';
import type { FetchJob } from '@harper-edge/client';
import { CliError } from './cli-error.ts';
import type { Context, Result } from './command.ts';
import { formatBytes } from './output/format.ts';

const pollMs = 500;

/**
 * Watches a job until it has ended, with its progress on a terminal.
 *
 * @throws CliError when the time allowed is over before; the job goes on
 */
export async function waitForJob(jobId: string, context: Context): Promise<FetchJob> {
  const { client, progress, settings, signal } = context;
  const { timeoutMs = 0 } = settings;
  const deadline = timeoutMs === 0 ? undefined : AbortSignal.timeout(timeoutMs);
  for (;;) {
    const job = await client.showJob({ params: { id: jobId } }, { signal });
    if (['completed', 'failed', 'cancelled'].includes(job.status)) {
      progress.clear();
      return job;
    }
    if (deadline?.aborted === true)
      throw new CliError(
        'unavailable',
        `job ${jobId} is still ${job.status}; go on with: harper-ai job watch ${jobId}`,
      );
    if (job.status === 'downloading')
      progress.bytes(job.modelId, { doneBytes: job.downloadedBytes, totalBytes: job.totalBytes ?? undefined });
    else progress.text(`${job.modelId} ${job.status}`);
    await sleep(pollMs, undefined, { signal }).catch(() => {
      // The next call throws the reason.
    });
  }
}

/** A job that has ended, as a result: completed, or bad news. */
export function jobResult(job: FetchJob): Result {
  const { status, modelId, modelVersion, downloadedBytes, error } = job;
  const name = `${modelId}:${modelVersion}`;
  const said =
    status === 'completed'
      ? `${name} is served: ${formatBytes(downloadedBytes)}, SHA-256 ${job.sha256 ?? ''}`
      : `${name} ${status}${error === null ? '' : `: ${error.message}`}`;
  return { json: job, show: () => said, exitCode: status === 'completed' ? 'done' : 'negative' };
}
