import { EdgeError, parseId } from '@harper-edge/contracts';
import { z } from 'zod';

export const modelName = z.string().meta({ description: 'modelId, or modelId:version.', example: 'minilm' });

/** @throws EdgeError INVALID_INPUT, naming `model` */
export function parseModelName(name: string): { readonly modelId: string; readonly version?: string } {
  const [modelId = '', ...rest] = name.split(':');
  try {
    if (rest.length === 0) return { modelId: parseId(modelId, 'model') };
    return { modelId: parseId(modelId, 'model'), version: parseId(rest.join(':'), "the model's version") };
  } catch (cause) {
    const message = `model: expected modelId or modelId:version, received ${JSON.stringify(name.slice(0, 80))}`;
    throw new EdgeError('INVALID_INPUT', message, { cause, param: 'model' });
  }
}
