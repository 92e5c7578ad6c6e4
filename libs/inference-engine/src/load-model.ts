import { EdgeError, type Framework, type InferenceBackend, type LoadedModel } from '@harper-edge/contracts';
import type { EngineModel, InferenceEngineOptions } from './inference-engine.ts';
import { createLane, type Lane } from './lane.ts';
import { serveModel, type ServedModel } from './served-model.ts';
import { warmUp } from './warm-up.ts';

/** Reads, loads and warms models, and gives each its queue. */
export function createLoader(options: InferenceEngineOptions): (model: EngineModel) => Promise<ServedModel> {
  const { backends, readArtifact, clock, logger, laneWidth = 1 } = options;
  const { maxBatchRows = 32, keepAliveMs = Infinity, maxQueuedRequests = 1_024, maxQueueMs = 1_000 } = options;
  const limits = { maxQueuedRequests, maxQueueMs };
  const lanes = new WeakMap<object, Lane>();
  const laneOf = ({ lane }: LoadedModel): Lane => {
    if (lane === undefined) return createLane(Infinity);
    const known = lanes.get(lane) ?? createLane(laneWidth);
    lanes.set(lane, known);
    return known;
  };
  return async (model) => {
    const { metadata = {} } = model;
    const backend = backendFor(backends, model.framework);
    const loaded = await backend.load(await readArtifact(model), { metadata });
    try {
      const served = serveModel(loaded, metadata, { clock, lane: laneOf(loaded), maxBatchRows, keepAliveMs, limits });
      await warmUp(loaded).catch((error: unknown) => {
        // A model may refuse zeros and still be a good model; it then pays for its first run itself.
        logger.warn('a model failed on its warm-up row of zeros', { sha256: model.sha256, error });
      });
      return served;
    } catch (error) {
      await loaded.release();
      throw error;
    }
  };
}

function backendFor(backends: readonly InferenceBackend[], framework: Framework): InferenceBackend {
  const backend = backends.find((candidate) => candidate.framework === framework);
  if (backend !== undefined) return backend;
  const known = backends.map((candidate) => candidate.framework).join(', ');
  throw new EdgeError('NOT_INSTALLED', `this host has no backend for framework "${framework}", only for: ${known}`);
}
