import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createSystemRng, systemClock, takeLease } from '@harper-edge/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CompleteFetch } from './fetched-model.ts';
import { createFetchBench, request, type FetchBench } from '../testing/fetch-bench.ts';
import { sendFile, startFileServer, type FileServer } from '../testing/file-server.ts';
import { startHubServer } from '../testing/hub-server.ts';
import { claimJob } from './claim-job.ts';
import { fetchJobTable } from './fetch-job.ts';
import { fetchSlotTable } from './slots.ts';

const model = randomBytes(300_000);
let server: FileServer;
let bench: FetchBench;
beforeEach(async () => {
  server = await startFileServer({ '/model.onnx': model });
  bench = await createFetchBench();
});
afterEach(async () => {
  await bench.close();
  await server.close();
});
const ask = (changes: Parameters<typeof request>[0] = {}) =>
  request({ sourceReference: `${server.url}/model.onnx`, ...changes });

/** Registers nothing; counts who runs at once and how often. */
function countingComplete() {
  const seen: string[] = [];
  let running = 0;
  let most = 0;
  const complete: CompleteFetch = async ({ job, files }) => {
    seen.push(job.modelVersion);
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running--;
    return { sha256: files[0]?.sha256 ?? '' };
  };
  return { complete, seen, most: () => most };
}

describe('identical jobs', () => {
  it('are one, however many ask at once, in whatever order the members stand', async () => {
    const workers = Array.from({ length: 4 }, () => bench.worker());
    const metadata = [
      { a: 1, b: { c: 2, d: 3 } },
      { b: { d: 3, c: 2 }, a: 1 },
    ];
    const jobs = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (workers[i % 4] ?? bench.worker()).submit(ask({ metadata: metadata[i % 2] ?? {} })),
      ),
    );
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(1);
    expect((await workers[0]?.submit(ask({ metadata: { a: 2 } })))?.jobId).not.toBe(jobs[0]?.jobId);
  });

  it('that ended are followed by a new one, and whoever asks more urgently gets it sooner', async () => {
    const fetch = bench.worker();
    const first = await fetch.submit(ask(), 3);
    expect(await fetch.submit(ask(), 8)).toMatchObject({ jobId: first.jobId, priority: 8 });
    expect(await fetch.submit(ask(), 1)).toMatchObject({ jobId: first.jobId, priority: 8 });
    fetch.start();
    await bench.ended(fetch, first.jobId);
    const second = await fetch.submit(ask());
    expect(second.jobId).not.toBe(first.jobId);
    expect(await bench.ended(fetch, second.jobId)).toMatchObject({ status: 'completed' });
    expect(await bench.models()).toHaveLength(1);
  });
});

describe('workers', () => {
  it('run every job once, no more than allowed at once, the urgent ones first', async () => {
    const { complete, seen, most } = countingComplete();
    const settings = { maxConcurrent: 2 };
    const workers = Array.from({ length: 4 }, () => bench.worker({ complete, settings }));
    const [first] = workers;
    if (first === undefined) throw new Error('no worker');
    const jobs = [];
    for (let i = 0; i < 10; i++) jobs.push(await first.submit(ask({ modelVersion: `v${i}` }), i));
    for (const worker of workers) worker.start();
    for (const { jobId } of jobs)
      expect(await bench.ended(first, jobId)).toMatchObject({ status: 'completed', attempts: 0 });
    expect([...seen].sort()).toEqual(jobs.map(({ modelVersion }) => modelVersion).sort());
    expect(most()).toBe(2);
    expect(seen.slice(0, 2).sort()).toEqual(['v8', 'v9']);
    expect(seen.slice(-2).sort()).toEqual(['v0', 'v1']);
  });

  it('that see the same job at once: one gets it, and nobody gets one that was cancelled meanwhile', async () => {
    const { jobId } = await bench.worker().submit(ask());
    const table = bench.store.table(fetchJobTable);
    // All have read before any of them writes.
    let waiting = 0;
    let release = (): void => undefined;
    const allHaveRead = new Promise<void>((resolve) => (release = resolve));
    const jobs: typeof table = {
      ...table,
      patch: async (...args) => {
        if (++waiting === 8) release();
        await allHaveRead;
        return table.patch(...args);
      },
    };
    const slots = bench.store.table(fetchSlotTable);
    const options = {
      jobs,
      slots,
      clock: systemClock,
      rng: createSystemRng(),
      leaseMs: 5_000,
      maxConcurrent: 8,
      maxRetries: 3,
    };
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimJob(options)));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    const [row] = (await table.query()).rows;
    expect(row).toMatchObject({ id: jobId, status: 'downloading', attempts: 0 });
    const freed = await table.patch(jobId, { status: 'cancelled', leaseOwner: null, leaseUntil: null });
    const late = { changes: { status: 'downloading', leaseOwner: 'late' }, alsoMatch: { status: 'queued' } } as const;
    expect(await takeLease(table, freed, late)).toBeUndefined();
    expect(await table.get(jobId)).toMatchObject({ status: 'cancelled', leaseOwner: null });
  });

  it('of whom one dies: another goes on with the job once its lease has ended', async () => {
    const jobs = bench.store.table(fetchJobTable);
    const fetch = bench.worker({ settings: { maxRetries: 1 } });
    const { jobId } = await fetch.submit(ask());
    const dead = { status: 'downloading', queueKey: null, leaseOwner: 'dead' } as const;
    await jobs.patch(jobId, { ...dead, leaseUntil: Date.now() + 300 });
    const startMs = performance.now();
    fetch.start();
    expect(await bench.ended(fetch, jobId)).toMatchObject({ status: 'completed', attempts: 1 });
    expect(performance.now() - startMs).toBeGreaterThan(250);
    await jobs.patch(jobId, { ...dead, leaseUntil: Date.now() - 1 });
    expect(
      await bench.ended(fetch, jobId).then(() =>
        vi.waitFor(async () => {
          const job = await fetch.get(jobId);
          expect(job.status).toBe('failed');
          return job;
        }),
      ),
    ).toMatchObject({ error: { code: 'UNAVAILABLE' } });
  });

  it('take a lease from the far future for one from before the clock was set back', async () => {
    const fetch = bench.worker();
    const { jobId } = await fetch.submit(ask());
    const jobs = bench.store.table(fetchJobTable);
    await jobs.patch(jobId, {
      status: 'downloading',
      queueKey: null,
      leaseOwner: 'x',
      leaseUntil: Date.now() + 86_400_000,
    });
    fetch.start();
    expect(await bench.ended(fetch, jobId)).toMatchObject({ status: 'completed' });
  });
});

