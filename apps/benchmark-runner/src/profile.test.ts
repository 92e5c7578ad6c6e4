import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listProfiles, loadProfile, profileSchema } from './profile.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-profile-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('profiles', () => {
  it('that come with the runner can be loaded', async () => {
    expect((await listProfiles()).map(({ name }) => name)).toEqual(
      ['latency', 'open-loop', 'quick', 'release', 'steady', 'throughput'], // prettier-ignore
    );
    expect(await loadProfile('open-loop')).toMatchObject({ name: 'open-loop', mode: 'poisson', ratePerSecond: 500 });
  });

  it('follow the published schema', async () => {
    const published = await readFile(join(import.meta.dirname, '../profile.schema.json'), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(profileSchema, { io: 'input' }))));
  });

  it.each([
    ['{', 'is no JSON'],
    ['{"description": ""}', 'expected iterations or roundMs'],
    ['{"description": "", "iterations": 10, "mode": "poisson"}', 'needs ratePerSecond'],
    ['{"description": "", "iterations": 10, "rounds": 4}', 'rounds'],
    ['{"description": "", "iterations": 10, "ronuds": 5}', 'ronuds'],
  ])('of one’s own are checked: %s', async (content, message) => {
    const path = join(folder, 'own.json');
    await writeFile(path, content);
    await expect(loadProfile(path)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(message) as string }); // prettier-ignore
  });

  it('that do not exist are wrong usage', async () => {
    for (const name of ['unknown', join(folder, 'none.json')])
      await expect(loadProfile(name)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
