import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { readSnippets, root } from './documents.ts';

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe.skipIf(!hasCurl)(`the commands of${hasCurl ? '' : ' (skipped: there is no curl)'}`, () => {
  let dataDir: string;
  let host: Awaited<ReturnType<typeof startStandalone>>;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-drift-'));
    host = await startStandalone({ dataDir, httpPort: await freePort(), env: { EDGE_AI_LOG_LEVEL: 'error' } });
  });
  afterAll(async () => {
    await host.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('docs/drift.md do what the page says', async () => {
    const code = readSnippets()
      .filter(({ document }) => document === 'docs/drift.md')
      .map(({ code: text }) => text.replaceAll('http://localhost:9926', host.url));
    const { stdout } = await run('bash', ['-c', ['set -euo pipefail', ...code].join('\n')], { cwd: root });
    const answers = stdout
      .replaceAll(/\}\n?\{/g, '}\n{')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const tooFew = { ok: false, reason: 'insufficientData' };
    const verdicts = {
      input: { ...tooFew, needed: 100, received: 1 },
      prediction: { ok: false, reason: 'noBaseline' },
      concept: { ...tooFew, received: 0 },
    };
    const named = (name: string): unknown => expect.objectContaining({ name });
    expect(answers).toMatchObject([
      { success: true, modelId: 'watched' },
      { prediction: { label: 'setosa' } },
      { modelId: 'watched', baseline: { source: 'metadata' }, events: 1, kinds: verdicts },
      { modelName: 'watched', checks: [{ events: 1 }] },
      tooFew,
      { events: 1, result: tooFew },
      { modelName: 'watched', checks: [{ events: 1 }] },
      {
        modelName: 'watched',
        drift: { every: '6h', thresholds: { D: 0.15 } },
        quality: { every: '1d', enabled: true },
      },
      { jobs: expect.arrayContaining([named('drift-checks'), named('quality-checks')]) as unknown },
    ]);
  });
});
