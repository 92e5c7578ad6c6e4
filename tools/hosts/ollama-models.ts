import type { OllamaServer } from '@harper-edge/backends/ollama/testing';
import { describe, expect, it } from 'vitest';
import { expectFailure } from './expectations.ts';
import { call, type Answer, type RunningHost } from './running-host.ts';
import { expectEvents, expectNear, predictionOf } from './serve-model.ts';

/** Models of an Ollama server: a stand-in for tests, asked by the host and, for the known answers, by us directly. */
export function describeOllama(host: () => RunningHost, ollama: () => OllamaServer): void {
  const register = (modelId: string, artifact: object): Promise<Answer> => {
    const modelBlob = JSON.stringify(artifact);
    const json = { modelId, version: 'v1', framework: 'ollama', stage: 'production', modelBlob };
    return call(`${host().url}/Model`, { json });
  };
  const ask = async (path: string, json: object): Promise<any> =>
    (await call(`${ollama().host}${path}`, { json: { stream: false, ...json } })).body;
  const asked = (path: string): readonly unknown[] =>
    ollama()
      .requests.filter((request) => request.path === path)
      .map(({ body }) => body);

  describe('ollama', () => {
    const prompts = ['Why is the sky blue?', 'Tell me of the sea.'];

    it('chat: the texts that the server itself gives, with its options and system prompt', async () => {
      const options = { seed: 7, num_predict: 12 };
      const systemPrompt = 'Answer in one sentence.';
      const artifact = { modelName: 'llama3.2', mode: 'chat', options, systemPrompt };
      const before = asked('/api/chat').length;
      expect(await register('ollama-chat', artifact)).toMatchObject({ status: 200, body: { success: true } });
      // Loading asks the model nothing.
      expect(asked('/api/chat').slice(before)).toEqual([]);
      expect((await call(`${host().url}/model/ollama-chat/v1`)).body).toMatchObject({
        platform: 'ollama_gguf',
        inputs: [{ name: 'prompt', datatype: 'BYTES', shape: [-1] }],
        outputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
      });
      const messagesOf = (content: string) => [
        { role: 'system', content: systemPrompt },
        { role: 'user', content },
      ];
      const wanted = await Promise.all(
        prompts.map(async (prompt) => {
          const body = await ask('/api/chat', { model: 'llama3.2', messages: messagesOf(prompt), options });
          return body.message.content as string;
        }),
      );
      const { prediction, inferenceId } = await predictionOf(host(), 'ollama-chat', { prompt: prompts });
      expect(prediction).toEqual({ text: wanted });
      const feedback = { inferenceId, outcome: 'liked', correct: true };
      expect((await call(`${host().url}/feedback`, { json: feedback })).status).toBe(200);
      expect((await predictionOf(host(), 'ollama-chat', { text: prompts[0] })).prediction).toEqual({ text: wanted[0] });
      const [content] = prompts;
      const talk = await call(`${host().url}/predict`, { json: { modelId: 'ollama-chat', prompt: content } });
      expect(talk.body.prediction).toMatchObject({ text: wanted[0] });
      const openai = { model: 'ollama-chat', messages: [{ role: 'user', content }] };
      const completion = await call(`${host().url}/v1/chat/completions`, { json: openai });
      expect(completion.body.choices).toMatchObject([{ message: { role: 'assistant', content: wanted[0] } }]);
      const metrics = { count: 4, accuracy: 1, errorRate: 0 };
      await expectEvents(host(), 'ollama-chat', metrics);
    });

    it('generate', async () => {
      expect((await register('ollama-generate', { modelName: 'llama3.2', mode: 'generate' })).status).toBe(200);
      const { response } = await ask('/api/generate', { model: 'llama3.2', prompt: prompts[1] });
      const { prediction } = await predictionOf(host(), 'ollama-generate', { prompt: prompts[1] });
      expect(prediction).toEqual({ text: response as string });
      const talk = await call(`${host().url}/predict`, { json: { modelId: 'ollama-generate', prompt: prompts[1] } });
      expect(talk.body.prediction).toMatchObject({ text: response as string });
      await expectEvents(host(), 'ollama-generate', { count: 2, errorRate: 0 });
    });

    it('embeddings: near texts are near', async () => {
      const texts = ['the cat sat on the mat', 'a cat on a mat', 'shares fell sharply'];
      expect((await register('ollama-embed', { modelName: 'all-minilm', mode: 'embeddings' })).status).toBe(200);
      const { embeddings } = await ask('/api/embed', { model: 'all-minilm', input: texts });
      const { prediction } = await predictionOf(host(), 'ollama-embed', { texts });
      expectNear(prediction['embedding'], embeddings, 1e-6);
      const [cat, mat, shares] = prediction['embedding'] as readonly (readonly number[])[];
      const dot = (a: readonly number[] = [], b: readonly number[] = []): number =>
        a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
      expect(dot(cat, mat)).toBeGreaterThan(dot(cat, shares));
      const { body } = await call(`${host().url}/v1/embeddings`, { json: { model: 'ollama-embed', input: texts } });
      expectNear(
        (body.data as readonly { readonly embedding: unknown }[]).map(({ embedding }) => embedding),
        embeddings,
        1e-6,
      );
      await expectEvents(host(), 'ollama-embed', { count: 2, errorRate: 0 });
    });

    it.each([
      ['that the server does not have', { modelName: 'nobody' }, 422, 'INVALID_MODEL', 'ollama pull nobody'],
      ['of a mode it has not', { modelName: 'all-minilm', mode: 'chat' }, 422, 'INVALID_MODEL', 'mode "embeddings"'],
      ['of an unknown mode', { modelName: 'llama3.2', mode: 'sing' }, 422, 'INVALID_MODEL', 'chat, generate'],
      ['with an unknown member', { modelName: 'llama3.2', url: 'http://x' }, 422, 'INVALID_MODEL', '"url" is unknown'],
    ])('a model %s is refused', async (_what, artifact, status, code, says) => {
      const answer = await register('ollama-none', artifact);
      expectFailure(answer, status, code);
      expect(answer.body.error).toContain(says);
      expect((await call(`${host().url}/model/ollama-none/v1`)).status).toBe(404);
    });

    it('what fails there fails here, and what was deleted there is missing here', async () => {
      ollama().inject({ path: '/api/chat', status: 503, error: 'server busy' });
      const predict = () =>
        call(`${host().url}/predict`, { json: { modelId: 'ollama-chat', features: { prompt: prompts[0] } } });
      const busy = await predict();
      expectFailure(busy, 503, 'UNAVAILABLE');
      expect(busy.headers.get('retry-after')).toMatch(/^\d+$/);
      expect((await predict()).status).toBe(200);
      await call(`${ollama().host}/api/delete`, { method: 'DELETE', json: { model: 'llama3.2' } });
      const missing = await predict();
      expectFailure(missing, 404, 'NOT_FOUND');
      expect(missing.body.error).toContain('ollama pull llama3.2');
    });

    it('without a server: 503 in plain words, while everything else is served', async () => {
      await ollama().close();
      const json = { modelId: 'ollama-chat', features: { prompt: prompts[0] } };
      const answers = [
        await call(`${host().url}/predict`, { json }),
        await register('ollama-none', { modelName: 'llama3.2' }),
      ];
      for (const answer of answers) {
        expectFailure(answer, 503, 'UNAVAILABLE');
        expect(answer.body.error).toMatch(/no Ollama server answers at .+; start it with: ollama serve/);
      }
      expect((await call(`${host().url}/health/ready`)).status).toBe(200);
    });
  });
}
