import { EdgeError, type DeclaredMetadata, type LoadedModel } from '@harper-edge/contracts';
import { createClassHead } from './class-head.ts';
import { isObject } from '../declared-values.ts';
import { quantizesDynamically } from './dynamic-quantization.ts';
import { createEmbeddingHead } from './embedding-head.ts';
import type { ModelHead } from './model-head.ts';
import { measureOutputs, selectClassSource, selectEmbeddingSource, type NetworkOutput } from './network-outputs.ts';
import { createOnnxNetwork } from './onnx-network.ts';
import { chooseNetworkFile, readJsonObject, readTextModelConfig, type ModelFiles } from './text-archive.ts';
import { createTextModel } from './text-model.ts';
import { readClassSettings, readEmbeddingSettings, readTextLimits, type TextModelConfig } from './text-settings.ts';
import { textTaskOf } from './text-task.ts';
import { createTextTokenizer, type TextTokenizer } from './text-tokenizer.ts';
import type { TextLimits } from './text-tokens.ts';
import { loadTokenizerPackage, type TokenizerPackage } from './tokenizer-package.ts';

export interface TextModelSource {
  readonly files: ModelFiles;
  readonly metadata: DeclaredMetadata;
  /** Loads one ONNX file. */
  readonly loadNetwork: (bytes: Uint8Array) => Promise<LoadedModel>;
  readonly importTokenizers: () => Promise<TokenizerPackage>;
}

/** Whether the files of an archive are those of an ONNX model that reads text. */
export function isTextModel(files: ModelFiles): boolean {
  return files.has('tokenizer.json');
}

/**
 * An ONNX model together with its tokenizer: takes texts, gives embeddings or classes. See `readTextLimits`,
 * `readEmbeddingSettings` and `readClassSettings` for what can be declared.
 *
 * @throws EdgeError as `InferenceBackend.load`
 */
export async function loadTextModel({ files, metadata, ...source }: TextModelSource): Promise<LoadedModel> {
  const config = readTextModelConfig(files);
  const task = textTaskOf(metadata, config.model);
  const limits = readTextLimits(metadata, config);
  const network = files.get(chooseNetworkFile(files, metadata)) ?? new Uint8Array();
  const tokenizer = createTextTokenizer(await loadTokenizerPackage(source.importTokenizers), {
    tokenizer: readJsonObject(files, 'tokenizer.json') ?? {},
    config: config.tokenizer,
  });
  checkMaxTokens(limits, tokenizer);
  const model = await source.loadNetwork(network);
  try {
    const tokenNetwork = createOnnxNetwork(model, { oneByOne: quantizesDynamically(network) });
    const outputs = await measureOutputs(tokenNetwork, tokenizer);
    return createTextModel({
      runtime: model.metadata,
      network: tokenNetwork,
      tokenizer,
      limits: { ...limits, maxTokens: Math.min(limits.maxTokens, tokenNetwork.rowTokens ?? Infinity) },
      head: createTextHead(task, outputs, { metadata, config }),
      memoryBytes: memoryOf(model, files),
      ...(model.lane !== undefined && { lane: model.lane }),
      dispose: () => model.release(),
    });
  } catch (error) {
    await model.release();
    throw error;
  }
}

/** @throws EdgeError INVALID_INPUT when not even one token of a text would be read */
export function checkMaxTokens({ maxTokens }: TextLimits, tokenizer: TextTokenizer): void {
  const specialTokens = tokenizer.encode('').ids.length;
  if (maxTokens > specialTokens) return;
  throw new EdgeError(
    'INVALID_INPUT',
    `metadata.preprocessing.text.maxTokens: expected more than the ${specialTokens} tokens around each text, received ${maxTokens}`,
  );
}

/** What turns the outputs of the network into those of the task. @throws EdgeError INVALID_INPUT or INVALID_MODEL where they do not fit */
export function createTextHead(
  task: 'feature-extraction' | 'text-classification',
  outputs: readonly NetworkOutput[],
  { metadata, config }: { readonly metadata: DeclaredMetadata; readonly config: TextModelConfig },
): ModelHead {
  if (task === 'text-classification') {
    return createClassHead(selectClassSource(outputs), readClassSettings(metadata), config.model);
  }
  const settings = readEmbeddingSettings(metadata, config);
  const source = selectEmbeddingSource(outputs, settings);
  const dense = config.modules?.some((module) => isObject(module) && String(module.type).endsWith('.Dense')) ?? false;
  if (dense && source.rank === 3) {
    throw new EdgeError(
      'INVALID_MODEL',
      'modules.json: the model has a Dense module after the pooling; export it with the output sentence_embedding, which contains it',
    );
  }
  return createEmbeddingHead(source, settings);
}

/** The network and the tokenizer: its vocabulary takes about ten times its file. */
function memoryOf(model: LoadedModel, files: ModelFiles): number {
  const sizeBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const tokenizerBytes = 10 * (files.get('tokenizer.json')?.length ?? 0);
  return Math.max(model.memoryBytes + tokenizerBytes, sizeBytes + tokenizerBytes);
}
