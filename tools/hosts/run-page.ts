import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
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

/** Runs the commands of a page on each host, and gives their answers, one JSON document each, in order. */
export function describePage(page: string, expectAnswers: (answers: readonly unknown[]) => void): void {
  describe.skipIf(!hasCurl).each(Object.keys(starts) as (keyof typeof starts)[])(
    `on %s, the commands of${withoutCurl}`,
    (name) => {
      let dataDir: string;
      let host: Host;
      beforeAll(async () => {
        dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-page-'));
        host = await starts[name](dataDir);
      });
      afterAll(async () => {
        await host.stop();
        await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
      });

      it(`${page} do what the page says`, async () => {
        const code = readSnippets()
          .filter(({ document }) => document === page)
          .map(({ code: text }) => text.replaceAll('http://localhost:9926', host.url));
        const env = { ...process.env, ...(host.user !== undefined && { HARPER_USER: host.user }) };
        const { stdout } = await run('bash', ['-c', ['set -euo pipefail', ...code].join('\n')], { cwd: root, env });
        const lines = stdout
          .replaceAll(/\}\n?\{/g, '}\n{')
          .trim()
          .split('\n');
        expectAnswers(lines.map((line) => JSON.parse(line) as unknown));
      });
    },
  );
}
