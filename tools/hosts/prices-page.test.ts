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

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const withoutCurl = hasCurl ? '' : ' (skipped: there is no curl)';

interface Host {
  readonly url: string;
  /** Of an administrator, as curl takes it; none where everybody is one. */
  readonly user?: string;
  stop(): Promise<unknown>;
}

const starts = {
  'the standalone host': async (dataDir: string): Promise<Host> =>
    startStandalone({ dataDir, httpPort: await freePort(), env: { EDGE_AI_LOG_LEVEL: 'error' } }),
  Harper: async (dataDir: string): Promise<Host> => {
    const componentDir = join(root, 'dist/harper-component');
    const env = { EDGE_AI_ACCESS: 'open' };
    const harper = await startHarper({ componentDir, dataDir, httpPort: await freePort(), env });
    return { url: harper.url, user: `${harper.adminUser}:${harper.adminPassword}`, stop: () => harper.stop() };
  },
} as const;

describe.skipIf(!hasCurl).each(Object.keys(starts) as (keyof typeof starts)[])(
  `on %s, the commands of${withoutCurl}`,
  (name) => {
    let dataDir: string;
    let host: Host;

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-prices-'));
      host = await starts[name](dataDir);
    });
    afterAll(async () => {
      await host.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    });

    it('docs/prices.md do what the page says', async () => {
      const code = readSnippets()
        .filter(({ document }) => document === 'docs/prices.md')
        .map(({ code: text }) => text.replaceAll('http://localhost:9926', host.url));
      const env = { ...process.env, ...(host.user !== undefined && { HARPER_USER: host.user }) };
      const { stdout } = await run('bash', ['-c', ['set -euo pipefail', ...code].join('\n')], { cwd: root, env });
      const answers = stdout
        .replaceAll(/\}\n?\{/g, '}\n{')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      const near = (value: number): number => expect.closeTo(value, 2) as number;
      // Elasticity and interval as libs/pricing/README.md has them for the same weeks.
      const interval = [expect.closeTo(-3.2, 1), expect.closeTo(-2.3, 1)];
      const change = { from: 150, to: 135.99, reason: 'spring', state: 'applied', changeId: 'spring-2026' };
      expect(answers).toMatchObject([
        { id: 'hill-shop' },
        { success: true, added: 1 },
        { success: true, recorded: 8 },
        { total: 8, count: 3, points: [{ price: 140, demand: 29 / 7, days: 7 }, { price: 150 }, { price: 130 }] },
        { success: true, orderId: '2026-0001', duplicate: false, revenue: 145, experiments: [] },
        {
          ...{ ok: true, recommendedPrice: 125.99, elasticity: near(-2.74), confidenceInterval: interval },
          ...{ objective: 'profit', evidence: { points: 8, days: 56, unitsToday: 1 } },
        },
        { ok: false, recommendedPrice: null, reason: 'insufficientData', needed: 3, received: 0 },
        { success: true, ...change, evidence: { elasticity: near(-2.74) } },
        { count: 1, changes: [change] },
      ]);
    });
  },
);
