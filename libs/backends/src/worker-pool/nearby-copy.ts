import { elementCount, type LoadedModel, type Logger, type RunOptions, type Tensor } from '@harper-edge/contracts';

export interface NearbyCopyOptions {
  /** Loads the same model in this process. */
  readonly loadHere: () => Promise<LoadedModel>;
  readonly logger: Logger;
}

/** A larger artifact never gets a copy: its runs are not short, and the host should stay small. */
export const maxNearbyBytes = 1 << 20;
/** A request of more numbers runs in the worker, however short the runs of others were. */
const maxNearbyElements = 4_096;
/** A run that takes longer is worth the way to the worker. */
const shortRunMs = 0.5;
/** So many short runs in a row come first, in the worker: a model that would take its process down with it does so there. */
const firstRuns = 5;

/**
 * Runs short requests of a small model in this process once it has shown in its worker that it is quick: to wake another
 * process and to be woken again then takes many times as long as the run itself. Everything else runs in the worker, and so
 * does what comes while the copy loads. Whether a model is here is only a matter of speed; a copy that cannot be loaded is
 * done without.
 */
export function withNearbyCopy(remote: LoadedModel, { loadHere, logger }: NearbyCopyOptions): LoadedModel {
  if (remote.metadata.inputs.some(({ datatype }) => datatype === 'BYTES')) return remote;
  let copy: LoadedModel | undefined;
  let loading: Promise<void> | undefined;
  let runsLeft = firstRuns;

  const load = async (): Promise<void> => {
    try {
      copy = await loadHere();
    } catch (error) {
      logger.warn('a quick model runs in its worker only', { error });
    }
  };
  const learn = (inputs: readonly Tensor[], computeMs: number): void => {
    if (!isShort(inputs)) return;
    if (loading !== undefined) return;
    runsLeft = computeMs > shortRunMs ? firstRuns : runsLeft - 1;
    if (runsLeft === 0) loading = load();
  };
  const runThere = (inputs: readonly Tensor[], { onComputed, ...options }: RunOptions): Promise<readonly Tensor[]> =>
    remote.run(inputs, {
      ...options,
      onComputed: (computeMs) => {
        learn(inputs, computeMs);
        onComputed?.(computeMs);
      },
    });

  return {
    ...remote,
    run: (inputs, options = {}) =>
      copy !== undefined && isShort(inputs) ? copy.run(inputs, options) : runThere(inputs, options),
    release: async () => {
      await Promise.all([remote.release(), loading]);
      const held = copy;
      copy = undefined;
      await held?.release();
    },
  };
}

const isShort = (inputs: readonly Tensor[]): boolean =>
  inputs.reduce((sum, { shape }) => sum + elementCount(shape), 0) <= maxNearbyElements;
