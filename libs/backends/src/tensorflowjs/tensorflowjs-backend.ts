import { type DeclaredMetadata, type InferenceBackend, type LoadedModel } from '@harper-edge/contracts';
import { readModelFiles } from '../model-files/index.ts';
import { guardRuns } from '../guard-runs.ts';
import { declaredText } from '../declared-values.ts';
import { readArtifact } from '../read-artifact.ts';
import { applyProcessing, importSharp, parseSettings, type Sharp } from '../processing/index.ts';
import { readModelJson } from './model-json.ts';
import { openGraphModel } from './open-graph-model.ts';
import { openLayersModel } from './open-layers-model.ts';
import { readWeights } from './read-weights.ts';
import { chooseSentenceSettings, withSentenceInput } from './sentence-input.ts';
import { importTfjsRuntime, type TfjsRuntime } from './tfjs-runtime.ts';

export interface TensorflowjsBackendOptions {
  /** The name it goes by. Default `tensorflowjs`; both names run the same files. */
  readonly framework?: 'tensorflowjs' | 'tensorflow';
  /** Default: tfjs-node where it starts, else WebAssembly, else plain JavaScript; one for the whole process. */
  readonly importRuntime?: () => Promise<TfjsRuntime>;
  /** Default: the package sharp, imported when the first model that takes images is loaded. */
  readonly importSharp?: () => Promise<Sharp>;
}

/**
 * Runs TensorFlow.js graph models and layers models from a zip or tar archive with model.json and its weight files. `run`
 * holds the event loop while it computes; all models share one engine, and with it one `lane`.
 *
 * Declared metadata: `file` names model.json where it is called otherwise; `preprocessing.text` and `preprocessing.image`
 * and `postprocessing` as `parseSettings` reads them. An archive with vocab.json and the inputs of Universal Sentence Encoder
 * takes texts without a declaration.
 *
 * @example
 * const model = await createTensorflowjsBackend().load({ path: 'mobilenet.zip' });
 * await model.run([{ name: 'input_1', datatype: 'FP32', shape: [1, 224, 224, 3], data }]);
 */
export function createTensorflowjsBackend({
  framework = 'tensorflowjs',
  importRuntime = importTfjsRuntime,
  importSharp: importImages = importSharp,
}: TensorflowjsBackendOptions = {}): InferenceBackend {
  return {
    framework,
    load: async (artifact, { metadata = {} } = {}) => {
      const settings = parseSettings(metadata);
      const bytes = await readArtifact(artifact);
      const files = readModelFiles(bytes);
      const opened = await openModel(files, { metadata, sizeBytes: bytes.length, importRuntime });
      const model = await releasedOnFailure(opened, () => {
        const text = chooseSentenceSettings(settings.text, opened, files);
        return text === undefined ? opened : withSentenceInput(opened, text, files);
      });
      return applyProcessing(model, { settings, files, importSharp: importImages });
    },
  };
}

interface ModelSource {
  readonly metadata: DeclaredMetadata;
  /** Of the artifact. */
  readonly sizeBytes: number;
  readonly importRuntime: () => Promise<TfjsRuntime>;
}

async function openModel(
  files: ReadonlyMap<string, Uint8Array>,
  { metadata, sizeBytes, importRuntime }: ModelSource,
): Promise<LoadedModel> {
  const json = readModelJson(files, declaredText(metadata.file, 'file'));
  const weights = readWeights(json, files);
  const runtime = await importRuntime();
  const open = json.kind === 'graph' ? openGraphModel : openLayersModel;
  const { inputs, outputs, compute, dispose } = await open(runtime.tf, json, weights);
  return guardRuns({
    metadata: { platform: `tensorflowjs_${json.kind}model`, runtime: runtime.name, inputs, outputs },
    memoryBytes: Math.max(sizeBytes, weights.sizeBytes + (files.get(json.name)?.length ?? 0)),
    lane: runtime,
    compute: async (given) => compute(given),
    dispose: () => {
      dispose();
      return Promise.resolve();
    },
  });
}

async function releasedOnFailure(model: LoadedModel, wrap: () => LoadedModel): Promise<LoadedModel> {
  try {
    return wrap();
  } catch (error) {
    await model.release();
    throw error;
  }
}
