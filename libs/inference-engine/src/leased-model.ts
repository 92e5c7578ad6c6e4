import type { LoadedModel, Logger } from '@harper-edge/contracts';

/** A loaded model in use. It stays in memory until `done` is called. */
export interface Lease {
  readonly model: LoadedModel;
  done(): void;
}

/** A model that is loading or loaded, and counts its users so that it is never released under one of them. */
export interface LeasedModel {
  /** Waits for the load. @throws what the load threw */
  lease(): Promise<Lease>;
  /** Releases the model as soon as its last lease is done; resolves then. */
  retire(): Promise<void>;
  /** 0 while loading. */
  memoryBytes(): number;
  leases(): number;
}

export function createLeasedModel(loading: Promise<LoadedModel>, logger: Logger): LeasedModel {
  let loaded: LoadedModel | undefined;
  let leases = 0;
  let idle: (() => void) | undefined;
  loading.then(
    (model) => (loaded = model),
    () => undefined,
  );
  const endLease = (): void => {
    leases--;
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
    memoryBytes: () => loaded?.memoryBytes ?? 0,
    leases: () => leases,
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
