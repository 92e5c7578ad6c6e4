import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { benchmarkSettings } from '@harper-edge/benchmark';
import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../profiles');

const fields = z.strictObject({
  $schema: z.string().optional(),
  description: z.string(),
  iterations: z.number().int().min(1).max(10_000_000).optional().meta({
    description: 'Requests of each model over all rounds; without it as many as fit into roundMs.',
  }),
  ...benchmarkSettings.shape,
});

/** What a profile file holds; published as profile.schema.json. */
export const profileSchema = fields.meta({ title: 'Profile of harper-edge-ai-benchmark' });

export type Profile = z.infer<typeof fields> & { readonly name: string };

export interface ProfileSummary {
  readonly name: string;
  readonly description: string;
}

/** The profiles that come with the runner. */
export async function listProfiles(): Promise<readonly ProfileSummary[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => basename(name, '.json'));
  const profiles = await Promise.all(names.sort().map(loadProfile));
  return profiles.map(({ name, description }) => ({ name, description }));
}

/**
 * One that comes with the runner by its name, or a file.
 *
 * @throws EdgeError INVALID_INPUT naming what is wrong in it
 */
export async function loadProfile(nameOrFile: string): Promise<Profile> {
  const shipped = /^[a-z-]+$/.test(nameOrFile);
  const path = shipped ? join(folder, `${nameOrFile}.json`) : nameOrFile;
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read; --list shows what there is';
    throw new EdgeError('INVALID_INPUT', `profile ${nameOrFile}: ${what}`, { cause: error });
  }
  const parsed = profileSchema.safeParse(content);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
    throw new EdgeError('INVALID_INPUT', `profile ${nameOrFile}: ${faults.join('; ')}`);
  }
  const profile = parsed.data;
  if (profile.iterations === undefined && profile.roundMs === undefined)
    throw new EdgeError('INVALID_INPUT', `profile ${nameOrFile}: expected iterations or roundMs`);
  if (profile.mode !== 'closed' && profile.ratePerSecond === undefined)
    throw new EdgeError('INVALID_INPUT', `profile ${nameOrFile}: mode ${profile.mode} needs ratePerSecond`);
  return { ...profile, name: shipped ? nameOrFile : basename(nameOrFile, '.json') };
}
