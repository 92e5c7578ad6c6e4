import {
  isEdgeError,
  type Abortable,
  type InferenceEvent,
  type Json,
  type ModelVersion,
  type Tensor,
} from '@harper-edge/contracts';
import type { Inference } from '@harper-edge/inference-engine';
import type { Services } from '../services.ts';
import { confidenceOf } from '../tensors/confidence.ts';
import { formatPrediction } from '../tensors/format-prediction.ts';
import { makeEvent } from './make-event.ts';

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
  readonly signal?: Abortable | undefined;
  /** From now; DEADLINE_EXCEEDED after it. */
  readonly timeoutMs?: number | undefined;
}

export interface Inferred extends Inference {
  readonly inferenceId: string;
  readonly model: ModelVersion;
  /** Where the model gives class probabilities. */
  readonly confidence: number | undefined;
  readonly latencyMs: number;
}

/** registry.resolve → engine.predict → monitoring.record: the one way to an answer, whichever door the question came through. */
export async function infer(services: Services, request: InferenceRequest): Promise<Inferred> {
  const { registry, engine, clock, monitoring } = services;
  const startMs = clock.monotonicMs();
  const timestamp = clock.nowMs();
  const model = await registry.resolve(request.modelId, request.version);
  const inferenceId = services.newId();
  // Made when it is written.
  const record = (latencyMs: number, outcome: () => Outcome): void => {
    monitoring.record(inferenceId, () =>
      makeEvent(request, model, {
        id: inferenceId,
        timestamp,
        featuresIn: request.featuresIn(),
        latencyMs,
        ...outcome(),
      }),
    );
  };
  try {
    const { outputs, signal, tenant, timeoutMs } = request;
    const deadlineMs = timeoutMs === undefined ? undefined : startMs + timeoutMs;
    const inference = await engine.predict(model, request.makeInputs(model), { outputs, signal, tenant, deadlineMs });
    const confidence = confidenceOf(inference.outputs);
    const latencyMs = clock.monotonicMs() - startMs;
    record(latencyMs, () => ({
      prediction: (request.prediction ?? allOutputs)(model, inference.outputs),
      confidence: confidence ?? null,
      errorCode: null,
    }));
    return { ...inference, inferenceId, model, confidence, latencyMs };
  } catch (error) {
    const errorCode = isEdgeError(error) ? error.code : 'INTERNAL';
    record(clock.monotonicMs() - startMs, () => ({ prediction: null, confidence: null, errorCode }));
    throw error;
  }
}

type Outcome = Pick<InferenceEvent, 'prediction' | 'confidence' | 'errorCode'>;

const allOutputs = (model: ModelVersion, outputs: readonly Tensor[]): Json =>
  formatPrediction(outputs, { specs: model.outputs, batched: true });
