import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, statfs, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  redirectTo,
  sendFile,
  startFileServer,
  startHubServer,
  type FileServer,
  type HubServer,
} from '@harper-edge/model-fetch/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  forbiddenTargets,
  hubFaults,
  outsidePaths,
  refusedReferences,
  urlFaults,
  type Ending,
} from './fetch-fault-rows.ts';
import { call, type Answer, type RunningHost, type StartHost } from './running-host.ts';

const iris = new Uint8Array(readFileSync(join(import.meta.dirname, '../../examples/iris/iris-logreg.onnx')));
const maxFileBytes = 4 * 2 ** 20;
const diskBytes = 16 * 2 ** 20;
/** The one address that may be asked. At 127.0.0.1 are those that a server must not make a host ask. */
const address = '127.0.0.2';
const secrets = ['hf_secret', 's3cret', 'hook secret'];

interface Job {
  readonly jobId: string;
  readonly modelName: string;
  readonly status: string;
  readonly attempts: number;
  readonly createdAt: number;
  readonly finishedAt: number;
  readonly files: readonly { readonly path: string; readonly sha256: string | null }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

interface Told {
  readonly type: string;
  readonly data: { readonly jobId: string };
}

/** A small disk of its own at the folder, and what takes it away; `undefined` where this user may not have one. */
function mountDisk(folder: string): (() => void) | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return () => execFileSync('umount', [folder]);
}

