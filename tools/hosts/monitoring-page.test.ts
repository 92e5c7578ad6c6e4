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
const withoutCurl = hasCurl ? '' : ' (skipped: there is no curl)';

describe.skipIf(!hasCurl)(`docs/monitoring.md${withoutCurl}`, () => {
  let dataDir: string;
  let host: Awaited<ReturnType<typeof startStandalone>>;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-monitoring-page-'));
    host = await startStandalone({ dataDir, httpPort: await freePort(), env: { EDGE_AI_LOG_LEVEL: 'error' } });
  });
  afterAll(async () => {
    await host.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('its commands do what the page says', async () => {
    const code = readSnippets()
      .filter(({ document }) => document === 'docs/monitoring.md')
      .map((snippet) => snippet.code.replaceAll('http://localhost:9926', host.url));
    const { stdout } = await run('bash', ['-c', ['set -euo pipefail', ...code].join('\n')], { cwd: root });
    const lines = stdout
      .replaceAll(/\}\n?\{/g, '}\n{')
      .replaceAll('}edge_ai', '}\nedge_ai')
      .trim()
      .split('\n');
    expect(lines.pop()).toBe('edge_ai_prediction_duration_seconds_count{model="blossoms",version="v1"} 1');
    const events = { samplingRate: 1, redact: ['featuresIn.float_input'], retentionDays: 7, durable: false };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { success: true, modelId: 'blossoms' },
      { modelId: 'blossoms', userId: 'u1', prediction: { label: 'setosa' }, batchRows: 1 },
      { count: 1, events: [{ userId: 'u1' }] },
      { modelName: 'blossoms', events },
      { modelName: 'blossoms', events },
      { success: true },
      { modelId: 'blossoms', count: 1, accuracy: 1 },
      { granularity: 'hourly', buckets: [{ count: 1, versions: { v1: { accuracy: 1 } } }], total: { count: 1 } },
      { modelName: 'blossoms', count: 1, errorRate: 0 },
    ]);
  });
});
