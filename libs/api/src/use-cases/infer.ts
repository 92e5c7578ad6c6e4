import { isEdgeError, type InferenceEvent, type Json, type ModelVersion, type Tensor } from '@harper-edge/contracts';
import type { Inference } from '@harper-edge/inference-engine';
import { given } from '../http/given.ts';
import type { Services } from '../services.ts';
import { confidenceOf } from '../tensors/confidence.ts';
import { formatPrediction } from '../tensors/format-prediction.ts';

export interface InferenceRequest {
  readonly modelId: string;
  readonly version?: string | undefined;
  /** The input tensors, once it is known which model they are for. What it throws fails the request, and is recorded. */
  readonly makeInputs: (model: ModelVersion) => readonly Tensor[];
  /** Names of the outputs wanted; default all. */
  readonly outputs?: readonly string[] | undefined;
  /** What the event keeps of the inputs; called after the answer. */
  readonly featuresIn: () => Json;
  /** What the event keeps of the answer; called after it. Default: every output by its name. */
  readonly prediction?: (model: ModelVersion, outputs: readonly Tensor[]) => Json;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly requestId: string;
  /** Whose turn this request takes in the queue. */
  readonly tenant?: string | undefined;
  /** Aborted when the caller leaves. */
  readonly signal?: AbortSignal | undefined;
  /** From now; DEADLINE_EXCEEDED after it. */
  readonly timeoutMs?: number | undefined;
}

export interface Inferred extends Inference {
  readonly inferenceId: string;
  readonly model: ModelVersion;
  readonly latencyMs: number;
}

/** registry.resolve → engine.predict → monitoring.record: the one way to an answer, whichever door the question came through. */
export async function infer(services: Services, request: InferenceRequest): Promise<Inferred> {
  const { registry, engine, clock, monitoring, newId } = services;
  const startMs = clock.monotonicMs();
  const timestamp = clock.nowMs();
  const model = await registry.resolve(request.modelId, request.version);
  const inferenceId = newId();
  const recordOutcome = (outcome: () => Outcome): void => {
    const latencyMs = clock.monotonicMs() - startMs;
    monitoring.record(inferenceId, () => ({
      id: inferenceId,
      timestamp,
      modelId: model.modelId,
      modelVersion: model.version,
      framework: model.framework,
      requestId: request.requestId,
      userId: request.userId ?? null,
      sessionId: request.sessionId ?? null,
      featuresIn: request.featuresIn(),
      latencyMs,
      ...outcome(),
      actualOutcome: null,
      feedbackTimestamp: null,
      correct: null,
    }));
  };
  try {
    const { outputs, signal, tenant, timeoutMs } = request;
    const deadlineMs = timeoutMs === undefined ? undefined : startMs + timeoutMs;
    const inference = await engine.predict(
      model,
      request.makeInputs(model),
      given({ outputs, signal, tenant, deadlineMs }),
    );
    recordOutcome(() => ({
      prediction: (request.prediction ?? allOutputs)(model, inference.outputs),
      confidence: confidenceOf(inference.outputs) ?? null,
      errorCode: null,
    }));
    return { ...inference, inferenceId, model, latencyMs: clock.monotonicMs() - startMs };
  } catch (error) {
    const errorCode = isEdgeError(error) ? error.code : 'INTERNAL';
    recordOutcome(() => ({ prediction: null, confidence: null, errorCode }));
    throw error;
  }
}

type Outcome = Pick<InferenceEvent, 'prediction' | 'confidence' | 'errorCode'>;

const allOutputs = (model: ModelVersion, outputs: readonly Tensor[]): Json =>
  formatPrediction(outputs, { specs: model.outputs, batched: true });
