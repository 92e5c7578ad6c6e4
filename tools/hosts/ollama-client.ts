import { embeddingFixture } from '@harper-edge/backends/testing';
import type { OllamaServer } from '@harper-edge/backends/ollama/testing';
import { Ollama } from 'ollama';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { call, type RunningHost } from './running-host.ts';
import { expectNear, uploadFiles } from './serve-model.ts';

const messages = [{ role: 'user', content: 'Why is the sky blue?' }];

/** The official client of Ollama works with what is here, as it comes. */
export function describeOllamaClient(host: () => RunningHost, ollama: () => OllamaServer): void {
  let client: Ollama;
  /** The same client, at the server whose models the host serves. */
  let direct: Ollama;

  describe('the official client of Ollama', () => {
    beforeAll(async () => {
      client = new Ollama({ host: host().url });
      direct = new Ollama({ host: ollama().host });
      const { artifact } = embeddingFixture();
      const files = [{ name: 'model.tar', bytes: 'bytes' in artifact ? artifact.bytes : new Uint8Array() }];
      expect((await uploadFiles(host(), { modelId: 'ollama-tents', framework: 'onnx', files })).status).toBe(200);
      const modelBlob = JSON.stringify({ modelName: 'llama3.2', mode: 'chat' });
      const json = { modelId: 'ollama-talk', version: 'v1', framework: 'ollama', stage: 'production', modelBlob };
      expect((await call(`${host().url}/Model`, { json })).status).toBe(200);
    });

    it('chats, with its options', async () => {
      const options = { seed: 3, num_predict: 9, temperature: 0.5, stop: ['?'] };
      const wanted = await direct.chat({ model: 'llama3.2', messages, options });
      const given = await client.chat({ model: 'ollama-talk', messages, options, keep_alive: '5m' });
      expect(given).toMatchObject({
        model: 'ollama-talk',
        message: wanted.message,
        done: true,
        done_reason: wanted.done_reason,
        prompt_eval_count: wanted.prompt_eval_count,
        eval_count: wanted.eval_count,
      });
      expect(Number.isNaN(new Date(given.created_at).getTime())).toBe(false);
    });

    it('chats piece by piece', async () => {
      const wanted: string[] = [];
      for await (const { message } of await direct.chat({ model: 'llama3.2', messages, stream: true })) {
        wanted.push(message.content);
      }
      const pieces = [];
      for await (const piece of await client.chat({ model: 'ollama-talk:v1', messages, stream: true })) {
        pieces.push(piece);
      }
      expect(pieces.map(({ message }) => message.content)).toEqual(wanted);
      expect(pieces.map(({ done }) => done)).toEqual(pieces.map((_, index) => index === pieces.length - 1));
      await vi.waitFor(async () => {
        const { body } = await call(`${host().url}/monitoring/events?modelId=ollama-talk&limit=1`);
        expect(body.events).toMatchObject([{ prediction: { text: wanted.join(''), finishReason: 'stop' } }]);
      }, 10_000);
    });

    it('stops a stream, and with it the model', async () => {
      const asked = ollama().requests.length;
      const stream = await client.chat({ model: 'ollama-talk', messages, stream: true });
      for await (const piece of stream) {
        expect(piece.message.content).not.toBe('');
        break;
      }
      stream.abort();
      expect(ollama().requests.length).toBe(asked + 1);
      expect((await client.chat({ model: 'ollama-talk', messages })).done).toBe(true);
    });

    it('generates, with a system prompt, at once and piece by piece', async () => {
      const asked = { model: 'ollama-talk', prompt: 'Tell me of the sea.', system: 'Be brief.' };
      const { response } = await client.generate(asked);
      const said = [
        { role: 'system', content: asked.system },
        { role: 'user', content: asked.prompt },
      ];
      expect(response).toBe((await direct.chat({ model: 'llama3.2', messages: said })).message.content);
      const pieces: string[] = [];
      for await (const piece of await client.generate({ ...asked, stream: true })) pieces.push(piece.response ?? '');
      expect(pieces.join('')).toBe(response);
    });

    it('loads a model without asking it anything', async () => {
      expect(await client.generate({ model: 'ollama-talk', prompt: '' })).toMatchObject({
        response: '',
        done: true,
        done_reason: 'load',
      });
    });

    it('embeds one text or several', async () => {
      const model = 'ollama-tents';
      const { embeddings, prompt_eval_count } = await client.embed({ model, input: ['red', 'Green tent', '🙂'] });
      expectNear(embeddings, [1, 0, 0, 1, Math.SQRT1_2, Math.SQRT1_2], 1e-6);
      expect(prompt_eval_count).toBeGreaterThan(2);
      expectNear((await client.embed({ model: `${model}:latest`, input: 'red' })).embeddings, [1, 0], 1e-6);
      expectNear((await client.embeddings({ model, prompt: 'red' })).embedding, [1, 0], 1e-6);
      expectNear((await client.embed({ model, input: 'Green tent', dimensions: 1 })).embeddings, [0], 1e-6);
    });

    it('lists models, those in memory, and shows one', async () => {
      const { models } = await client.list();
      const names = models.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['ollama-talk:latest', 'ollama-tents:latest']));
      expect(new Set(names).size).toBe(names.length);
      await client.embed({ model: 'ollama-tents', input: 'red' });
      const { models: running } = await client.ps();
      expect(running.map(({ name }) => name)).toContain('ollama-tents:latest');
      expect((await client.show({ model: 'ollama-tents' })).capabilities).toEqual(['embedding']);
      expect((await client.show({ model: 'ollama-talk' })).capabilities).toEqual(['completion']);
      const { version } = await client.version();
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    });

    it('says what is wrong in the words of the host', async () => {
      const unknown = client.chat({ model: 'nobody', messages });
      await expect(unknown).rejects.toMatchObject({ status_code: 404, error: expect.stringContaining('"nobody"') });
      const option = client.chat({ model: 'ollama-talk', messages, options: { mirostat: 2 } });
      await expect(option).rejects.toMatchObject({
        status_code: 400,
        error: expect.stringContaining('options.mirostat'),
      });
      const tools = [{ type: 'function', function: { name: 'f', description: 'f', parameters: {} } }];
      await expect(client.chat({ model: 'ollama-talk', messages, tools })).rejects.toMatchObject({ status_code: 400 });
      await expect(client.embed({ model: 'ollama-talk', input: 'x' })).rejects.toMatchObject({ status_code: 400 });
    });
  });
}