describe('cancelling and retrying', () => {
  it('stops a running job, deletes what it has, and runs it again on demand', async () => {
    server.misbehave('/model.onnx', ({ response }) => {
      response.writeHead(200, { 'content-length': model.length }).write(model.subarray(0, 100_000));
    });
    const fetch = bench.worker({ timing: { silenceMs: 60_000 } });
    fetch.start();
    const { jobId } = await fetch.submit(ask());
    await vi.waitFor(async () => {
      expect((await fetch.get(jobId)).downloadedBytes).toBe(100_000);
    });
    await expect(fetch.retry(jobId)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await fetch.cancel(jobId)).toMatchObject({ status: 'cancelled' });
    expect(await fetch.cancel(jobId)).toMatchObject({ status: 'cancelled' });
    await vi.waitFor(async () => {
      expect(await readdir(bench.directory)).toEqual([]);
    });
    expect(await bench.models()).toEqual([]);
    server.misbehave('/model.onnx', sendFile);
    await fetch.retry(jobId);
    expect(await bench.ended(fetch, jobId)).toMatchObject({ status: 'completed', attempts: 0 });
    await expect(fetch.cancel(jobId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(fetch.retry(jobId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(fetch.get('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a failed job cannot run beside one that does the same already', async () => {
    const fetch = bench.worker();
    const first = await fetch.submit(ask());
    await fetch.cancel(first.jobId);
    await fetch.submit(ask());
    await expect(fetch.retry(first.jobId)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('lists jobs newest first, by status and model', async () => {
    const fetch = bench.worker();
    for (const modelName of ['a', 'b', 'a'])
      await fetch.submit(ask({ modelName, modelVersion: String(Math.random()) }));
    const { jobs } = await fetch.list({ modelName: 'a' });
    expect(jobs.map(({ modelName }) => modelName)).toEqual(['a', 'a']);
    const page = await fetch.list({ status: 'queued', limit: 2 });
    expect(page.jobs).toHaveLength(2);
    expect((await fetch.list({ status: 'queued', limit: 2, cursor: page.nextCursor ?? '' })).jobs).toHaveLength(1);
    expect((await fetch.list({ status: 'failed' })).jobs).toEqual([]);
  });
});

describe('a model of several files', () => {
  it('comes from the hub whole, and a retry fetches only what is missing', async () => {
    const network = randomBytes(200_000);
    const files = {
      'config.json': Buffer.from('{"architectures":["BertModel"]}'),
      'onnx/model.onnx': network,
      'tokenizer.json': Buffer.from('{}'),
    };
    const hub = await startHubServer([{ repository: 'a/b', files }]);
    const path = '/a/b/resolve/';
    const fetch = bench.worker({ settings: { hubUrl: hub.url } });
    fetch.start();
    const { jobId } = await fetch.submit(request({ source: 'huggingface', sourceReference: 'a/b', framework: null }));
    const job = await bench.ended(fetch, jobId);
    expect(job).toMatchObject({
      status: 'completed',
      totalBytes: Object.values(files).reduce((sum, { length }) => sum + length, 0),
    });
    expect((await bench.models())[0]).toMatchObject({
      framework: 'transformers',
      paths: ['config.json', 'onnx/model.onnx', 'tokenizer.json'],
    });
    expect(job.revision).toMatch(/^[0-9a-f]{40}$/);
    const resolved = hub.requests.filter((seen) => seen.path.startsWith(path));
    expect(resolved.every((seen) => seen.path.includes(job.revision ?? 'none'))).toBe(true);
    await hub.close();
  });
});
