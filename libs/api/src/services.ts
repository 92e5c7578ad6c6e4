import type { Benchmarks } from '@harper-edge/benchmark';
import type { Clock, Logger } from '@harper-edge/contracts';
import type { InferenceEngine } from '@harper-edge/inference-engine';
import type { ModelFetch } from '@harper-edge/model-fetch';
import type { AlertSenders, Monitoring, Scheduler } from '@harper-edge/monitoring';
import type { Registry } from '@harper-edge/registry';
import type { Shop } from './shop/shop.ts';

export interface HostInfo {
  readonly name: 'standalone' | 'harper';
  /** Of this project. */
  readonly version: string;
  readonly nodeVersion: string;
}

export interface Limits {
  /** Largest JSON body, on the wire and decompressed. Default 32 MiB. */
  readonly maxBodyBytes: number;
  /** Largest multipart or raw model upload. Default 4 GiB. */
  readonly maxModelBytes: number;
}

/** What the routes and use cases work with. */
export interface Services {
  readonly registry: Registry;
  readonly engine: InferenceEngine;
  readonly monitoring: Monitoring;
  readonly benchmarks: Benchmarks;
  /** Absent on a host that fetches none. */
  readonly modelFetch?: ModelFetch;
  readonly shop: Shop;
  /** Absent on a host that runs no jobs. */
  readonly scheduler?: Scheduler;
  /** How alerts leave the host. */
  readonly alertSenders: AlertSenders;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly host: HostInfo;
  readonly limits: Limits;
  /** A new id, ordered by time. */
  newId(): string;
  /** @throws EdgeError UNAVAILABLE while the host cannot answer predictions */
  checkReady(): Promise<void>;
}
