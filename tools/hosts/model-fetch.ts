import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOllamaServer, type OllamaServer } from '@harper-edge/backends/ollama/testing';
import {
  answerStatus,
  etagOf,
  sendFile,
  startFileServer,
  startHubServer,
  type FileServer,
  type HubServer,
} from '@harper-edge/model-fetch/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, type Answer, type RunningHost, type StartHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');
const example = (path: string): Uint8Array => new Uint8Array(readFileSync(join(root, 'examples', path)));
const iris = example('iris/iris-logreg.onnx');
const wordFiles = ['config.json', 'onnx/model.onnx', 'tokenizer.json', 'tokenizer_config.json'];
const words = Object.fromEntries(wordFiles.map((path) => [path, example(`small-models/words-to-vectors/${path}`)]));
const features = { float_input: [5.1, 3.5, 1.4, 0.2] };
const webhookSecret = 'what the receiver knows';

interface Job {
  readonly status: string;
  readonly sha256: string | null;
}

/** Fetching models over real HTTP, from servers that behave and that do not. */
export function describeModelFetch(start: StartHost): void {
  describe('fetching models', () => {
    let folder: string;
    let host: RunningHost;
    let files: FileServer;
    let hub: HubServer;
    let ollama: OllamaServer;
    const startHost = async (): Promise<RunningHost> =>
      start({
        dataDir: join(folder, 'data'),
        env: {
          OLLAMA_HOST: ollama.host,
          MODEL_FETCH_ALLOWED_ADDRESSES: '127.0.0.1',
          MODEL_FETCH_HUB_URL: hub.url,
          MODEL_FETCH_TOKEN: 'hf_secret',
          MODEL_FETCH_ROOTS: join(folder, 'models'),
          MODEL_FETCH_WEBHOOK_SECRET: webhookSecret,
          MODEL_FETCH_INITIAL_RETRY_DELAY: '20',
          MODEL_FETCH_MAX_RETRIES: '2',
        },
      });

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'harper-edge-fetching-'));
      await mkdir(join(folder, 'data'));
      await mkdir(join(folder, 'models'));
      await writeFile(join(folder, 'models/iris.onnx'), iris);
      files = await startFileServer({ '/iris.onnx': iris, '/garbage.onnx': Buffer.from('no model at all') });
      hub = await startHubServer([
        { repository: 'acme/words', files: words, pipelineTag: 'feature-extraction', token: 'hf_secret' },
      ]);
      ollama = await startOllamaServer();
      host = await startHost();
    });
    afterAll(async () => {
      await host.stop();
      await Promise.all([files.close(), hub.close(), ollama.close()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    const submit = (json: Record<string, unknown>): Promise<Answer> =>
      call(`${host.url}/model-fetch/jobs`, { json: { modelVersion: 'v1', ...json } });
    const ended = async (jobId: string): Promise<Job> =>
      vi.waitFor(
        async () => {
          const { body } = await call(`${host.url}/model-fetch/jobs/${jobId}`);
          expect(body.status).toMatch(/^(completed|failed|cancelled)$/);
          return body as Job;
        },
        { timeout: 60_000, interval: 50 },
      );
    const fetched = async (json: Record<string, unknown>): Promise<Job> => {
      const { status, body } = await submit(json);
      expect([status, body]).toMatchObject([202, { status: 'queued', modelId: json['modelName'] }]);
      return ended(body.jobId as string);
    };
    const expectNoModel = async (modelName: string): Promise<void> => {
      expect((await call(`${host.url}/model/${modelName}/v1`)).status).toBe(404);
    };

    it('looks at a model without downloading it', async () => {
      const asked = `source=huggingface&sourceReference=acme/words`;
      const { status, body } = await call(`${host.url}/model-fetch/inspect?${asked}`);
      expect([status, body]).toMatchObject([
        200,
        {
          framework: 'transformers',
          variants: ['default'],
          suggestedName: 'words',
          metadata: { taskType: 'feature-extraction' },
        },
      ]);
      expect(body.totalBytes).toBe(Object.values(words).reduce((sum, { length }) => sum + length, 0));
    });

    it('from a URL: registers it as an upload would, and tells the webhook', async () => {
      files.misbehave('/hook', answerStatus(503), 1);
      files.files.set('/hook', new Uint8Array());
      const asked = { source: 'url', sourceReference: `${files.url}/iris.onnx`, modelName: 'fetched-iris' };
      const job = await fetched({ ...asked, metadata: { owner: 'me' }, webhookUrl: `${files.url}/hook` });
      expect(job).toMatchObject({ status: 'completed', downloadedBytes: iris.length, attempts: 0 });
      expect((await call(`${host.url}/model/fetched-iris/v1`)).body).toMatchObject({
        sha256: job.sha256,
        sizeBytes: iris.length,
        stage: 'development',
        metadata: { owner: 'me', source: { type: 'url', reference: `${files.url}/iris.onnx` } },
      });
      const { body } = await call(`${host.url}/predict`, { json: { modelId: 'fetched-iris', features } });
      expect(body.prediction.label).toBe('setosa');
      const hooks = await vi.waitFor(
        () => {
          const seen = files.requests.filter(({ path }) => path === '/hook');
          expect(seen).toHaveLength(2);
          return seen;
        },
        { timeout: 15_000 },
      );
      expect(new Set(hooks.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      const sent = hooks[0]?.body ?? '';
      const headers: Readonly<Record<string, unknown>> = hooks[0]?.headers ?? {};
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${sent}`;
      expect(headers['webhook-signature']).toBe(
        `v1,${createHmac('sha256', webhookSecret).update(signed).digest('base64')}`,
      );
    });

    it('from the hub: all files of a commit, packed as an upload packs them', async () => {
      const asked = {
        source: 'huggingface',
        sourceReference: 'acme/words',
        framework: 'onnx',
        modelName: 'fetched-words',
      };
      expect(await fetched(asked)).toMatchObject({
        status: 'completed',
        revision: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      });
      const json = { modelId: 'fetched-words', texts: ['warm', 'warm'] };
      const { status, body } = await call(`${host.url}/predict`, { json });
      expect([status, body.prediction?.embedding?.length]).toEqual([200, 2]);
      const form = new FormData();
      for (const [name, value] of Object.entries({ modelId: 'uploaded-words', version: 'v1', framework: 'onnx' }))
        form.append(name, value);
      for (const [path, bytes] of Object.entries(words)) form.append(path, new Blob([new Uint8Array(bytes)]), path);
      const uploaded = await call(`${host.url}/model/upload`, { method: 'POST', body: form });
      expect(uploaded.body.sha256).toBe((await call(`${host.url}/model/fetched-words/v1`)).body.sha256);
    });

    it('from a folder', async () => {
      expect(
        await fetched({ source: 'filesystem', sourceReference: 'iris.onnx', modelName: 'from-folder' }),
      ).toMatchObject({ status: 'completed' });
    });

    it('from Ollama, which pulls it', async () => {
      const job = await fetched({ source: 'ollama', sourceReference: 'llama3.2', modelName: 'from-ollama' });
      expect(job).toMatchObject({ status: 'completed', framework: null });
      expect((await call(`${host.url}/model/from-ollama/v1`)).body.framework).toBe('ollama');
    });

    it('what is no model or is not there fails with the reason and is never listed', async () => {
      files.misbehave('/busy', answerStatus(503));
      const rows = [
        ['/garbage.onnx', 'INVALID_MODEL'],
        ['/nothing.onnx', 'NOT_FOUND'],
        ['/busy', 'UNAVAILABLE'],
      ];
      for (const [path = '', code] of rows) {
        const modelName = `not${path.replaceAll(/\W/g, '-')}`;
        const job = await fetched({
          source: 'url',
          sourceReference: `${files.url}${path}`,
          framework: 'onnx',
          modelName,
        });
        expect(job, path).toMatchObject({ status: 'failed', error: { code }, sha256: null });
        await expectNoModel(modelName);
      }
      const { body } = await call(`${host.url}/model-fetch/jobs?status=failed&limit=2`);
      expect(body).toMatchObject({ count: 2, nextCursor: expect.any(String) as string });
    });

    it('refuses what it will not fetch before there is a job', async () => {
      expect((await submit({ source: 'url', sourceReference: '', modelName: 'refused' })).status).toBe(400);
      expect((await submit({ source: 'ftp', sourceReference: 'x', modelName: 'refused' })).status).toBe(400);
      expect((await call(`${host.url}/model-fetch/jobs/none`)).status).toBe(404);
    });

    it('identical requests at once are one job', async () => {
      const asked = { source: 'url', sourceReference: `${files.url}/iris.onnx`, modelName: 'asked-often' };
      const before = files.requests.length;
      const answers = await Promise.all(Array.from({ length: 12 }, () => submit(asked)));
      const ids = new Set(answers.map(({ body }) => body.jobId as string));
      for (const id of ids) expect(await ended(id)).toMatchObject({ status: 'completed' });
      // Those that came after the first one had ended are another job; while it ran, nobody got one of their own.
      expect(ids.size).toBeLessThanOrEqual(2);
      expect(files.requests.length - before).toBe(2 * ids.size);
    });

    it('goes on after kill -9, from where it was', async () => {
      const path = '/packed.tar';
      await writeFile(join(folder, 'model.onnx'), iris);
      await writeFile(join(folder, 'padding.bin'), randomBytes(3 * 2 ** 20));
      const packed = execFileSync('tar', ['-cf', '-', 'model.onnx', 'padding.bin'], {
        cwd: folder,
        maxBuffer: 2 ** 24,
      });
      files.files.set(path, packed);
      const asked = () => files.requests.filter((seen) => seen.path === path);
      files.misbehave(path, (exchange) => {
        // The first looks at it; the second, which downloads, never gets the end.
        if (asked().length !== 2) sendFile(exchange);
        else {
          const { response, content } = exchange;
          response.writeHead(200, { 'content-length': content.length, etag: etagOf(content) });
          response.write(content.subarray(0, content.length - 7));
        }
      });
      const reference = {
        source: 'url',
        sourceReference: `${files.url}${path}`,
        framework: 'onnx',
        modelName: 'killed',
      };
      const { body } = await submit(reference);
      await vi.waitFor(
        async () => {
          const job = (await call(`${host.url}/model-fetch/jobs/${body.jobId as string}`)).body;
          expect(job).toMatchObject({ status: 'downloading', downloadedBytes: packed.length - 7 });
        },
        { timeout: 10_000 },
      );
      await host.kill();
      host = await startHost();
      expect(await ended(body.jobId as string)).toMatchObject({ status: 'completed', attempts: 1 });
      const last = asked().at(-1);
      expect(last?.headers.range).toMatch(/^bytes=\d+-$/);
      const fromBytes = Number(last?.headers.range?.slice('bytes='.length, -1));
      expect(fromBytes).toBeGreaterThan(2 ** 20);
      const { body: answer } = await call(`${host.url}/predict`, { json: { modelId: 'killed', features } });
      expect(answer.prediction.label).toBe('setosa');
      expect((await call(`${host.url}/model/versions?modelId=killed`)).body.versions).toHaveLength(1);
    });

    it('leaves no download behind', async () => {
      await vi.waitFor(async () => {
        const left = await readdir(folder, { recursive: true });
        expect(left.filter((path) => /\.(partial|whole)$/.test(path))).toEqual([]);
      });
    });
  });
}
