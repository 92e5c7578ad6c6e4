import { isEdgeError, type InferenceEvent, type Json, type ModelVersion } from '@harper-edge/contracts';
import type { Services } from '../services.ts';
import { bigIntsAsText } from '../tensors/big-ints-as-text.ts';
import { confidenceOf } from '../tensors/confidence.ts';
import { formatPrediction } from '../tensors/format-prediction.ts';
import { parseFeatures } from '../tensors/parse-features.ts';

export interface PredictionRequest {
  readonly modelId: string;
  readonly version?: string | undefined;
  readonly features: Readonly<Record<string, unknown>>;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly requestId: string;
  /** Aborted when the deadline passes or the caller leaves. */
  readonly signal?: AbortSignal | undefined;
}

export interface Prediction {
  readonly inferenceId: string;
  readonly prediction: { readonly [output: string]: Json };
  readonly confidence: number | undefined;
  readonly model: ModelVersion;
  readonly latencyMs: number;
  readonly inferMs: number;
}

/**
 * registry.resolve → engine.predict → monitoring.record. The event is stored before the answer goes out, so that feedback
 * always finds it; a store that fails is logged and does not fail the prediction.
 */
export async function predict(services: Services, request: PredictionRequest): Promise<Prediction> {
  const { registry, engine, clock } = services;
  const startMs = clock.monotonicMs();
  const timestamp = clock.nowMs();
  const model = await registry.resolve(request.modelId, request.version);
  const recordOutcome = (outcome: Outcome): Promise<string> =>
    recordEvent(services, {
      request,
      model,
      timestamp,
      outcome: { ...outcome, latencyMs: clock.monotonicMs() - startMs },
    });
  try {
    const { tensors, batched } = parseFeatures(request.features, model.inputs);
    const { outputs, inferMs } = await engine.predict(
      model,
      tensors,
      request.signal === undefined ? {} : { signal: request.signal },
    );
    const prediction = formatPrediction(outputs, { specs: model.outputs, batched });
    const confidence = confidenceOf(outputs);
    const latencyMs = clock.monotonicMs() - startMs;
    const inferenceId = await recordOutcome({ prediction, confidence: confidence ?? null, errorCode: null });
    return { inferenceId, prediction, confidence, model, latencyMs, inferMs };
  } catch (error) {
    await recordOutcome({
      prediction: null,
      confidence: null,
      errorCode: isEdgeError(error) ? error.code : 'INTERNAL',
    });
    throw error;
  }
}

type Outcome = Pick<InferenceEvent, 'prediction' | 'confidence' | 'errorCode'>;

interface Recording {
  readonly request: PredictionRequest;
  readonly model: ModelVersion;
  readonly timestamp: number;
  readonly outcome: Outcome & Pick<InferenceEvent, 'latencyMs'>;
}

async function recordEvent(
  { monitoring, logger, newId }: Services,
  { request, model, timestamp, outcome }: Recording,
): Promise<string> {
  const id = newId();
  try {
    await monitoring.record({
      id,
      timestamp,
      modelId: model.modelId,
      modelVersion: model.version,
      framework: model.framework,
      requestId: request.requestId,
      userId: request.userId ?? null,
      sessionId: request.sessionId ?? null,
      featuresIn: bigIntsAsText(request.features),
      ...outcome,
      actualOutcome: null,
      feedbackTimestamp: null,
      correct: null,
    });
  } catch (error) {
    logger.error('an inference event could not be stored', { inferenceId: id, error });
  }
  return id;
}
