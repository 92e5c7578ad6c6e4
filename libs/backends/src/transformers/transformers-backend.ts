import { memoryUsage as processMemoryUsage } from 'node:process';
import { EdgeError, type DeclaredMetadata, type InferenceBackend, type LoadedModel } from '@harper-edge/contracts';
import { readModelFiles } from '../model-files/index.ts';
import { chooseNetworkFile, quantizesDynamically, readTextModelConfig } from '../onnx-text/index.ts';
import { estimateMemory } from '../onnx/estimate-memory.ts';
import { prepareModel } from '../onnx/prepare-model.ts';
import { readArtifact } from '../read-artifact.ts';
import { sessionOptions } from '../onnx/session-options.ts';
import { loadFailure } from './load-failure.ts';
import { memoryHubOf, type HubFiles } from './memory-hub.ts';
import { parseNetworkFile } from './network-file.ts';
import { chooseTask } from './tasks/index.ts';
import {
  importTransformersRuntime,
  loadTransformersRuntime,
  type TransformersRuntime,
} from './transformers-runtime.ts';

export interface TransformersBackendOptions {
  /** Threads one run may use inside an operator, at least 1. Default 1, as in the onnx backend. */
  readonly intraOpThreads?: number;
  /** Default: the package @huggingface/transformers, imported when the first model is loaded. */
  readonly importRuntime?: () => Promise<TransformersRuntime>;
  /** Resident set size of this process in bytes. Default: measured. */
  readonly memoryUsage?: () => { readonly rss: number };
}

/**
 * Runs models of the Hugging Face hub, packed as an archive, with Transformers.js on onnxruntime-node: their tokenizers and
 * image processors are part of the model. Declared as `taskType`: `feature-extraction`, `text-classification`,
 * `zero-shot-classification` or `image-classification`; the first two and the last are also told by `config.json`.
 *
 * Nothing is fetched: see `memoryHubOf` for the settings of the package that hold for the whole process. `load` and `run`
 * hold the event loop while they compute.
 *
 * @throws EdgeError INVALID_INPUT when `intraOpThreads` is not a whole number from 1.
 * @example
 * const model = await createTransformersBackend().load({ path: 'all-MiniLM-L6-v2.zip' });
 * await model.run([{ name: 'text', datatype: 'BYTES', shape: [1], data: ['two person tent'] }]);
 */
export function createTransformersBackend({
  intraOpThreads = 1,
  importRuntime = importTransformersRuntime,
  memoryUsage = processMemoryUsage,
}: TransformersBackendOptions = {}): InferenceBackend {
  const options = sessionOptions(intraOpThreads);
  // Every run computes on the thread that asked for it.
  const lane = {};

  const open = async (runtime: TransformersRuntime, artifact: CheckedArtifact): Promise<LoadedModel> => {
    const before = memoryUsage().rss;
    const pipeline = await memoryHubOf(runtime)
      .lend(artifact.files, (id) =>
        runtime.pipeline(artifact.task.pipeline, id, {
          device: 'cpu',
          ...parseNetworkFile(artifact.networkFile),
          local_files_only: true,
          // Whatever config.json says: a file that is then missing would end the process, by a rejection nobody handles.
          use_external_data_format: false,
          session_options: options,
        }),
      )
      .catch((cause: unknown) => {
        throw loadFailure(cause);
      });
    try {
      return await artifact.task.open({
        ...artifact,
        runtime,
        pipeline,
        facts: { platform: 'transformersjs_onnx', runtime: `transformers.js ${runtime.env.version}` },
        memory: {
          memoryBytes: estimateMemory(memoryUsage().rss - before, artifact.sizeBytes),
          lane,
          dispose: async () => {
            await pipeline.dispose();
          },
        },
      });
    } catch (error) {
      await pipeline.dispose();
      throw error;
    }
  };

  let lastLoad: Promise<unknown> = Promise.resolve();
  return {
    framework: 'transformers',
    load: async (artifact, { metadata = {} } = {}) => {
      const runtime = await loadTransformersRuntime(importRuntime);
      const checked = checkArtifact(await readArtifact(artifact), metadata);
      // One after the other, so that each growth of memory is counted for one model only.
      const loading = lastLoad.then(() => open(runtime, checked));
      lastLoad = loading.catch(() => undefined);
      return loading;
    },
  };
}

type CheckedArtifact = ReturnType<typeof checkArtifact>;

/** @throws EdgeError INVALID_MODEL or INVALID_INPUT where the package itself would fail later, or reach for other files */
function checkArtifact(bytes: Uint8Array, metadata: DeclaredMetadata) {
  const packed = readModelFiles(bytes);
  if (!packed.has('config.json')) throw lacks('config.json');
  const config = readTextModelConfig(packed);
  const task = chooseTask(metadata, config.model);
  const missing = task.files.find((name) => !packed.has(name));
  if (missing !== undefined) throw lacks(missing);
  const networkFile = chooseNetworkFile(packed, metadata);
  const network = packed.get(networkFile) ?? new Uint8Array();
  prepareModel(network);
  // The package takes a tokenizer without this file for none at all.
  const withoutConfig = packed.has('tokenizer.json') && !packed.has('tokenizer_config.json');
  const files: HubFiles = withoutConfig ? new Map([...packed, ['tokenizer_config.json', Buffer.from('{}')]]) : packed;
  return {
    files,
    networkFile,
    config,
    metadata,
    task,
    oneByOne: quantizesDynamically(network),
    sizeBytes: bytes.length,
  };
}

function lacks(file: string): EdgeError {
  return new EdgeError(
    'INVALID_MODEL',
    `expected a zip or tar archive with config.json, the files of the model's tokenizer or image processor and an .onnx file; ${file} is missing`,
  );
}
