import type { Clock, Logger } from '@harper-edge/contracts';
import type { ServedModel } from './served-model.ts';

/** A loaded model in use. It stays in memory until `done` is called. */
export interface Lease {
  readonly model: ServedModel;
  done(): void;
}

/** A model that is loading or loaded, and counts its users so that it is never released under one of them. */
export interface LeasedModel {
  /** Waits for the load. @throws what the load threw */
  lease(): Promise<Lease>;
  /** Releases the model as soon as its last lease is done; resolves then. */
  retire(): Promise<void>;
  /** `undefined` while loading, and when the load failed. */
  served(): ServedModel | undefined;
  leases(): number;
  /** When the last lease ended, or the model was made; `undefined` while it is in use. */
  restingSinceMs(): number | undefined;
}

export function createLeasedModel(
  loading: Promise<ServedModel>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): LeasedModel {
  let loaded: ServedModel | undefined;
  let leases = 0;
  let lastUsedMs = clock.monotonicMs();
  let idle: (() => void) | undefined;
  loading.then(
    (model) => (loaded = model),
    () => undefined,
  );
  const endLease = (): void => {
    leases--;
    lastUsedMs = clock.monotonicMs();
    if (leases === 0) idle?.();
  };
  return {
    lease: async () => {
      leases++;
      try {
        const model = await loading;
        return { model, done: once(endLease) };
      } catch (error) {
        endLease();
        throw error;
      }
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
    restingSinceMs: () => (leases > 0 ? undefined : lastUsedMs),
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
