import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import {
  systemClock,
  type BlobStore,
  type Row,
  type Store,
  type Table,
  type TableDefinition,
} from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createFetchBench, request } from '../testing/fetch-bench.ts';
import { startFileServer, type FileServer } from '../testing/file-server.ts';
import { fetchJobTable } from './fetch-job.ts';
import { sweepFolders } from './sweep-folders.ts';

/** Dies at a given step: that call and all after it are never answered, and half of the time are not carried out either. */
interface Killer {
  readonly steps: number;
  step<T>(call: () => Promise<T>): Promise<T>;
}

const never = new Promise<never>(() => undefined);

function createKiller(dieAt: number, losesLast: boolean): Killer {
  let steps = 0;
  return {
    get steps() {
      return steps;
    },
    step: async (call) => {
      steps++;
      if (steps > dieAt || (steps === dieAt && losesLast)) return never;
      const answer = await call();
      return steps >= dieAt ? never : answer;
    },
  };
}

/** A worker's view of a store that outlives it. */
function through(store: Store, killer: Killer): Store {
  const table = <R extends Row>(definition: TableDefinition<R>): Table<R> => {
    const inner = store.table(definition);
    return {
      get: (id) => killer.step(() => inner.get(id)),
      put: (row, options) => killer.step(() => inner.put(row, options)),
      batch: () => {
        const batch = inner.batch();
        return { ...batch, write: () => killer.step(() => batch.write()) };
      },
      patch: (id, changes, options) => killer.step(() => inner.patch(id, changes, options)),
      delete: (id, options) => killer.step(() => inner.delete(id, options)),
      query: (query) => killer.step(() => inner.query(query)),
    };
  };
  const blobs: BlobStore = {
    ...store.blobs,
    put: (content, options) => killer.step(() => store.blobs.put(slowly(content, killer), options)),
    stat: (sha256) => killer.step(() => store.blobs.stat(sha256)),
  };
  return { ...store, table, blobs };
}

async function* slowly(content: AsyncIterable<Uint8Array>, killer: Killer): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) yield await killer.step(() => Promise.resolve(chunk));
}

const model = randomBytes(2 ** 21 + 99);
const sha256 = createHash('sha256').update(model).digest('hex');
let server: FileServer;
beforeAll(async () => {
  server = await startFileServer({ '/model.onnx': model });
});
afterAll(() => server.close());

const timing = { leaseMs: 40, heartbeatMs: 3, pollMs: 2 };
/** Of those that live: a stall of this machine is no death. */
const lastingTiming = { ...timing, leaseMs: 5_000 };
const settings = { maxRetries: 50 };

/** A fetch whose workers die at these steps, one after the other; the last one lives. */
async function runWithDeaths(deaths: readonly { readonly at: number; readonly losesLast: boolean }[]) {
  const store = createMemoryStore();
  const bench = await createFetchBench(store);
  const asking = bench.worker();
  const { jobId } = await asking.submit(request({ sourceReference: `${server.url}/model.onnx` }));
  const killers = deaths.map(({ at, losesLast }) => createKiller(at, losesLast));
  for (const [index, killer] of killers.entries()) {
    const fetch = bench.mortal({ store: through(store, killer), timing, settings });
    fetch.start();
    await vi.waitFor(
      async () => {
        const { at } = deaths[index] ?? { at: 0 };
        const isOver = ['completed', 'failed'].includes((await asking.get(jobId)).status);
        expect(isOver || killer.steps >= at).toBe(true);
      },
      { timeout: 10_000, interval: 2 },
    );
  }
  const last = bench.worker({ timing: lastingTiming, settings });
  last.start();
  const job = await bench.ended(last, jobId);
  // A worker that died late may have made its folder again.
  const jobs = store.table(fetchJobTable);
  await vi.waitFor(async () => {
    await sweepFolders({ directory: bench.directory, jobs, clock: systemClock });
    expect(await readdir(bench.directory)).toEqual([]);
  });
  const blobs: string[] = [];
  for await (const blob of store.blobs.list()) blobs.push(blob.sha256);
  const models = await bench.models();
  await bench.close();
  return { job, models, blobs };
}

describe('a fetch whose workers are killed', () => {
  it('at any of 200 points ends in exactly one completed model', { timeout: 240_000 }, async () => {
    const rng = createSeededRng(21);
    const counted = createKiller(Infinity, false);
    const store = createMemoryStore();
    const bench = await createFetchBench(store);
    const fetch = bench.worker({ store: through(store, counted), timing: lastingTiming, settings });
    fetch.start();
    const { jobId } = await fetch.submit(request({ sourceReference: `${server.url}/model.onnx` }));
    await bench.ended(fetch, jobId);
    await bench.close();
    const points = Math.min(counted.steps, 60);
    expect(points).toBeGreaterThan(15);
    const death = () => ({ at: 1 + Math.floor(rng.next() * points), losesLast: rng.next() < 0.5 });
    for (let run = 0; run < 200; run++) {
      const deaths = rng.next() < 0.3 ? [death(), death()] : [death()];
      const { job, models, blobs } = await runWithDeaths(deaths);
      const context = `run ${run}, ${JSON.stringify(deaths)}`;
      expect(job, context).toMatchObject({ status: 'completed', sha256 });
      expect(models, context).toMatchObject([{ id: 'm:v1', sha256 }]);
      expect(blobs, context).toEqual([sha256]);
    }
  });
});
