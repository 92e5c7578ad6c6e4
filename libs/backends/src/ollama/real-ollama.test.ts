import { env } from 'node:process';
import type { ChatChunk, LoadedModel } from '@harper-edge/contracts';
import { backendConformance } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { createOllamaBackend } from './index.ts';
import { parseOllamaHost } from './ollama-host.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const host = env['OLLAMA_HOST'] ?? 'http://127.0.0.1:11434';
const { url, headers } = parseOllamaHost(host);

/** What the server says, or `undefined` where none answers. */
async function ask(path: string, body?: object): Promise<unknown> {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(url + path, { ...request, headers, signal: AbortSignal.timeout(120_000) }).catch(
    () => undefined,
  );
  return answer?.ok === true ? answer.json() : undefined;
}

/** The smallest model of the server that can do this. */
async function findModel(capability: string): Promise<string | undefined> {
  const { models = [] } = ((await ask('/api/tags')) ?? {}) as { models?: { name: string; size: number }[] };
  for (const { name } of models.sort((a, b) => a.size - b.size)) {
    const shown = (await ask('/api/show', { model: name })) as { capabilities?: string[] } | undefined;
    if (shown?.capabilities?.includes(capability) === true) return name;
  }
  return undefined;
}

const backend = createOllamaBackend({ host });
const load = (artifact: object): Promise<LoadedModel> => backend.load({ bytes: encode(artifact) });
const writer = await findModel('completion');
const embedder = await findModel('embedding');

describe.skipIf(embedder === undefined)(
  'embeddings of a real Ollama (skipped where none with such a model answers)',
  async () => {
    if (embedder === undefined) return;
    const texts = ['Why is the sky blue?', 'llamas'];
    const { embeddings = [] } = ((await ask('/api/embed', { model: embedder, input: texts })) ?? {}) as {
      embeddings?: number[][];
    };
    const length = embeddings[0]?.length ?? 0;
    const cases = backendConformance({
      backend,
      fixtures: [
        {
          name: embedder,
          artifact: { bytes: encode({ modelName: embedder, mode: 'embeddings' }) },
          inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
          outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, length] }],
          example: [{ name: 'text', datatype: 'BYTES', shape: [2], data: texts }],
          expected: [
            { name: 'embedding', datatype: 'FP32', shape: [2, length], data: Float32Array.from(embeddings.flat()) },
          ],
          tolerance: 1e-3,
          batchable: true,
        },
      ],
      notModels: { 'no model of the server': encode({ modelName: 'harper-edge-has-no-such-model' }) },
    });
    for (const { name, run } of cases) it(name, run, 120_000);
  },
);

describe.skipIf(writer === undefined)('texts of a real Ollama (skipped where none with such a model answers)', () => {
  it.each(['chat', 'generate'])(
    'in mode %s',
    async (mode) => {
      const model = await load({ modelName: writer, mode, options: { num_predict: 8, temperature: 0 } });
      expect(model.metadata.runtime).toMatch(/^ollama \d/);
      const prompts = ['Say hello.', 'Count to three.'];
      const [text] = await model.run([{ name: 'prompt', datatype: 'BYTES', shape: [2], data: prompts }]);
      expect(text?.data).toHaveLength(2);
      const chunks: ChatChunk[] = [];
      const request = { messages: [{ role: 'user', content: 'Say hello.' }], maxTokens: 4, seed: 1 } as const;
      for await (const chunk of model.chat?.(request) ?? []) chunks.push(chunk);
      expect(chunks.at(-1)).toMatchObject({ type: 'end', completionTokens: expect.any(Number) as number });
      await model.release();
    },
    300_000,
  );
});
