import { embeddingFixture } from '@harper-edge/backends/testing';
import type { OllamaServer } from '@harper-edge/backends/ollama/testing';
import OpenAI, { APIError, BadRequestError, InternalServerError, NotFoundError } from 'openai';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { call, type RunningHost } from './running-host.ts';
import { expectNear, uploadFiles } from './serve-model.ts';

const messages = [{ role: 'user' as const, content: 'Why is the sky blue?' }];
const chat = { model: 'openai-chat', messages };

/** The official client of OpenAI works with what is here, as it comes. */
export function describeOpenAi(host: () => RunningHost, ollama: () => OllamaServer): void {
  let client: OpenAI;
  /** The same client, told not to try again. */
  let impatient: OpenAI;

  const known = async (options: object = {}): Promise<string> => {
    const { body } = await call(`${ollama().host}/api/chat`, {
      json: { model: 'llama3.2', messages, options, stream: false },
    });
    return body.message.content as string;
  };
  const asked = (): number => ollama().requests.filter(({ path }) => path === '/api/chat').length;
  /** Threads of a host may hold events for a moment. */
  const expectLastEvent = (modelId: string, event: object): Promise<void> =>
    vi.waitFor(async () => {
      const { body } = await call(`${host().url}/monitoring/events?modelId=${modelId}&limit=1`);
      expect(body.events).toMatchObject([event]);
    }, 10_000);

  describe('the official client of OpenAI', () => {
    beforeAll(async () => {
      // An open host needs no key, and Harper refuses one that it does not know.
      client = new OpenAI({ baseURL: `${host().url}/v1`, apiKey: 'none', defaultHeaders: { authorization: null } });
      impatient = client.withOptions({ maxRetries: 0 });
      const { artifact } = embeddingFixture();
      const files = [{ name: 'model.tar', bytes: 'bytes' in artifact ? artifact.bytes : new Uint8Array() }];
      expect((await uploadFiles(host(), { modelId: 'openai-embed', framework: 'onnx', files })).status).toBe(200);
      const modelBlob = JSON.stringify({ modelName: 'llama3.2', mode: 'chat' });
      const json = { modelId: 'openai-chat', version: 'v1', framework: 'ollama', stage: 'production', modelBlob };
      expect((await call(`${host().url}/Model`, { json })).status).toBe(200);
    });

    describe('embeddings', () => {
      const model = 'openai-embed';
      const embed = async (input: OpenAI.EmbeddingCreateParams['input'], more: object = {}) => {
        const { data } = await client.embeddings.create({ model, input, ...more });
        expect(data.map(({ index, object }) => [index, object])).toEqual(data.map((_, index) => [index, 'embedding']));
        return data.map(({ embedding }) => embedding);
      };

      it('are the same in both forms: base64, which it asks for itself, and numbers', async () => {
        const texts = ['red', 'Green tent', '🙂'];
        const wanted = [1, 0, 0, 1, Math.SQRT1_2, Math.SQRT1_2];
        expectNear(await embed(texts), wanted, 1e-6);
        expectNear(await embed(texts, { encoding_format: 'float' }), wanted, 1e-6);
        expectNear(await embed('red'), [1, 0], 1e-6);
        const asSent = await client.embeddings.create({ model, input: 'red', encoding_format: 'base64' });
        expect(asSent.data[0]?.embedding).toBe(Buffer.from(Float32Array.of(1, 0).buffer).toString('base64'));
      });

      it('of token ids are those of the texts they stand for', async () => {
        expectNear(await embed([5, 9]), [0, 1], 1e-6);
        expectNear(await embed([[4], [5, 9]]), [1, 0, 0, 1], 1e-6);
        await expect(embed([123_456])).rejects.toThrow(BadRequestError);
      });

      it('say how many tokens they took, and can be shorter', async () => {
        const { usage, model: named } = await client.embeddings.create({
          model: `${model}:v1`,
          input: ['red', 'red tent'],
        });
        expect([usage, named]).toEqual([{ prompt_tokens: 7, total_tokens: 7 }, `${model}:v1`]);
        expectNear(await embed(['red', 'Green tent', '🙂'], { dimensions: 1 }), [1, 0, 1], 1e-6);
      });

      it('come from every backend', async () => {
        const modelBlob = JSON.stringify({ modelName: 'all-minilm', mode: 'embeddings' });
        const json = { modelId: 'openai-minilm', version: 'v1', framework: 'ollama', modelBlob };
        expect((await call(`${host().url}/Model`, { json })).status).toBe(200);
        const input = ['the cat sat on the mat', 'shares fell sharply'];
        const { body } = await call(`${ollama().host}/api/embed`, { json: { model: 'all-minilm', input } });
        const { data, usage } = await client.embeddings.create({ model: 'openai-minilm', input });
        expectNear(
          data.map(({ embedding }) => embedding),
          body.embeddings,
          1e-6,
        );
        expect(usage).toEqual({ prompt_tokens: 0, total_tokens: 0 });
      });
    });

    it('lists and retrieves models', async () => {
      const ids: string[] = [];
      for await (const { id, object, created, owned_by } of client.models.list()) {
        expect([object, typeof created, owned_by]).toEqual(['model', 'number', 'harper-edge-ai']);
        ids.push(id);
      }
      expect(ids).toEqual(expect.arrayContaining(['openai-embed', 'openai-chat']));
      expect(new Set(ids).size).toBe(ids.length);
      expect(await client.models.retrieve('openai-embed')).toMatchObject({ id: 'openai-embed' });
      expect(await client.models.retrieve('openai-embed:v1')).toMatchObject({ id: 'openai-embed:v1' });
    });

    describe('chat', () => {
      it('gives the text of the model, with the settings that were asked for', async () => {
        const text = await known();
        const { data, request_id } = await client.chat.completions.create(chat).withResponse();
        expect(data).toMatchObject({
          object: 'chat.completion',
          model: 'openai-chat',
          choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
        });
        expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0));
        expect(data.usage?.completion_tokens).toBeGreaterThan(1);
        expect(request_id).toMatch(/./);
        await expectLastEvent('openai-chat', { prediction: { text, finishReason: 'stop' }, errorCode: null });
        const settings = { temperature: 0.5, top_p: 0.9, seed: 3, max_completion_tokens: 3, stop: ['zebra'] };
        const cut = await client.chat.completions.create({ ...chat, ...settings });
        expect(cut.choices[0]).toMatchObject({
          finish_reason: 'length',
          message: { content: await known({ seed: 3, num_predict: 3 }) },
        });
        expect(
          ollama()
            .requests.filter(({ path }) => path === '/api/chat')
            .at(-2)?.body,
        ).toMatchObject({
          options: { temperature: 0.5, top_p: 0.9, seed: 3, num_predict: 3, stop: ['zebra'] },
        });
      });

      it('streams the same text, and its usage where that is asked for', async () => {
        const chunks: OpenAI.ChatCompletionChunk[] = [];
        const options = { stream: true as const, stream_options: { include_usage: true } };
        for await (const chunk of await client.chat.completions.create({ ...chat, ...options })) chunks.push(chunk);
        expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(await known());
        expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
        expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
        expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: chunks.length - 3 } });
        const helped = await client.chat.completions.stream(chat).finalContent();
        expect(helped).toBe(await known());
      });

      it('sends each piece as it comes', async () => {
        ollama().inject({ path: '/api/chat', pauseMs: Infinity, after: 2 });
        const stream = await client.chat.completions.create({ ...chat, stream: true });
        let pieces = 0;
        for await (const chunk of stream) if (chunk.choices[0]?.delta.content && ++pieces === 2) break;
        expect(pieces).toBe(2);
      });

      it.each(['streamed', 'whole'])('stops the model when it gives up, %s', async (how) => {
        await vi.waitFor(() => {
          expect(ollama().openRequests()).toBe(0);
        }, 10_000);
        ollama().inject({ path: '/api/chat', pauseMs: Infinity });
        const before = asked();
        const abort = new AbortController();
        const options = { signal: abort.signal };
        if (how === 'streamed') {
          const stream = await client.chat.completions.create({ ...chat, stream: true }, options);
          for await (const chunk of stream) if (chunk.choices[0]?.delta.content) abort.abort();
        } else {
          const given = expect(client.chat.completions.create(chat, options)).rejects.toThrow(OpenAI.APIUserAbortError);
          await vi.waitFor(() => {
            expect(asked()).toBe(before + 1);
          }, 10_000);
          setTimeout(() => {
            abort.abort();
          }, 200);
          await given;
        }
        expect(await ollama().requests.at(-1)?.outcome).toBe('aborted');
        await expectLastEvent('openai-chat', { prediction: { finishReason: null }, errorCode: null });
      });

      it('is told of a failure in mid-stream', async () => {
        ollama().inject({ path: '/api/chat', after: 2, error: 'the runner fell over' });
        let text = '';
        const read = async (): Promise<void> => {
          for await (const chunk of await client.chat.completions.create({ ...chat, stream: true })) {
            text += chunk.choices[0]?.delta.content ?? '';
          }
        };
        await expect(read()).rejects.toThrow(APIError);
        expect(text).not.toBe('');
        await expectLastEvent('openai-chat', {
          prediction: { text, finishReason: null },
          errorCode: expect.any(String) as string,
        });
      });
    });

    describe('failures', () => {
      it('are of its own classes, with the member that is wrong', async () => {
        const bad = [
          client.embeddings.create({ model: 'openai-embed', input: '' }),
          client.embeddings.create({ model: 'openai-chat', input: 'a' }),
          client.embeddings.create({ model: 'openai-embed', input: 'a', dimensions: 3 }),
          client.chat.completions.create({ ...chat, n: 2 }),
          client.chat.completions.create({ ...chat, stream: true, logprobs: true }),
          client.chat.completions.create({ ...chat, response_format: { type: 'json_object' } }),
          client.chat.completions.create({ ...chat, model: 'openai-embed' }),
        ];
        const params = ['input', 'model', 'dimensions', 'n', 'logprobs', 'response_format.type', null];
        for (const [i, { reason }] of (await Promise.allSettled(bad))
          .map((end) => end as PromiseRejectedResult)
          .entries()) {
          expect(reason, String(params[i])).toBeInstanceOf(BadRequestError);
          const said = { status: 400, type: 'invalid_request_error', code: 'INVALID_INPUT', param: params[i] };
          expect(reason).toMatchObject({ ...said, requestID: expect.stringMatching(/./) as string });
        }
        for (const request of [
          () => client.models.retrieve('nobody'),
          () => client.embeddings.create({ model: 'nobody', input: 'a' }),
          () => client.chat.completions.create({ ...chat, model: 'openai-chat:v9', stream: true }),
        ]) {
          await expect(request()).rejects.toThrow(NotFoundError);
        }
      });

      it('that pass are tried again, others are not', async () => {
        ollama().inject({ path: '/api/chat', status: 503, error: 'server busy' });
        expect((await client.chat.completions.create(chat)).choices[0]?.message.content).toBe(await known());
        ollama().inject({ path: '/api/chat', status: 503, error: 'server busy' });
        await expect(impatient.chat.completions.create({ ...chat, stream: true })).rejects.toThrow(InternalServerError);
        ollama().inject({ path: '/api/chat', status: 500, error: 'the runner fell over' });
        const before = asked();
        await expect(client.chat.completions.create(chat)).rejects.toMatchObject({ status: 500, code: 'MODEL_FAILED' });
        expect(asked()).toBe(before + 1);
      });
    });

    it('is not needed: a chat model answers predictions too', async () => {
      const { status, body } = await call(`${host().url}/predict`, {
        json: { modelId: 'openai-chat', prompt: messages[0]?.content },
      });
      expect([status, body.prediction]).toEqual([200, { text: await known(), finishReason: 'stop' }]);
    });
  });
}
