import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
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
      dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-lifecycle-'));
      host = await starts[name](dataDir);
    });
    afterAll(async () => {
      await host.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    });

    /** The answers of all commands of a page, in order. */
    async function answersOf(page: string): Promise<readonly unknown[]> {
      const code = readSnippets().flatMap(({ document, language, code: text }) =>
        document === page && language === 'bash' ? [text.replaceAll('http://localhost:9926', host.url)] : [],
      );
      const env = { ...process.env, ...(host.user !== undefined && { HARPER_USER: host.user }) };
      const { stdout } = await run('bash', ['-c', ['set -euo pipefail', ...code].join('\n')], { cwd: root, env });
      const lines = stdout
        .replaceAll(/\}\n?\{/g, '}\n{')
        .trim()
        .split('\n');
      return lines.map((line) => JSON.parse(line) as unknown);
    }

    it('docs/lifecycle.md do what the page says', async () => {
      const promoted = (version: string, to: string) => ({ success: true, change: { action: 'promote', version, to } });
      expect(await answersOf('docs/lifecycle.md')).toMatchObject([
        { success: true, modelId: 'petals', version: 'v1' },
        { success: true, modelId: 'petals', version: 'v2' },
        promoted('v2', 'candidate'),
        { change: { action: 'validate', by: 'tess', validation: { passed: true } } },
        promoted('v2', 'staging'),
        { ...promoted('v2', 'production'), production: 'v2' },
        { version: 'v2', stage: 'production', previous: ['v1'], model: { deploymentVersion: 2, parentDeployment: 1 } },
        { production: 'v1', change: { action: 'rollback', replaced: 'v2', reason: 'slower' } },
        { production: 'v2', change: { action: 'rollback', replaced: 'v1' } },
        { aliases: { champion: 'v2' } },
        { modelVersion: 'v2', prediction: { label: 'setosa' } },
        {
          serving: { version: 'v2', isProduction: true },
          changes: [{ action: 'alias' }, { action: 'rollback' }, { action: 'rollback' }],
        },
        { production: 'v1' },
        { dryRun: true, versions: [], artifacts: [] },
      ]);
    });

    it('docs/model-metadata.md: lists the members that the published schema has', async () => {
      const page = await readFile(join(root, 'docs/model-metadata.md'), 'utf8');
      const listed = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, member]) => member);
      const answer = await fetch(`${host.url}/schemas/model-metadata.json`);
      const { properties } = (await answer.json()) as { readonly properties: object };
      expect(listed).toEqual(Object.keys(properties));
    });

    it('docs/model-metadata.md do what the page says', async () => {
      expect(await answersOf('docs/model-metadata.md')).toMatchObject([
        { type: 'object', properties: { taskType: {}, source: {} } },
        { success: true },
        { metadata: { taskType: 'tabular-classification', outputDimensions: [3], owner: 'the flower team' } },
        { success: true },
        { code: 'INVALID_INPUT', error: expect.stringContaining('metadata.taskType') as string },
      ]);
    });
  },
);
