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

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const withoutCurl = hasCurl ? '' : ' (skipped: there is no curl)';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-fetching-page-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('docs/fetching.md', () => {
  const page = readSnippets().filter(({ document }) => document === 'docs/fetching.md');
  const env = { MODEL_FETCH_ROOTS: join(root, 'examples') };

  it.skipIf(!hasCurl).each([
    [
      'the standalone host',
      (options: Options) => startStandalone({ ...options, env: { ...env, EDGE_AI_LOG_LEVEL: 'error' } }),
    ],
    [
      'Harper',
      (options: Options) =>
        startHarper({
          ...options,
          componentDir: join(root, 'dist/harper-component'),
          env: { ...env, EDGE_AI_ACCESS: 'open' },
        }),
    ],
  ])(`its commands work on %s${withoutCurl}`, async (name, start) => {
    const dataDir = join(folder, name.replaceAll(/\W/g, ''));
    const host = await start({ dataDir, httpPort: await freePort() });
    try {
      const script = page.map(({ code }) => code.replaceAll('http://localhost:9926', host.url)).join('\necho\n');
      const { stdout } = await promisify(execFile)('bash', ['-c', `set -euo pipefail\n${script}`], { cwd: root });
      const answers = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      expect(answers).toMatchObject([
        { framework: 'onnx', suggestedName: 'iris-logreg', files: [{ path: 'iris-logreg.onnx' }] },
        { status: 'queued', modelId: 'fetched-flowers' },
        { count: 1, jobs: [{ modelName: 'fetched-flowers', metadata: { owner: 'me' } }] },
        { prediction: { label: 'setosa' } },
      ]);
    } finally {
      await host.stop();
    }
  });

  it('docs/configuration.md lists the settings that are read, with their defaults', async () => {
    const text = await readFile(join(root, 'docs/configuration.md'), 'utf8');
    const section = text.split('\n## ').find((part) => part.startsWith('Fetching models')) ?? '';
    const rows = [...section.matchAll(/^\| `([A-Z_]+)` +\| `?([^`|]+?)`? +\|/gm)];
    const code = await readFile(join(root, 'libs/model-fetch/src/read-settings.ts'), 'utf8');
    const read = [...new Set(code.match(/(?<=')MODEL_FETCH_[A-Z_]+(?=')/g))].sort();
    expect(rows.map(([, name]) => name).sort()).toEqual(read);
    for (const [, name, value = ''] of rows.filter(([, , fallback = '']) => /^\d+$/.test(fallback))) {
      expect(code.replaceAll('_', '')).toContain(`'${(name ?? '').replaceAll('_', '')}', text, { fallback: ${value}`);
    }
  });
});

interface Options {
  readonly dataDir: string;
  readonly httpPort: number;
}
