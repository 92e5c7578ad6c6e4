import type { Json } from '@harper-edge/contracts';
import type { Services } from '../services.ts';
import { bigIntsAsText } from '../tensors/big-ints-as-text.ts';
import { formatPrediction } from '../tensors/format-prediction.ts';
import { parseFeatures } from '../tensors/parse-features.ts';
import { infer, type Inferred, type InferenceRequest } from './infer.ts';

export type PredictionRequest = Omit<InferenceRequest, 'makeInputs' | 'featuresIn' | 'prediction' | 'outputs'>;

export interface Prediction extends Inferred {
  readonly prediction: { readonly [output: string]: Json };
}

/** An inference asked and answered in plain JSON. */
export async function predict(
  services: Services,
  features: Readonly<Record<string, unknown>>,
  request: PredictionRequest,
): Promise<Prediction> {
  let batched = true;
  let prediction: { readonly [output: string]: Json } = {};
  const inferred = await infer(services, {
    makeInputs: (model) => {
      const parsed = parseFeatures(features, model.inputs);
      batched = parsed.batched;
      return parsed.tensors;
    },
    featuresIn: () => bigIntsAsText(features),
    prediction: () => prediction,
    ...request,
  });
  prediction = formatPrediction(inferred.outputs, { specs: inferred.model.outputs, batched });
  return { prediction, ...inferred };
}
