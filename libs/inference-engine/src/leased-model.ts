import type { Clock, Logger } from '@harper-edge/contracts';
import { untilLoaded, type Patience } from './give-up.ts';
import type { ServedModel } from './served-model.ts';

/** A loaded model in use. It stays in memory until `done` is called. */
export interface Lease {
  readonly model: ServedModel;
  done(): void;
}

/** A model that is loading or loaded, and counts its users so that it is never released under one of them. */
export interface LeasedModel {
  /** At once where it is loaded; else waits for the load, as long as the caller does. @throws what the load threw; UNAVAILABLE, DEADLINE_EXCEEDED when given up */
  lease(patience?: Patience): Lease | Promise<Lease>;
  /** Releases the model as soon as its last lease is done; resolves then. */
  retire(): Promise<void>;
  /** `undefined` while loading, and when the load failed. */
  served(): ServedModel | undefined;
  leases(): number;
  loadedMs(): number;
  /** Whether it is in memory, not pinned, and unused for as long as it is to be kept. */
  hasRestedEnough(nowMs: number): boolean;
}

export function createLeasedModel(
  loading: Promise<ServedModel>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): LeasedModel {
  let loaded: ServedModel | undefined;
  let leases = 0;
  let lastUsedMs = clock.monotonicMs();
  let loadedMs = lastUsedMs;
  let idle: (() => void) | undefined;
  loading.then(
    (model) => {
      loaded = model;
      loadedMs = clock.monotonicMs();
    },
    () => undefined,
  );
  const endLease = (): void => {
    leases--;
    lastUsedMs = clock.monotonicMs();
    if (leases === 0) idle?.();
  };
  const waitFor = async (patience: Patience): Promise<Lease> => {
    try {
      return { model: await untilLoaded(loading, patience, clock), done: once(endLease) };
    } catch (error) {
      endLease();
      throw error;
    }
  };
  return {
    lease: (patience = {}) => {
      leases++;
      return loaded === undefined ? waitFor(patience) : { model: loaded, done: once(endLease) };
    },
    retire: async () => {
      if (leases > 0) await new Promise<void>((resolve) => (idle = resolve));
      try {
        await (await loading.catch(() => undefined))?.release();
      } catch (error) {
        logger.error('a model could not be released', { error });
      }
    },
    served: () => loaded,
    leases: () => leases,
    loadedMs: () => loadedMs,
    hasRestedEnough: (nowMs) =>
      loaded !== undefined && !loaded.isPinned && leases === 0 && nowMs - lastUsedMs >= loaded.keepAliveMs,
  };
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (called) return;
    called = true;
    call();
  };
}
