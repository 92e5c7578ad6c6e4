import { EdgeError, isEdgeError } from '@harper-edge/contracts';
import {
  createClassHead,
  readClassSettings,
  selectClassSource,
  type ModelHead,
  type ModelValues,
} from '../../onnx-text/index.ts';
import { declaredMembers } from '../../declared-values.ts';
import { guardRuns } from '../../guard-runs.ts';
import { failureReason } from '../../onnx/failure-reason.ts';
import { probeImage } from '../../processing/index.ts';
import { valuesOf } from '../runtime-network.ts';
import { imageBytesOf } from './image-bytes.ts';
import type { OpenedModel, TransformersTask } from './transformers-task.ts';

/** Images to classes. One image runs at a time: more in a batch gain nothing on a CPU, and take memory. */
export const imageTask: TransformersTask = {
  pipeline: 'image-classification',
  files: ['preprocessor_config.json'],
  open: async (model) => {
    // The archive's own image processor decides.
    declaredMembers(model.metadata.preprocessing, 'preprocessing', []);
    const head = createClassHead(await measureClasses(model), readClassSettings(model.metadata), model.config.model);
    return guardRuns({
      ...model.memory,
      metadata: {
        ...model.facts,
        inputs: [{ name: 'image', datatype: 'BYTES', shape: [-1] }],
        outputs: head.outputs,
      },
      independentRows: true,
      // It has seen the probe.
      isWarm: true,
      compute: async (inputs) => {
        const images = inputs.flatMap((input) => (input.datatype === 'BYTES' ? input.data : []));
        const decoded = images.map((image, index) => imageBytesOf(image, `input "image", element ${index}`));
        const rows: Float32Array[] = [];
        for (const [index, bytes] of decoded.entries()) rows.push(await classify(model, head, { bytes, index }));
        return head.collect(rows);
      },
    });
  },
};

async function measureClasses(model: OpenedModel) {
  let outputs: ReadonlyMap<string, ModelValues>;
  try {
    outputs = await computeImage(model, probeImage);
  } catch (cause) {
    throw new EdgeError('INVALID_MODEL', `the model does not run on images: ${failureReason(cause)}`, { cause });
  }
  return selectClassSource(
    Array.from(outputs, ([name, { shape }]) => ({ name, rank: shape.length, width: shape.at(-1) ?? 0 })),
  );
}

async function classify(
  model: OpenedModel,
  head: ModelHead,
  { bytes, index }: { readonly bytes: Uint8Array; readonly index: number },
): Promise<Float32Array> {
  try {
    const outputs = await computeImage(model, bytes);
    return head.row(outputs.get(head.source)?.data ?? new Float32Array(), 1);
  } catch (cause) {
    if (!isEdgeError(cause)) throw cause;
    throw new EdgeError(cause.code, `input "image", element ${index}: ${cause.message}`, { cause });
  }
}

async function computeImage(
  { runtime, pipeline }: OpenedModel,
  bytes: Uint8Array,
): Promise<ReadonlyMap<string, ModelValues>> {
  if (pipeline.processor === undefined || pipeline.processor === null) {
    throw new EdgeError('INVALID_MODEL', 'expected a model with an image processor');
  }
  const image = await runtime.RawImage.fromBlob(new Blob([Uint8Array.from(bytes)])).catch((cause: unknown) => {
    throw new EdgeError('INVALID_INPUT', `the image cannot be read: ${failureReason(cause)}`, { cause });
  });
  const { pixel_values } = await pipeline.processor([image]);
  return valuesOf(await pipeline.model({ pixel_values }));
}
