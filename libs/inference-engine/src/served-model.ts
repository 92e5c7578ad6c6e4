import type { Clock, DeclaredMetadata, LoadedModel } from '@harper-edge/contracts';
import { createBatcher, type Batcher } from './batcher.ts';
import type { Lane } from './lane.ts';
import type { QueueLimits } from './queue-limit.ts';
import { readServingSettings } from './serving-settings.ts';

/** A model in memory with the queue of those who wait for it. */
export interface ServedModel {
  readonly loaded: LoadedModel;
  readonly batcher: Batcher;
  readonly memoryBytes: number;
  /** Never evicted. */
  readonly isPinned: boolean;
  /** Freed when it has rested this long. Infinity for never. */
  readonly keepAliveMs: number;
  isGone(): boolean;
  release(): Promise<void>;
}

export interface ServingOptions {
  readonly clock: Clock;
  readonly lane: Lane;
  readonly maxBatchRows: number;
  readonly keepAliveMs: number;
  readonly limits: QueueLimits;
}

export function serveModel(loaded: LoadedModel, metadata: DeclaredMetadata, options: ServingOptions): ServedModel {
  const { pinned, keepAliveMs, maxBatchRows } = readServingSettings(metadata, options);
  return {
    loaded,
    batcher: createBatcher({ ...options, model: loaded, maxBatchRows }),
    memoryBytes: loaded.memoryBytes,
    isPinned: pinned,
    keepAliveMs,
    isGone: () => loaded.isGone?.() === true,
    release: () => loaded.release(),
  };
}