/** Every fault that a source of models can have, over real HTTP: each job ends once, in one model or with the reason. */
export function describeFetchFaults(start: StartHost): void {
  describe('fetching from what is faulty', () => {
    let folder: string;
    let downloads: string;
    let unmount: (() => void) | undefined;
    let host: RunningHost;
    let hub: HubServer;
    /** Nobody may ask it for anything. */
    let inside: FileServer;
    /** Is told how each job has ended. */
    let hooks: FileServer;
    /** A model that takes a while to come: an archive of the network and of what nobody needs. */
    let packed: Uint8Array;
    const servers: FileServer[] = [];
    const names: string[] = [];
    const endedJobs = new Map<string, Job>();
    const completedModels: string[] = [];
    /** What failed jobs have downloaded is kept for `retry` where another try could end better. */
    const keptFolders: string[] = [];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'harper-edge-fetch-faults-'));
      downloads = join(folder, 'downloads');
      const outside = join(folder, 'secret.onnx');
      for (const name of ['data', 'downloads', 'models/nested', 'models/with-link', 'models-not']) {
        await mkdir(join(folder, name), { recursive: true });
      }
      for (const place of [outside, join(folder, 'models-not/secret.onnx'), join(folder, 'models/iris.onnx')]) {
        await writeFile(place, iris);
      }
      await symlink(outside, join(folder, 'models/link.onnx'));
      await symlink(outside, join(folder, 'models/with-link/model.onnx'));
      await symlink(folder, join(folder, 'models/up'));
      await writeFile(join(folder, 'model.onnx'), iris);
      await writeFile(join(folder, 'padding.bin'), randomBytes(2 * 2 ** 20));
      packed = tar('model.onnx', 'padding.bin');
      unmount = mountDisk(downloads);
      inside = await startFileServer({ '/x': iris });
      hooks = await startFileServer({ '/hook': new Uint8Array() }, { address });
      hub = await startHubServer(
        hubFaults.map(({ token }, at) => ({
          repository: `acme/faulty-${at}`,
          // The files differ, as one blob of the server of large files is the same for all.
          files: { 'onnx/model.onnx': Buffer.concat([packed, Buffer.alloc(1_024 * (at + 1))]) },
          ...(token !== undefined && { token }),
        })),
        { address },
      );
      host = await start({
        dataDir: join(folder, 'data'),
        env: {
          MODEL_FETCH_DIRECTORY: downloads,
          MODEL_FETCH_ALLOWED_ADDRESSES: address,
          MODEL_FETCH_HUB_URL: hub.url,
          MODEL_FETCH_TOKEN: 'hf_secret',
          MODEL_FETCH_WEBHOOK_SECRET: 'hook secret',
          MODEL_FETCH_ROOTS: join(folder, 'models'),
          MODEL_FETCH_MAX_FILE_SIZE: String(maxFileBytes),
          MODEL_FETCH_INITIAL_RETRY_DELAY: '20',
          MODEL_FETCH_MAX_RETRIES: '2',
        },
      });
    });
    afterAll(async () => {
      await host.stop();
      await Promise.all([hub.close(), inside.close(), hooks.close(), ...servers.map((server) => server.close())]);
      unmount?.();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    const tar = (...paths: readonly string[]): Uint8Array =>
      execFileSync('tar', ['-cPf', '-', ...paths], {
        cwd: folder,
        maxBuffer: 2 ** 24,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const serve = async (content: Uint8Array = packed): Promise<FileServer> => {
      const server = await startFileServer({ '/model.onnx': content }, { address });
      servers.push(server);
      return server;
    };
    const newName = (): string => {
      const name = `faulty-${names.length}`;
      names.push(name);
      return name;
    };
    const submit = (json: Record<string, unknown>): Promise<Answer> =>
      call(`${host.url}/model-fetch/jobs`, {
        json: { framework: 'onnx', modelVersion: 'v1', webhookUrl: `${hooks.url}/hook?key=s3cret`, ...json },
      });
    const show = async (jobId: string): Promise<Job> =>
      (await call(`${host.url}/model-fetch/jobs/${jobId}`)).body as Job;
    const ended = async (jobId: string): Promise<Job> =>
      vi.waitFor(
        async () => {
          const job = await show(jobId);
          expect(job.status).toMatch(/^(completed|failed|cancelled)$/);
          return job;
        },
        { timeout: 60_000, interval: 30 },
      );

    /** Nothing partial is listed or left, and the host lives. */
    const expectClean = async (): Promise<void> => {
      expect((await call(`${host.url}/health/live`)).status).toBe(200);
      const { body } = await call(`${host.url}/models`);
      const listed = (body.models as { modelId: string }[]).map(({ modelId }) => modelId);
      expect(listed.sort()).toEqual([...completedModels].sort());
      await vi.waitFor(
        async () => {
          expect((await readdir(downloads)).sort()).toEqual([...keptFolders].sort());
        },
        { timeout: 30_000 },
      );
    };

    /** The job ends as the row says, tells the reason and nothing more, and the version is there or is not. */
    const expectEnding = async (jobId: string, modelName: string, { leastMs = 0, ...wanted }: Ending): Promise<Job> => {
      const job = await ended(jobId);
      const { status, attempts, error } = job;
      // Noted as it is, so that a row that fails breaks no other.
      endedJobs.set(job.jobId, job);
      if (status === 'completed') completedModels.push(modelName);
      // A server that is not there may be there again, and has then the rest.
      if (error?.code === 'UNAVAILABLE' && attempts === 2) keptFolders.push(jobId);
      expect({ status, attempts, code: error?.code ?? null }).toEqual({
        status: wanted.status,
        attempts: wanted.attempts,
        code: wanted.error?.code ?? null,
      });
      expect(error?.message ?? '').toMatch(wanted.error?.message ?? /^$/);
      for (const secret of [...secrets, folder]) expect(JSON.stringify(job)).not.toContain(secret);
      expect(job.finishedAt - job.createdAt).toBeGreaterThanOrEqual(leastMs);
      const version = await call(`${host.url}/model/${modelName}/v1`);
      expect(version.status).toBe(status === 'completed' ? 200 : 404);
      await expectClean();
      return job;
    };

    const fetchOne = async (asked: Record<string, unknown>, ending: Ending): Promise<Job> => {
      const modelName = newName();
      const { status, body } = await submit({ modelName, ...asked });
      expect([status, body]).toMatchObject([202, { status: 'queued', modelId: modelName }]);
      return expectEnding(body.jobId as string, modelName, ending);
    };

    it.each(urlFaults)('$fault', async ({ misbehave, path = '/model.onnx', asked, requests, ending }) => {
      const server = await serve();
      misbehave?.(server);
      const job = await fetchOne(
        { source: 'url', sourceReference: `${server.url}${path}?key=s3cret`, ...asked },
        ending,
      );
      expect(server.requests).toHaveLength(requests);
      if (ending.status === 'failed') return;
      const sha256 = createHash('sha256').update(packed).digest('hex');
      expect(job.files).toMatchObject([
        { path: expect.stringMatching(/^(model\.onnx|moved|model)$/) as string, sha256 },
      ]);
      // Whatever has come was not asked for again.
      const from = server.requests.flatMap(({ headers: { range } }) => (range === undefined ? [] : [range]));
      expect(from.length).toBe(requests === 4 && path === '/model.onnx' ? 1 : 0);
      for (const range of from) expect(Number(/^bytes=(\d+)-$/.exec(range)?.[1])).toBeGreaterThan(packed.length / 2);
    });

    it('a redirect to what is forbidden, or such an address itself: refused before anybody is asked', async () => {
      const ending: Ending = {
        status: 'failed',
        attempts: 0,
        error: { code: 'FORBIDDEN', message: /that is not public/ },
      };
      for (const target of forbiddenTargets(new URL(inside.url).port)) {
        const server = await serve();
        server.misbehave('/model.onnx', redirectTo(target));
        await fetchOne({ source: 'url', sourceReference: `${server.url}/model.onnx` }, ending);
        await fetchOne({ source: 'url', sourceReference: target }, ending);
        expect(server.requests).toHaveLength(1);
        const asked = new URLSearchParams({ source: 'url', sourceReference: target });
        expect((await call(`${host.url}/model-fetch/inspect?${String(asked)}`)).status, target).toBe(403);
      }
      expect(inside.requests).toEqual([]);
    });

    it('addresses with a fragment, a user, or of another kind: refused before there is a job', async () => {
      const modelName = newName();
      for (const sourceReference of refusedReferences((await serve()).url)) {
        const { status, body } = await submit({ source: 'url', sourceReference, modelName });
        expect([status, body.code], sourceReference).toEqual([400, 'INVALID_INPUT']);
      }
      expect((await call(`${host.url}/model-fetch/jobs?modelName=${modelName}`)).body.count).toBe(0);
      await expectClean();
    });

    it('a path that leads out of the folder, or over a link: nothing outside is read', async () => {
      const wanted = { code: expect.stringMatching(/^(INVALID_INPUT|FORBIDDEN|NOT_FOUND)$/) as string };
      for (const sourceReference of outsidePaths(folder)) {
        const modelName = newName();
        const { body } = await submit({ source: 'filesystem', sourceReference, modelName });
        const job = await ended(body.jobId as string);
        expect(job, sourceReference).toMatchObject({
          status: 'failed',
          attempts: 0,
          downloadedBytes: 0,
          error: wanted,
        });
        endedJobs.set(job.jobId, job);
        expect((await call(`${host.url}/model/${modelName}/v1`)).status).toBe(404);
      }
      await expectClean();
    });

    it('an archive with a path that leads out of it', async () => {
      const server = await serve(tar('model.onnx', `../${basename(folder)}/secret.onnx`));
      await fetchOne(
        { source: 'url', sourceReference: `${server.url}/model.onnx` },
        { status: 'failed', attempts: 0, error: { code: 'INVALID_MODEL', message: /./ } },
      );
    });

    it.each(hubFaults.map((row, at) => ({ ...row, at })))(
      'the hub: $fault',
      async ({ misbehave, revision = '', ending, at }) => {
        const name = `acme/faulty-${at}`;
        const content = Buffer.concat([packed, Buffer.alloc(1_024 * (at + 1))]);
        const blob = `/blobs/${createHash('sha256').update(content).digest('hex')}`;
        misbehave?.(hub, { name, commit: hub.commit(name, {}), blob });
        const job = await fetchOne({ source: 'huggingface', sourceReference: `${name}${revision}` }, ending);
        const asked = hub.cdn.requests.filter(({ path }) => path.startsWith(blob));
        for (const { headers } of asked) expect(headers.authorization).toBeUndefined();
        const again = asked.flatMap(({ headers: { range } }) => (range === undefined ? [] : [range]));
        if (ending.status === 'completed') {
          expect(job).toMatchObject({ revision: hub.commit(name, {}), files: [{ path: 'onnx/model.onnx' }] });
          expect(again.length).toBe(asked.length - 1);
          for (const range of again)
            expect(Number(/^bytes=(\d+)-$/.exec(range)?.[1])).toBeGreaterThan(content.length / 2);
        }
      },
    );

    it('two workers, each of which looks for work: a job that takes long is run by one', async () => {
      const server = await serve();
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      let requests = 0;
      server.misbehave('/model.onnx', (exchange) => {
        if (++requests === 1) sendFile(exchange);
        else
          void released.then(() => {
            sendFile(exchange);
          });
      });
      const modelName = newName();
      const asked = { source: 'url', sourceReference: `${server.url}/model.onnx`, modelName };
      const { body } = await submit(asked);
      const jobId = body.jobId as string;
      await vi.waitFor(() => {
        expect(requests).toBe(2);
      }, 60_000);
      // Every worker looks for work once a second.
      for (const startMs = performance.now(); performance.now() - startMs < 2_500;) {
        expect((await submit(asked)).body.jobId).toBe(jobId);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(requests).toBe(2);
      release();
      await expectEnding(jobId, modelName, { status: 'completed', attempts: 0, error: null });
      expect(requests).toBe(2);
      expect((await call(`${host.url}/model-fetch/jobs?modelName=${modelName}`)).body.count).toBe(1);
      expect((await call(`${host.url}/model/versions?modelId=${modelName}`)).body.versions).toHaveLength(1);
    });

    it('a full disk: failed at once, whether it was foreseen or not, and well once there is room', async (context) => {
      if (unmount === undefined) context.skip('this user may not mount a disk of its own, so none can be filled');
      const ballast = join(downloads, 'ballast');
      const { bavail, bsize } = await statfs(downloads);
      await writeFile(ballast, Buffer.alloc(bavail * bsize - 2 ** 20));
      keptFolders.push('ballast');
      const isFull = { code: 'UNAVAILABLE', message: /^the disk is full/ };
      const [foreseen, unforeseen] = [await serve(), await serve()];
      unforeseen.misbehave('/model.onnx', ({ response, content }) => {
        response.writeHead(200).write(content);
        response.end();
      });
      const jobs: Job[] = [];
      for (const server of [foreseen, unforeseen]) {
        const asked = { source: 'url', sourceReference: `${server.url}/model.onnx` };
        jobs.push(await fetchOne(asked, { status: 'failed', attempts: 0, error: isFull }));
      }
      expect([foreseen, unforeseen].map(({ requests }) => requests.length)).toEqual([1, 2]);
      await rm(ballast);
      keptFolders.pop();
      for (const { jobId, modelName } of jobs) {
        expect((await call(`${host.url}/model-fetch/jobs/${jobId}/retry`, { method: 'POST' })).status).toBe(200);
        await expectEnding(jobId, modelName, { status: 'completed', attempts: 0, error: null });
      }
    });

    it('every job stays as it has ended, and has told so once', async () => {
      expect(endedJobs.size).toBeGreaterThan(urlFaults.length + hubFaults.length);
      for (const [jobId, job] of endedJobs)
        expect({ ...(await show(jobId)), webhook: null }).toEqual({ ...job, webhook: null });
      await expectClean();
      expect(inside.requests).toEqual([]);
      await vi.waitFor(
        () => {
          const told = new Map(
            hooks.requests.map(({ headers, body }) => [headers['webhook-id'], JSON.parse(body) as Told]),
          );
          for (const { jobId, status } of endedJobs.values()) {
            const types = [...told.values()].filter(({ data }) => data.jobId === jobId).map(({ type }) => type);
            expect(types.filter((type) => type === `model_fetch.${status}`)).toHaveLength(1);
            if (status === 'failed') expect(types).toHaveLength(1);
          }
        },
        { timeout: 60_000, interval: 200 },
      );
      for (const { body } of hooks.requests) for (const secret of secrets) expect(body).not.toContain(secret);
    });
  });
}
