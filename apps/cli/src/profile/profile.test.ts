import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedProfileSchema } from '../documents/profile-schema.ts';
import { listProfiles, loadProfile } from './load-profile.ts';

const profiles = join(import.meta.dirname, '../../../../profiles');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-profiles-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('profiles', () => {
  it('that come with the project can be loaded; minimal and testing need no internet', async () => {
    const listed = await listProfiles();
    expect(listed.map(({ name }) => name)).toEqual(['benchmarking', 'development', 'edge-ai', 'minimal', 'production', 'testing']); // prettier-ignore
    for (const { name, models } of listed)
      expect([name, models.some((model) => 'source' in model)]).toEqual([name, !['minimal', 'testing'].includes(name)]);
  });

  it('follow the published schema; after a change: npm run generate', async () => {
    const published = JSON.parse(await readFile(join(profiles, 'profile.schema.json'), 'utf8')) as unknown;
    expect(published).toEqual(JSON.parse(JSON.stringify(publishedProfileSchema())));
  });

  it.each([
    ['{', /expected JSON/],
    ['{"description": "d", "models": []}', /models: Too small/],
    ['{"description": "d", "models": [{"model": "m", "version": "v"}]}', /models\.0/],
    ['{"description": "d", "models": [{"model": "..", "version": "v", "path": "p"}]}', /models\.0/],
    ['{"description": "d", "models": [{"model": "m", "version": "v", "path": "p", "stge": "x"}]}', /models\.0/],
    ['{"description": "d", "models": [{"model": "m", "version": "v", "path": "p"}, {"model": "m", "version": "v", "source": "url", "reference": "r"}]}', /m:v is in it twice/], // prettier-ignore
  ])('of one’s own are checked: %s', async (content, says) => {
    const path = join(folder, 'own.json');
    await writeFile(path, content);
    await expect(loadProfile(path)).rejects.toMatchObject({ exitCode: 'usage', message: expect.stringMatching(says) as string }); // prettier-ignore
  });

  it('that do not exist are wrong usage', async () => {
    for (const name of ['unknown', join(folder, 'none.json')])
      await expect(loadProfile(name)).rejects.toThrow(/harper-ai profile list/);
  });
});
