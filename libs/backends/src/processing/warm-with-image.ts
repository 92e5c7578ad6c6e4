import { zeroRow, type LoadedModel, type Tensor } from '@harper-edge/contracts';
import { probeImage } from './probe-image.ts';

/**
 * Runs a model that takes images as `image` once, on a picture of one pixel and zeros for its other inputs: a row of zeros
 * alone holds no picture. A model that fails on it stays as it was.
 */
export async function warmWithImage(model: LoadedModel): Promise<LoadedModel> {
  const inputs = zeroRow(model.metadata.inputs).map((tensor): Tensor => {
    const { name, datatype, data } = tensor;
    return name === 'image' && datatype === 'BYTES' ? { ...tensor, data: data.map(() => probeImage) } : tensor;
  });
  return model.run(inputs).then(
    () => ({ ...model, isWarm: true }),
    () => model,
  );
}
