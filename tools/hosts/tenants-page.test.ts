import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { readSnippets, root } from './documents.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const withoutCurl = hasCurl ? '' : ' (skipped: there is no curl)';

interface Options {
  readonly dataDir: string;
  readonly httpPort: number;
}

/** A host that knows its callers, and the environment of an administrator; `others` marks code for the other host. */
const hosts = {
  'the standalone host': async (options: Options) => {
    const env = { EDGE_AI_API_KEY: 'an-administrators-key', EDGE_AI_LOG_LEVEL: 'error' };
    return { host: await startStandalone({ ...options, env }), env, others: 'HARPER_PASSWORD' };
  },
  Harper: async (options: Options) => {
    const host = await startHarper({ ...options, componentDir: join(root, 'dist/harper-component') });
    return { host, env: { HARPER_PASSWORD: host.adminPassword }, others: 'EDGE_AI_API_KEY' };
  },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-tenants-page-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('docs/tenants.md', () => {
  const page = readSnippets().filter(({ document }) => document === 'docs/tenants.md');

  it.skipIf(!hasCurl).each(Object.entries(hosts))(`its commands work on %s${withoutCurl}`, async (name, start) => {
    const dataDir = join(folder, name.replaceAll(/\W/g, ''));
    const { host, env, others } = await start({ dataDir, httpPort: await freePort() });
    try {
      const code = page.map((snippet) => snippet.code).filter((text) => !text.includes(others));
      const script = code.map((text) => text.replaceAll('http://localhost:9926', host.url)).join('\necho\n');
      const { stdout } = await promisify(execFile)('bash', ['-c', `set -euo pipefail\n${script}`], {
        cwd: root,
        env: { ...process.env, ...env },
      });
      const answers = stdout.replaceAll('}{', '}\n{').split('\n').filter(Boolean);
      expect(answers.map((line) => (line.startsWith('{') ? (JSON.parse(line) as unknown) : line.trim()))).toMatchObject(
        [
          {
            id: 'summit',
            limits: { perMinute: 600 },
            pricing: { minMargin: 0.2, maxChange: null },
            maxProducts: 10_000,
          },
          { success: true, added: 2, changed: 0, unchanged: 0 },
          { productId: 'ridge-20', price: 79, cost: 41 },
          { name: 'web site', key: expect.stringMatching(/^hea_/) as string },
          { count: 1, products: [{ productId: 'col-jacket' }] },
          { count: 1, keys: [{ name: 'web site', scopes: ['personalize', 'manage'] }] },
          { success: true },
          { code: 'UNAUTHENTICATED' },
          'ratelimit-limit: 600',
          {
            count: 2,
            entries: [
              { action: 'key.delete', outcome: 'done' },
              { action: 'key.rotate', outcome: 'done', details: { overlapMs: 3_600_000 } },
            ],
          },
          { success: true, tenantId: 'summit' },
        ],
      );
    } finally {
      await host.stop();
    }
  });
});
