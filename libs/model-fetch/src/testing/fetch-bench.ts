import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSystemRng,
  EdgeError,
  isEdgeError,
  type Row,
  type Store,
  type TableDefinition,
} from '@harper-edge/contracts';
import { createMemoryStore } from '@harper-edge/store/memory';
import type { FetchRequest } from '../jobs/fetch-job.ts';
import type { CompleteFetch } from '../jobs/fetched-model.ts';
import type { JobView } from '../jobs/job-view.ts';
import { createModelFetch, type ModelFetch, type ModelFetchOptions } from '../model-fetch.ts';

interface RegisteredModel extends Row {
  readonly sha256: string;
  readonly framework: string;
  readonly paths: readonly string[];
}
const registered: TableDefinition<RegisteredModel> = { name: 'Registered', indexes: [] };

export type BenchOptions = Omit<Partial<ModelFetchOptions>, 'settings'> & {
  readonly settings?: Partial<ModelFetchOptions['settings']>;
};

export interface FetchBench {
  readonly store: Store;
  readonly directory: string;
  /** Another worker on the same jobs; all are closed at the end. */
  worker(options?: BenchOptions): ModelFetch;
  /** A worker that is not closed at the end, because it dies and would never have done. */
  mortal(options?: BenchOptions): ModelFetch;
  /** What there is afterwards. */
  models(): Promise<readonly RegisteredModel[]>;
  /** The job once it has ended. */
  ended(fetch: ModelFetch, jobId: string): Promise<JobView>;
  close(): Promise<void>;
}

export const request = (changes: Partial<FetchRequest>): FetchRequest => ({
  source: 'url',
  sourceReference: '',
  variant: null,
  sha256: null,
  modelName: 'm',
  modelVersion: 'v1',
  framework: 'onnx',
  stage: 'development',
  metadata: {},
  webhookUrl: null,
  ...changes,
});

/** Registers as a registry does: the same bytes again are the same version, others are refused. */
const registerIn =
  (store: Store): CompleteFetch =>
  async ({ job, framework, files }) => {
    const [first] = files;
    if (first === undefined) throw new EdgeError('INVALID_INPUT', 'no file');
    const { sha256 } = await store.blobs.put(await first.open(), {
      expectedSha256: first.sha256,
      ...(first.file && { file: first.file }),
    });
    const models = store.table(registered);
    const id = `${job.modelName}:${job.modelVersion}`;
    try {
      await models.put({ id, sha256, framework, paths: files.map(({ path }) => path) }, { ifAbsent: true });
    } catch (error) {
      if (!isEdgeError(error, 'CONFLICT') || (await models.get(id))?.sha256 !== sha256) throw error;
    }
    return { sha256 };
  };

/** Workers over one store and one folder, with short times. */
export async function createFetchBench(store: Store = createMemoryStore()): Promise<FetchBench> {
  const directory = await mkdtemp(join(tmpdir(), 'harper-edge-fetch-'));
  const workers: ModelFetch[] = [];
  const make = ({ settings, timing, ...options }: BenchOptions = {}): ModelFetch => {
    const used = options.store ?? store;
    return createModelFetch({
      store: used,
      complete: registerIn(used),
      rng: createSystemRng(),
      ...options,
      settings: { directory, allowedAddresses: ['127.0.0.1', '::1'], initialRetryDelayMs: 5, ...settings },
      timing: {
        leaseMs: 2_000,
        heartbeatMs: 20,
        pollMs: 5,
        silenceMs: 500,
        webhookDelayMs: 5,
        webhookTimeoutMs: 200,
        ...timing,
      },
    });
  };
  return {
    store,
    directory,
    worker: (options) => {
      const fetch = make(options);
      workers.push(fetch);
      return fetch;
    },
    mortal: make,
    models: async () => (await store.table(registered).query()).rows,
    ended: async (fetch, jobId) => {
      for (;;) {
        const job = await fetch.get(jobId);
        if (['completed', 'failed', 'cancelled'].includes(job.status)) return job;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    close: async () => {
      await Promise.all(workers.map((fetch) => fetch.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
