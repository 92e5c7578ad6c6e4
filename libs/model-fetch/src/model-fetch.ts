import {
  EdgeError,
  silentLogger,
  systemClock,
  type Clock,
  type Logger,
  type ModelSource,
  type Rng,
  type SourceListing,
  type Store,
  type Table,
} from '@harper-edge/contracts';
import { createAddressCheck } from './http/address-check.ts';
import type { Resolve } from './http/checked-connector.ts';
import { createHttpClient, type HttpClient } from './http/http-client.ts';
import { parseTarget } from './http/parse-target.ts';
import { createJobRunner, type JobRunner } from './job-runner.ts';
import { fetchJobTable, type FetchJob, type FetchRequest } from './jobs/fetch-job.ts';
import type { CompleteFetch } from './jobs/fetched-model.ts';
import { createJobList, type JobFilter } from './jobs/job-list.ts';
import { viewJob, type JobView } from './jobs/job-view.ts';
import { fetchSlotTable } from './jobs/slots.ts';
import { createSources, type SourceName } from './sources/index.ts';
import type { SourceSettings } from './sources/source-parts.ts';
import { createWebhooks } from './webhooks/deliver-webhooks.ts';

export interface ModelFetchSettings extends SourceSettings {
  /** Folder for what is being downloaded; on the disk of the blobs, whole files are moved and not copied. */
  readonly directory: string;
  /** Jobs that run at once, in all threads together. Default 2. */
  readonly maxConcurrent?: number;
  /** Default 4 GiB. */
  readonly maxFileBytes?: number;
  /** Tries after the first that a job gets. Default 5. */
  readonly maxRetries?: number;
  /** Before the second try, doubled each time. Milliseconds, default 1,000. */
  readonly initialRetryDelayMs?: number;
  /** Addresses and blocks that may be asked though they are not public. Default none. */
  readonly allowedAddresses?: readonly string[];
  /** What webhooks are signed with; without it no job can have one. */
  readonly webhookSecret?: string | undefined;
}

export interface ModelFetchOptions {
  readonly store: Store;
  readonly settings: ModelFetchSettings;
  /** Registers what has been fetched. */
  readonly complete: CompleteFetch;
  readonly rng: Rng;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  readonly timing?: Partial<ModelFetchTiming>;
}

/** Milliseconds. */
export interface ModelFetchTiming {
  /** How long a worker that died holds its job. Default 15,000. */
  readonly leaseMs: number;
  /** Between two notes of how far a job is. Default 1,000. */
  readonly heartbeatMs: number;
  /** Between two looks for work. Default 1,000. */
  readonly pollMs: number;
  /** Longest silence of a source. Default 30,000. */
  readonly silenceMs: number;
  /** So long the receiver of a webhook may take. Default 10,000. */
  readonly webhookTimeoutMs: number;
  /** Before a webhook's second try. Default 5,000. */
  readonly webhookDelayMs: number;
}

export interface InspectRequest {
  readonly source: SourceName;
  readonly sourceReference: string;
  readonly variant?: string;
  readonly signal?: AbortSignal;
}

export interface ModelFetch {
  /** What there is, without downloading it. @throws EdgeError */
  inspect(request: InspectRequest): Promise<SourceListing>;
  /**
   * A job for this, or the one that does the same already. `priority` 0 to 9, default 5; higher ones run first.
   * @throws EdgeError INVALID_INPUT, FORBIDDEN
   */
  submit(request: FetchRequest, priority?: number): Promise<JobView>;
  /** @throws EdgeError NOT_FOUND */
  get(jobId: string): Promise<JobView>;
  /** Newest first. */
  list(filter?: JobFilter): Promise<{ readonly jobs: readonly JobView[]; readonly nextCursor?: string }>;
  /** Runs a failed or cancelled job again. @throws EdgeError NOT_FOUND, CONFLICT */
  retry(jobId: string): Promise<JobView>;
  /** @throws EdgeError NOT_FOUND, CONFLICT */
  cancel(jobId: string): Promise<JobView>;
  /** Runs jobs from now on. */
  start(): void;
  /** Puts running jobs back for whoever comes next, and closes all connections. */
  close(): Promise<void>;
}

