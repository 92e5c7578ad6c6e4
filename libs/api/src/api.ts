import type { Benchmarks } from '@harper-edge/benchmark';
import type { Clock, Logger, Rng } from '@harper-edge/contracts';
import type { InferenceEngine } from '@harper-edge/inference-engine';
import type { ModelFetch } from '@harper-edge/model-fetch';
import type { AlertSenders, Monitoring, Scheduler } from '@harper-edge/monitoring';
import type { Registry } from '@harper-edge/registry';
import { v7 } from 'uuid';
import { alertJobs, followChecks } from './alerts/alert-jobs.ts';
import { createAlertSenders } from './alerts/alert-senders.ts';
import { checkJobs } from './drift/scheduled-checks.ts';
import type { ApiRequest, ApiResponse } from './http/exchange.ts';
import type { Caller } from './http/route.ts';
import { createRouter } from './http/router.ts';
import { routes } from './routes/index.ts';
import type { HostInfo, Limits, Services } from './services.ts';
import type { Shop } from './shop/shop.ts';

export interface ApiOptions {
  readonly registry: Registry;
  readonly engine: InferenceEngine;
  readonly monitoring: Monitoring;
  readonly benchmarks: Benchmarks;
  /** Default: none, and its routes say so. */
  readonly modelFetch?: ModelFetch;
  readonly shop: Shop;
  /** Is given the jobs of the API; whoever made it starts and stops it. Default: no job runs. */
  readonly scheduler?: Scheduler;
  /** How alerts leave the host. Default: to public addresses, and without mail. */
  readonly alertSenders?: AlertSenders;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
  readonly host: HostInfo;
  readonly limits?: Partial<Limits>;
  /** Throws UNAVAILABLE while the host starts or shuts down. Default: always ready. */
  readonly checkReady?: () => Promise<void>;
}

export interface Api {
  /** Whether this path belongs to the API, known or not below its first segment: a host that serves other things asks first. */
  handles(pathname: string): boolean;
  /**
   * Answers one request; never rejects. `caller` is whom the host has authenticated; without one only the public routes
   * (health, the description and its page) answer.
   */
  fetch(request: ApiRequest, caller: Caller | undefined): Promise<ApiResponse>;
}

/** The one data plane behind every host. */
export function createApi({ limits = {}, ...options }: ApiOptions): Api {
  const { clock, rng } = options;
  const newId = createIds(clock, rng);
  const services: Services = {
    checkReady: () => Promise.resolve(),
    alertSenders: createAlertSenders(options),
    ...options,
    limits: { maxBodyBytes: 33_554_432, maxModelBytes: 4_294_967_296, ...limits },
    newId,
  };
  for (const job of [...checkJobs(services), ...alertJobs(services)]) options.scheduler?.add(job);
  followChecks(services);
  const router = createRouter(routes, services);
  const segments = new Set(routes.map(({ path }) => path.split('/')[1]));
  return {
    handles: (pathname) => segments.has(pathname.split('/')[1]),
    fetch: (request, caller) => router.answer(request, caller),
  };
}

/** UUIDs of version 7: ordered by time, and not to be guessed. */
function createIds(clock: Clock, rng: Rng): () => string {
  const words = new Uint32Array(4);
  const random = new Uint8Array(words.buffer);
  return () => {
    for (let i = 0; i < words.length; i++) words[i] = rng.next() * 2 ** 32;
    return v7({ msecs: clock.nowMs(), random });
  };
}
