import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startOllamaServer, type OllamaServer } from '@harper-edge/backends/ollama/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { root } from './documents.ts';

const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const withoutCurl = hasCurl ? '' : ' (skipped: there is no curl)';

const starts = {
  'the standalone host': async (dataDir: string, env: Record<string, string>) =>
    startStandalone({ dataDir, httpPort: await freePort(), env: { EDGE_AI_LOG_LEVEL: 'error', ...env } }),
  Harper: async (dataDir: string, env: Record<string, string>) =>
    startHarper({
      componentDir: join(root, 'dist/harper-component'),
      dataDir,
      httpPort: await freePort(),
      env: { EDGE_AI_ACCESS: 'open', ...env },
    }),
} as const;

describe.skipIf(!hasCurl).each(Object.keys(starts) as (keyof typeof starts)[])(
  `docs/protocols.md on %s${withoutCurl}`,
  (name) => {
    let dataDir: string;
    let ollama: OllamaServer;
    let host: { readonly url: string; stop(): Promise<unknown> };

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-protocols-'));
      ollama = await startOllamaServer();
      host = await starts[name](dataDir, { OLLAMA_HOST: ollama.host });
    });
    afterAll(async () => {
      await host.stop();
      await ollama.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    });

    /** What each snippet of the section prints, in order. */
    async function runSection(title: string): Promise<readonly string[]> {
      const page = await readFile(join(root, 'docs/protocols.md'), 'utf8');
      const section = page.split('\n## ').find((text) => text.startsWith(title)) ?? '';
      const printed: string[] = [];
      for (const [, language, code = ''] of section.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)) {
        const script = code.replaceAll('http://localhost:9926', host.url);
        const [program, args] =
          language === 'js'
            ? [process.execPath, ['--input-type=module', '-e', script]]
            : ['bash', ['-c', `set -euo pipefail\n${script}`]];
        printed.push((await run(program, args, { cwd: root })).stdout);
      }
      return printed;
    }
    const documents = (text: string | undefined): unknown[] =>
      (text ?? '')
        .replaceAll('}{', '}\n{')
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);

    it('Open Inference Protocol V2', async () => {
      const [infer, binary, raw, repository, ...others] = await runSection('Open Inference Protocol V2');
      expect(others).toEqual([]);
      expect(documents(infer)).toMatchObject([
        { success: true, modelId: 'irises' },
        { name: 'irises', versions: ['v1'], inputs: [{ name: 'float_input', shape: [-1, 4] }] },
        { model_name: 'irises', outputs: [{ name: 'label', data: ['setosa', 'virginica'] }] },
      ]);
      expect(binary).toBe('setosa 3\n');
      expect(raw).toMatch(/^\{"model_name":"irises","model_version":"v1","parameters":\{"inference_id":"/);
      expect(documents(repository)).toMatchObject([
        {},
        { name: 'irises', ready: true },
        { max_batch_size: expect.any(Number) as number, input: [{ data_type: 'TYPE_FP32', dims: [4] }] },
        { model_stats: [{ name: 'irises', version: 'v1' }] },
      ]);
    });

    it('OpenAI', async () => {
      const [embeddings, client, chat = '', ...others] = await runSection('OpenAI');
      expect(others).toEqual([]);
      expect(documents(embeddings)).toMatchObject([
        { success: true, modelId: 'meaning' },
        { object: 'list', data: expect.arrayContaining([expect.objectContaining({ id: 'meaning' })]) as unknown },
        { object: 'list', data: [{ embedding: [1, 0] }, { embedding: [0, 1] }], usage: { prompt_tokens: 7 } },
      ]);
      expect(client).toBe('[ 0, 1 ] 7\n');
      const [registered, first, ...chunks] = chat.trim().replace('}data:', '}\n\ndata:').split('\n\n');
      expect(registered).toContain('"modelId":"talker"');
      expect(first).toMatch(/^data: .*"role":"assistant"/);
      expect(chunks.length).toBeGreaterThan(3);
      expect(chunks.at(-1)).toBe('data: [DONE]');
    });
  },
);