const defaultTiming: ModelFetchTiming = {
  leaseMs: 15_000,
  heartbeatMs: 1_000,
  pollMs: 1_000,
  silenceMs: 30_000,
  webhookTimeoutMs: 10_000,
  webhookDelayMs: 5_000,
};

/** Fetches models from elsewhere, as jobs that outlive the process: whole and checked, or not at all. */
export function createModelFetch(options: ModelFetchOptions): ModelFetch {
  const { store, settings, rng, clock = systemClock } = options;
  const { sources, http, close } = openSources({ ...options, clock });
  const jobs = store.table(fetchJobTable);
  const list = createJobList({ jobs, clock, rng });
  const runner = createRunner({ ...options, clock }, { sources, http, jobs });
  return {
    inspect: ({ source, sourceReference, ...rest }) => sources[source].inspect(sourceReference, rest),
    submit: async (request, priority = 5) => {
      checkRequest(request, settings);
      const job = await list.submit(request, priority);
      runner.wake();
      return viewJob(job);
    },
    get: async (jobId) => viewJob(await list.get(jobId)),
    list: async (filter) => {
      const { rows, ...page } = await list.list(filter);
      return { jobs: rows.map(viewJob), ...page };
    },
    retry: async (jobId) => {
      const job = await list.retry(jobId);
      runner.wake();
      return viewJob(job);
    },
    cancel: async (jobId) => viewJob(await list.cancel(jobId)),
    start: runner.start,
    close: async () => {
      await runner.close();
      await close();
    },
  };
}

type Options = ModelFetchOptions & { readonly clock: Clock };

/** Of servers that work for minutes by themselves, as Ollama does while it checks what it has pulled. Milliseconds. */
const trustedSilenceMs = 600_000;

function openSources({ settings, clock, resolve, timing = {} }: Options) {
  const { silenceMs } = { ...defaultTiming, ...timing };
  const isAllowed = createAddressCheck(settings.allowedAddresses);
  const http = createHttpClient({ clock, isAllowed, resolve, silenceMs });
  const trustedHttp = createHttpClient({ clock, isAllowed: () => true, silenceMs: trustedSilenceMs });
  return {
    http,
    sources: createSources({ http, trustedHttp, clock, settings }),
    close: async (): Promise<void> => {
      await Promise.all([http.close(), trustedHttp.close()]);
    },
  };
}

interface Opened {
  readonly sources: Readonly<Record<SourceName, ModelSource>>;
  readonly http: HttpClient;
  readonly jobs: Table<FetchJob>;
}

function createRunner(options: Options, { sources, http, jobs }: Opened): JobRunner {
  const { store, settings, complete, rng, clock, logger = silentLogger } = options;
  const { webhookTimeoutMs, webhookDelayMs, pollMs, ...timing } = { ...defaultTiming, ...options.timing };
  const { directory, maxConcurrent = 2, maxFileBytes = 4 * 2 ** 30, maxRetries = 5 } = settings;
  const { initialRetryDelayMs = 1_000, webhookSecret: secret } = settings;
  const shared = { jobs, clock, rng, logger, maxRetries };
  return createJobRunner({
    ...shared,
    pollMs,
    claims: { ...shared, slots: store.table(fetchSlotTable), leaseMs: timing.leaseMs, maxConcurrent },
    runner: {
      ...shared,
      ...timing,
      sources,
      complete,
      blobs: store.blobs,
      directory,
      maxFileBytes,
      initialRetryDelayMs,
    },
    webhooks: createWebhooks({
      ...shared,
      http,
      secret,
      maxAttempts: 8,
      initialDelayMs: webhookDelayMs,
      timeoutMs: webhookTimeoutMs,
    }),
  });
}

/** @throws EdgeError INVALID_INPUT */
function checkRequest(
  { source, sourceReference, webhookUrl }: FetchRequest,
  { webhookSecret }: ModelFetchSettings,
): void {
  if (source === 'url') parseTarget(sourceReference);
  if (webhookUrl === null) return;
  parseTarget(webhookUrl);
  if (webhookSecret === undefined) {
    throw new EdgeError('INVALID_INPUT', 'webhookUrl: webhooks are signed; set MODEL_FETCH_WEBHOOK_SECRET first');
  }
}
