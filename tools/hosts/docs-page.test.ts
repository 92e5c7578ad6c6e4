import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startStandalone } from '../standalone-process.mjs';

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

describe('/docs', () => {
  it.skipIf(browser === undefined)(
    `shows every route in a browser${browser === undefined ? ' (skipped: there is no Chromium)' : ''}`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'harper-edge-page-'));
      const host = await startStandalone({
        dataDir: join(folder, 'data'),
        httpPort: await freePort(),
        env: { EDGE_AI_LOG_LEVEL: 'error' },
      });
      try {
        const quiet = [
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
        ];
        const flags = [
          '--headless',
          '--no-sandbox',
          '--disable-gpu',
          // The page only makes what can be seen of a long list.
          '--window-size=1280,20000',
          ...quiet,
          `--user-data-dir=${join(folder, 'browser')}`,
        ];
        const ask = ['--virtual-time-budget=10000', '--dump-dom', `${host.url}/docs#/inference/postPredict`];
        const { stdout } = await promisify(execFile)(browser ?? '', [...flags, ...ask], {
          maxBuffer: 64 * 1024 * 1024,
        });
        const { paths } = (await (await fetch(`${host.url}/openapi.json`)).json()) as {
          paths: Record<string, Record<string, { operationId: string }>>;
        };
        const operations = Object.values(paths).flatMap((verbs) => Object.values(verbs));
        expect(operations.length).toBeGreaterThan(20);
        for (const { operationId } of operations)
          expect(stdout).toMatch(new RegExp(`id="operations-\\w+-${operationId}"`));
        expect(stdout).toContain('float_input');
      } finally {
        await host.stop();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  );
});
