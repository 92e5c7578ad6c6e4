import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { usageError } from '../cli-error.ts';
import { parseJson } from '../read-input.ts';
import { profileSchema, type Profile } from './profile.ts';

/** The profiles that come with the project, wherever in it this code runs from. */
function shippedFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const profiles = join(folder, 'profiles');
    if (existsSync(join(profiles, 'profile.schema.json'))) return profiles;
  }
  throw usageError('the profiles of the project are not here; give a file');
}

/** The profiles that come with the project. */
export async function listProfiles(): Promise<readonly Profile[]> {
  const files = (await readdir(shippedFolder())).filter((file) => file.endsWith('.json') && !file.includes('.schema.'));
  return Promise.all(files.sort().map((file) => loadProfile(basename(file, '.json'))));
}

/**
 * One that comes with the project by its name, or a file.
 *
 * @throws CliError naming what is wrong in it
 */
export async function loadProfile(nameOrFile: string): Promise<Profile> {
  const isShipped = /^[a-z-]+$/.test(nameOrFile);
  const path = isShipped ? join(shippedFolder(), `${nameOrFile}.json`) : resolve(nameOrFile);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw usageError(`there is no profile ${nameOrFile}; see: harper-ai profile list`, error);
  });
  const parsed = profileSchema.safeParse(parseJson(text, `profile ${nameOrFile}`));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
    throw usageError(`profile ${nameOrFile}: ${faults.join('; ')}`);
  }
  const { description, models } = parsed.data;
  const names = models.map(({ model, version }) => `${model}:${version}`);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) throw usageError(`profile ${nameOrFile}: ${twice} is in it twice`);
  return { name: isShipped ? nameOrFile : basename(nameOrFile, '.json'), description, models, folder: dirname(path) };
}
