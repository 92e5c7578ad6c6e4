import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { ApiError, type Client, type ModelVersion } from '@harper-edge/client';
import { usageError } from '../cli-error.ts';
import type { Profile, ProfileModel } from './profile.ts';

/**
 * What has to be done for a model of a profile. `compare`: a folder of that version is there, and only sending it again tells
 * whether it is the same. `conflict`: the version is there and is something else, which no change can mend.
 */
export type Action = 'none' | 'upload' | 'fetch' | 'compare' | 'promote' | 'conflict';

export interface Step {
  readonly wanted: ProfileModel;
  readonly name: string;
  readonly action: Action;
  readonly why: string;
  readonly found: ModelVersion | undefined;
}

export interface PlanOptions {
  readonly client: Client;
  readonly signal: AbortSignal;
}

/** Compares a profile with what a host has, in the order of the profile. Changes nothing. */
export async function planProfile(profile: Profile, options: PlanOptions): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const wanted of profile.models) {
    const found = await findVersion(wanted, options);
    const { action, why } = await decide(wanted, found, profile.folder);
    steps.push({ wanted, found, action, why, name: `${wanted.model}:${wanted.version}` });
  }
  return steps;
}

async function findVersion({ model, version }: ProfileModel, { client, signal }: PlanOptions) {
  try {
    return await client.showModel({ params: { modelId: model, version } }, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

interface Decision {
  readonly action: Action;
  readonly why: string;
}

async function decide(wanted: ProfileModel, found: ModelVersion | undefined, folder: string): Promise<Decision> {
  const isFile = 'path' in wanted && (await checkFile(resolve(folder, wanted.path)));
  if (found === undefined) return { action: 'path' in wanted ? 'upload' : 'fetch', why: 'not there' };
  const conflict = findConflict(wanted, found);
  if (conflict !== undefined) return { action: 'conflict', why: conflict };
  if (isFile && (await sha256Of(resolve(folder, wanted.path))) !== found.sha256)
    return { action: 'conflict', why: 'there with other bytes' };
  if (wanted.stage !== found.stage) return { action: 'promote', why: `${found.stage}, not ${wanted.stage}` };
  if ('path' in wanted && !isFile)
    return { action: 'compare', why: 'there; its files are compared when they are sent' };
  return { action: 'none', why: 'as it should be' };
}

function findConflict(wanted: ProfileModel, found: ModelVersion): string | undefined {
  if (wanted.framework !== undefined && wanted.framework !== found.framework)
    return `there for ${found.framework}, not ${wanted.framework}`;
  if ('sha256' in wanted && wanted.sha256 !== undefined && wanted.sha256 !== found.sha256)
    return 'there with other bytes';
  const [different] = Object.entries(wanted.metadata).find(([key, value]) => !isDeepStrictEqual(found.metadata[key], value)) ?? []; // prettier-ignore
  return different === undefined ? undefined : `there with other metadata: ${different}`;
}

/** Whether it is a file, and not a folder. */
async function checkFile(path: string): Promise<boolean> {
  const info = await stat(path).catch((error: unknown) => {
    throw usageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, error);
  });
  return info.isFile();
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
