import { EdgeError, type ModelVersion, type Tensor } from '@harper-edge/contracts';
import { embeddingModel, textTensor } from '../tensors/embedding-model.ts';
import { checkDimensions, embeddingVectors } from '../tensors/embedding-vectors.ts';
import type { Services } from '../services.ts';
import { infer, type Inferred, type InferenceRequest } from './infer.ts';

export interface EmbeddingRequest extends Pick<
  InferenceRequest,
  'modelId' | 'version' | 'userId' | 'requestId' | 'tenant' | 'signal' | 'timeoutMs'
> {
  /** The texts, once it is known which model they are for. */
  readonly textsFor: (model: ModelVersion) => readonly string[] | Promise<readonly string[]>;
  /** The first so many of each vector, scaled to length 1 again; default all. */
  readonly dimensions?: number | undefined;
  /** Whether the tokens are counted, which takes another turn of the model's process. Default true. */
  readonly countsTokens?: boolean | undefined;
}

export interface Embedded extends Inferred {
  /** One for each text. */
  readonly vectors: readonly (Float32Array | Float64Array)[];
  /** Of all texts together; 0 where they are not counted. */
  readonly tokens: number;
}

/**
 * Vectors of texts.
 *
 * @throws EdgeError as `infer`; INVALID_INPUT when the model gives no embeddings, or not so many dimensions
 */
export async function embed(services: Services, request: EmbeddingRequest): Promise<Embedded> {
  const { modelId, textsFor, dimensions, countsTokens = true } = request;
  const model = await services.registry.resolve(modelId, request.version);
  const { input, output } = embeddingModel(model);
  checkDimensions(dimensions, output.shape[1] ?? -1);
  const texts = await textsFor(model);
  const [inferred, tokens] = await Promise.all([
    infer(services, {
      ...request,
      version: model.version,
      makeInputs: () => [textTensor(input, texts)],
      outputs: [output.name],
      featuresIn: () => ({ [input.name]: texts }),
    }),
    countsTokens ? countTokens(services, model, texts) : 0,
  ]);
  const vectors = embeddingVectors(outputOf(inferred.outputs), { rows: texts.length, dimensions });
  return { vectors, tokens, ...inferred };
}

async function countTokens({ engine }: Services, model: ModelVersion, texts: readonly string[]): Promise<number> {
  const tokens = await engine.tokens(model);
  const counts = (await tokens?.count(texts)) ?? [];
  return counts.reduce((sum, count) => sum + count, 0);
}

function outputOf([tensor]: readonly Tensor[]): Tensor {
  if (tensor === undefined) throw new EdgeError('MODEL_FAILED', 'expected vectors, the model gave no output');
  return tensor;
}
