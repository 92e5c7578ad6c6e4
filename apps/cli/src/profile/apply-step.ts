import { resolve } from 'node:path';
import { ApiError } from '@harper-edge/client';
import { CliError } from '../cli-error.ts';
import type { Context } from '../command.ts';
import { modelFiles } from '../model-files.ts';
import { waitForJob } from '../wait-for-job.ts';
import type { Step } from './plan.ts';
import type { Profile } from './profile.ts';

export interface Applied {
  readonly model: string;
  readonly action: Step['action'];
  readonly result: 'changed' | 'unchanged' | 'failed';
  readonly message: string;
}

/** Does one step of a plan. What the host refuses is a result; what keeps everything else from working too is thrown. */
export async function applyStep(step: Step, profile: Profile, context: Context): Promise<Applied> {
  const { name: model, action, why } = step;
  const applied = (result: Applied['result'], message: string): Applied => ({ model, action, result, message });
  try {
    switch (action) {
      case 'none':
        return applied('unchanged', why);
      case 'conflict':
        return applied('failed', `${why}; give the profile another version, or delete this one`);
      case 'upload':
        await upload(step, profile, context);
        return applied('changed', 'uploaded');
      case 'compare':
        await upload(step, profile, context);
        return applied('unchanged', 'the same files');
      case 'fetch':
        return applied('changed', await fetchModel(step, context));
      case 'promote':
        await promote(step, context);
        return applied('changed', `${step.found?.stage ?? ''} → ${step.wanted.stage}`);
    }
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && ![401, 403, 503].includes(error.status))
      return applied('failed', error.message);
    if (error instanceof JobFailure) return applied('failed', error.message);
    throw error;
  }
}

async function upload({ wanted, name }: Step, profile: Profile, { client, progress, signal }: Context): Promise<void> {
  if (!('path' in wanted)) return;
  const path = resolve(profile.folder, wanted.path);
  const framework = wanted.framework ?? (path.endsWith('.onnx') ? 'onnx' : undefined);
  if (framework === undefined) throw new CliError('usage', `profile ${profile.name}: ${name} needs a framework`);
  const { model: modelId, version, stage, metadata } = wanted;
  const onProgress = (sent: { readonly sentBytes: number; readonly totalBytes: number }): void => {
    progress.bytes(name, { doneBytes: sent.sentBytes, totalBytes: sent.totalBytes });
  };
  const body = { modelId, version, framework, stage, metadata };
  await client.uploadModel({ body, files: await modelFiles([path]), onProgress }, { signal });
}

class JobFailure extends Error {}

async function fetchModel({ wanted }: Step, context: Context): Promise<string> {
  if (!('source' in wanted)) return '';
  const { model, version, reference, ...rest } = wanted;
  const body = { ...rest, modelName: model, modelVersion: version, sourceReference: reference };
  const { jobId } = await context.client.fetchModel({ body }, { signal: context.signal });
  const job = await waitForJob(jobId, context);
  if (job.status === 'completed') return 'fetched';
  throw new JobFailure(`${job.status}: ${job.error?.message ?? `see harper-ai job watch ${jobId}`}`);
}

async function promote({ wanted }: Step, { client, given, signal }: Context): Promise<void> {
  const { model: modelId, version, stage } = wanted;
  const approvedBy = given.text('approved-by');
  await client.promoteModel(
    { params: { modelId, version }, body: { stage, approvedBy, reason: 'profile' } },
    { signal },
  );
}
