import { isEdgeError, type Abortable, type Json, type ModelVersion, type Tensor } from '@harper-edge/contracts';
import type { Inference } from '@harper-edge/inference-engine';
import type { EventFacts } from '@harper-edge/monitoring';
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
  const record = (observed: Observed, prediction: () => Json): Promise<void> | undefined =>
    monitoring.record(makeEvent(request, model, { id: inferenceId, timestamp, ...observed }), () => ({
      featuresIn: request.featuresIn(),
      prediction: prediction(),
    }));
  let inference: Inference;
  try {
    const { outputs, signal, tenant, timeoutMs } = request;
    const deadlineMs = timeoutMs === undefined ? undefined : startMs + timeoutMs;
    inference = await engine.predict(model, request.makeInputs(model), { outputs, signal, tenant, deadlineMs });
  } catch (error) {
    const errorCode = isEdgeError(error) ? error.code : 'INTERNAL';
    const latencyMs = clock.monotonicMs() - startMs;
    // Why it failed is what the caller wants to know, also where that cannot be recorded.
    await record({ latencyMs, confidence: null, errorCode, queueMs: null, batchRows: null }, () => null)?.catch(ignore);
    throw error;
  }
  const confidence = confidenceOf(inference.outputs);
  const latencyMs = clock.monotonicMs() - startMs;
  const { queueMs, batchRows } = inference;
  const written = record({ latencyMs, confidence: confidence ?? null, errorCode: null, queueMs, batchRows }, () =>
    (request.prediction ?? allOutputs)(model, inference.outputs),
  );
  if (written !== undefined) await written;
  return { inferenceId, model, confidence, latencyMs, ...inference };
}

type Observed = Pick<EventFacts, 'latencyMs' | 'queueMs' | 'batchRows' | 'confidence' | 'errorCode'>;

const ignore = (): undefined => undefined;

const allOutputs = (model: ModelVersion, outputs: readonly Tensor[]): Json =>
  formatPrediction(outputs, { specs: model.outputs, batched: true });
