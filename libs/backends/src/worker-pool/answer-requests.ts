import { EdgeError, type Framework, type InferenceBackend, type LoadedModel } from '@harper-edge/contracts';
import type { Frame } from './frames.ts';
import type { IncomingArtifacts } from './incoming-artifacts.ts';
import { packTensors, unpackTensors } from './tensor-payload.ts';
import type { Request } from './worker-protocol.ts';

export interface WorkerParts {
  readonly artifacts: IncomingArtifacts;
  /** @throws EdgeError NOT_INSTALLED */
  readonly backendFor: (framework: Framework) => Promise<InferenceBackend>;
  readonly monotonicMs: () => number;
  /** Called when a model was loaded or released. */
  readonly onMemoryChange: () => void;
}

export interface Reply {
  readonly header: object;
  readonly parts?: readonly Uint8Array[];
}

type Answers = {
  readonly [Op in Request['op']]: (request: Extract<Request, { op: Op }>, frame: Frame) => Promise<Reply>;
};

/** What a worker does for each request of the pool; it holds the models it has loaded. */
export function createAnswers({ artifacts, backendFor, monotonicMs, onMemoryChange }: WorkerParts): Answers {
  const models = new Map<number, LoadedModel>();
  const find = (id: number): LoadedModel => {
    const model = models.get(id);
    if (model === undefined) throw new EdgeError('UNAVAILABLE', 'the model was released; load it again');
    return model;
  };
  return {
    receive: ({ id, sizeBytes }) => {
      artifacts.open(id, sizeBytes);
      return Promise.resolve({ header: {} });
    },
    load: async ({ id, artifact, framework, metadata }) => {
      const bytes = artifacts.take(artifact);
      const backend = await backendFor(framework);
      const model = await backend.load({ bytes }, { metadata });
      models.set(id, model);
      onMemoryChange();
      const { metadata: facts, independentRows, isWarm, memoryBytes, tokens } = model;
      return { header: { metadata: facts, memoryBytes, independentRows, isWarm, hasTokens: tokens !== undefined } };
    },
    run: async ({ model, heads, outputs }, { payload }) => {
      const inputs = unpackTensors(heads, payload);
      const startMs = monotonicMs();
      const answered = await find(model).run(inputs, outputs === undefined ? {} : { outputs });
      const computeMs = monotonicMs() - startMs;
      const { heads: answerHeads, parts } = packTensors(answered);
      return { header: { heads: answerHeads, computeMs }, parts };
    },
    countTokens: async ({ model, texts }) => ({ header: { counts: await tokensOf(find(model)).count(texts) } }),
    decodeTokens: async ({ model, ids }) => ({ header: { texts: await tokensOf(find(model)).decode(ids) } }),
    release: async ({ model }) => {
      const released = models.get(model);
      models.delete(model);
      await released?.release();
      onMemoryChange();
      return { header: {} };
    },
  };
}

function tokensOf({ tokens }: LoadedModel) {
  if (tokens === undefined) throw new EdgeError('INVALID_INPUT', 'this model reads no text');
  return tokens;
}
