import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill } from 'node:process';
import { pathToFileURL } from 'node:url';
import {
  silentLogger,
  systemClock,
  type InferenceBackend,
  type LoadedModel,
  type LogFacts,
  type StreamedArtifact,
  type Tensor,
} from '@harper-edge/contracts';
import { backendConformance } from '@harper-edge/contracts/testing';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeModelFiles } from '../model-files/index.ts';
import { irisFixtures } from '../onnx/testing/iris-fixtures.ts';
import { repositoryRoot } from '../onnx/testing/repository-root.ts';
import { textFixtures } from '../onnx-text/testing/text-fixtures.ts';
import { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from './index.ts';

let folder = '';
/** The worker as the host component ships it: one file. It lies where no package can be found, unless it is given some. */
let entry: URL;
let entryWithPackages: URL;
const pools: WorkerPool[] = [];
const logged: (readonly [string, LogFacts])[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-pool-'));
  const outfile = join(folder, 'alone', 'worker-main.mjs');
  const bundled = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@harper-edge/source'],
    alias: { '@harper-edge/contracts': join(repositoryRoot, 'libs/contracts/src/index.ts') },
  } satisfies BuildOptions;
  const withPackages = join(repositoryRoot, 'node_modules/.worker-pool-test/worker-main.mjs');
  const main = join(import.meta.dirname, 'worker-main.ts');
  const { peerDependencies } = JSON.parse(readFileSync(join(repositoryRoot, 'libs/backends/package.json'), 'utf8')) as {
    readonly peerDependencies: Record<string, string>;
  };
  const external = [...Object.keys(peerDependencies), 'onnxruntime-node'];
  for (const file of [outfile, withPackages]) {
    await build({
      ...bundled,
      external,
      entryPoints: [main],
      outfile: file,
      alias: bundled.alias,
    });
  }
  entry = pathToFileURL(outfile);
  entryWithPackages = pathToFileURL(withPackages);
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
  logged.length = 0;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function createPool(options: Partial<WorkerPoolOptions> = {}): WorkerPool {
  const error = (message: string, facts: LogFacts = {}) => void logged.push([message, facts]);
  const logger = { ...silentLogger, error };
  const pool = createWorkerPool({
    workers: 1,
    intraOpThreads: 1,
    clock: systemClock,
    logger,
    entry: entryWithPackages,
    ...options,
  });
  pools.push(pool);
  return pool;
}

const onnx = ({ backends }: WorkerPool): InferenceBackend => {
  const found = backends.find(({ framework }) => framework === 'onnx');
  if (found === undefined) throw new Error('expected the onnx backend');
  return found;
};
const [iris] = irisFixtures();
if (iris === undefined) throw new Error('expected a fixture');
const run = (model: LoadedModel): Promise<readonly Tensor[]> => model.run(iris.example);
const pid = (pool: WorkerPool): number => pool.pids()[0] ?? 0;

describe('models in a worker', () => {
  let shared: WorkerPool;
  beforeAll(() => {
    shared = createWorkerPool({
      workers: 2,
      intraOpThreads: 1,
      clock: systemClock,
      logger: silentLogger,
      entry: entryWithPackages,
    });
  });
  afterAll(() => shared.close());
  const backend: InferenceBackend = {
    framework: 'onnx',
    load: (...given) => onnx(shared).load(...given),
  };
  const notModels = { empty: new Uint8Array(), text: new TextEncoder().encode('hello') };
  const fixtures = [...irisFixtures(), ...textFixtures()];
  const residentBytes = (): number =>
    shared
      .pids()
      .map((worker) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${worker}/status`, 'utf8'))?.[1] ?? 0) * 1024)
      .reduce((sum, bytes) => sum + bytes, 0);
  for (const { name, run: check } of backendConformance({ backend, fixtures, notModels, residentBytes }))
    it(name, check);
});

describe('a worker', () => {
  it('is started with the first model, and a second takes the models that come beside it', async () => {
    const pool = createPool({ workers: 2 });
    expect(pool.pids()).toEqual([]);
    const models = await Promise.all([onnx(pool).load(iris.artifact), onnx(pool).load(iris.artifact)]);
    expect(pool.pids()).toHaveLength(2);
    expect(models[0].lane).not.toBe(models[1].lane);
  });

  it('that is killed fails what it runs, and only that; another takes its place', async () => {
    const pool = createPool({ workers: 2 });
    const [first, second] = await Promise.all([onnx(pool).load(iris.artifact), onnx(pool).load(iris.artifact)]);
    const [firstPid] = pool.pids();
    await Promise.all([run(first), run(second)]);
    const running = Array.from({ length: 20 }, () => run(first));
    kill(firstPid ?? 0, 'SIGKILL');
    const results = await Promise.allSettled(running);
    const failures = results.filter((result) => result.status === 'rejected');
    for (const failure of failures) expect(failure.reason).toMatchObject({ code: 'UNAVAILABLE' });
    await vi.waitFor(() => {
      expect(first.isGone?.()).toBe(true);
    });
    await expect(run(first)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await run(second)).toHaveLength(2);
    expect(second.isGone?.()).toBe(false);
    const again = await onnx(pool).load(iris.artifact);
    expect((await run(again))[0]?.data).toEqual(iris.expected[0]?.data);
    expect(logged).toContainEqual(['an inference worker ended', expect.objectContaining({ signal: 'SIGKILL' })]);
  });

  it('that hangs is killed, and what waited for it fails', async () => {
    const pool = createPool({ maxRunMs: 200 });
    const model = await onnx(pool).load(iris.artifact);
    await run(model);
    kill(pid(pool), 'SIGSTOP');
    await expect(run(model)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(logged).toContainEqual(['an inference worker hangs and is killed', expect.objectContaining({ op: 'run' })]);
    expect(await run(await onnx(pool).load(iris.artifact))).toHaveLength(2);
  });

  it('that hangs does not hold up who releases a model or counts its tokens', async () => {
    const pool = createPool({ maxRunMs: 200 });
    const model = await onnx(pool).load(iris.artifact);
    kill(pid(pool), 'SIGSTOP');
    await model.release();
    expect(logged).toContainEqual([
      'an inference worker hangs and is killed',
      expect.objectContaining({ op: 'release' }),
    ]);
    const text = textFixtures()[0];
    const reader = text && (await onnx(pool).load(text.artifact, { metadata: text.metadata ?? {} }));
    kill(pid(pool), 'SIGSTOP');
    await expect(reader?.tokens?.count(['hello'])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('that ends again and again is not started for ever, and the pool says so', async () => {
    const pool = createPool({ entry: pathToFileURL(join(folder, 'no-such-file.mjs')) });
    expect(pool.isHealthy()).toBe(true);
    for (let i = 0; i < 5; i++) {
      await expect(onnx(pool).load(iris.artifact)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    }
    expect(pool.isHealthy()).toBe(false);
    await expect(onnx(pool).load(iris.artifact)).rejects.toThrow('again and again');
  });

  it('ignores the signals that are for the host, and ends with the pool', async () => {
    const pool = createPool();
    const model = await onnx(pool).load(iris.artifact);
    const worker = pid(pool);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) kill(worker, signal);
    expect(await run(model)).toHaveLength(2);
    await pool.close();
    expect(() => kill(worker, 0)).toThrow('ESRCH');
    await expect(onnx(pool).load(iris.artifact)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is not told the secrets of the environment', () => {
    process.env['WORKER_POOL_SECRET'] = 'hidden';
    const pool = createPool();
    return onnx(pool)
      .load(iris.artifact)
      .then(() => {
        const environment = readFileSync(`/proc/${pid(pool)}/environ`, 'utf8');
        delete process.env['WORKER_POOL_SECRET'];
        expect(environment).toContain('PATH=');
        expect(environment).not.toContain('hidden');
      });
  });
});

const modelJson = { format: 'graph-model', modelTopology: { node: [] }, weightsManifest: [] };
const graphModel = {
  bytes: writeModelFiles(new Map([['model.json', new TextEncoder().encode(JSON.stringify(modelJson))]])),
};

describe('an artifact that is streamed', () => {
  const bytes = 'bytes' in iris.artifact ? iris.artifact.bytes : new Uint8Array();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const streamed = (...pieces: readonly Uint8Array[]): StreamedArtifact => ({
    // eslint-disable-next-line @typescript-eslint/require-await -- a stream whose pieces are there already
    content: (async function* () {
      yield* pieces;
    })(),
    sha256,
    sizeBytes: bytes.length,
  });

  it('goes over in pieces of any size, while other models run', async () => {
    const pool = createPool();
    const other = await onnx(pool).load(iris.artifact);
    const ones = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    const [model] = await Promise.all([onnx(pool).load(streamed(...ones)), run(other)]);
    expect((await run(model))[0]?.data).toEqual(iris.expected[0]?.data);
  });

  it.each([
    ['too short', [bytes.subarray(1)]],
    ['too long', [bytes, new Uint8Array(1)]],
    ['of other bytes', [bytes.toReversed()]],
  ])('and %s is UNAVAILABLE, and no model', async (_what, pieces) => {
    const pool = createPool();
    await expect(onnx(pool).load(streamed(...pieces))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      facts: { sha256 },
    });
    expect(await run(await onnx(pool).load(streamed(bytes)))).toHaveLength(2);
  });
});

describe('a package that is not installed', () => {
  it.each([
    ['onnx', 'npm install onnxruntime-node@1.30.0'],
    ['tensorflowjs', 'npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0'],
    ['tensorflow', 'npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0'],
    ['transformers', 'npm install @huggingface/transformers@4.3.1'],
  ])('is NOT_INSTALLED for %s, with what to do', async (framework, command) => {
    const pool = createPool({ entry });
    const backend = pool.backends.find((candidate) => candidate.framework === framework);
    const artifact = framework.startsWith('tensorflow') ? graphModel : iris.artifact;
    await expect(backend?.load(artifact)).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining(command) as string,
    });
  });
});
