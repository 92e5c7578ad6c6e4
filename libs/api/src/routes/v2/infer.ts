import { checkOutputs, EdgeError, type Tensor } from '@harper-edge/contracts';
import { z } from 'zod';
import { compressReply } from '../../http/compress-reply.ts';
import type { ApiRequest } from '../../http/exchange.ts';
import { readBody } from '../../http/read-body.ts';
import { route, type Caller } from '../../http/route.ts';
import { serverTiming } from '../../http/server-timing.ts';
import type { Services } from '../../services.ts';
import { infer } from '../../use-cases/infer.ts';
import { inferReply } from '../../v2/infer-reply.ts';
import { inferMessage, parseInferRequest } from '../../v2/infer-request.ts';
import { keptInputs } from '../../v2/kept-inputs.ts';
import { makeInputs } from '../../v2/make-inputs.ts';
import { modelPath, versionPath, type ModelParams } from './model-path.ts';

const output = z.object({
  name: z.string(),
  shape: z.array(z.number()),
  datatype: z.string(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  data: z.array(z.unknown()).optional().meta({ description: 'Flat, row-major.' }),
});

const inferRoute = {
  method: 'POST',
  summary: 'Ask a model for a prediction, in JSON or with the binary tensor data extension',
  tag: 'open inference protocol',
  rawBody: { contentType: 'application/json', schema: inferMessage },
  answer: z.object({
    model_name: z.string(),
    model_version: z.string(),
    id: z.string().optional(),
    parameters: z.object({ inference_id: z.string() }).meta({ description: 'For POST /feedback.' }),
    outputs: z.array(output),
  }),
  errors: [
    'NOT_FOUND',
    'TOO_LARGE',
    'UNSUPPORTED_MEDIA_TYPE',
    'MODEL_FAILED',
    'NOT_INSTALLED',
    'UNAVAILABLE',
    'DEADLINE_EXCEEDED',
  ],
  handle: async (asked: Asked) => {
    const { services, request, requestId, caller, params, headers } = asked;
    const startMs = services.clock.monotonicMs();
    checkContentType(request);
    const body = await readBody(request, services.limits.maxBodyBytes);
    const message = parseInferRequest(body, request.headers.get('inference-header-content-length'));
    let inputs: readonly Tensor[] = [];
    const made = await infer(services, {
      modelId: params.model,
      version: params.version,
      makeInputs: (resolved) => {
        checkOutputs(message.outputs ?? [], resolved.outputs);
        return (inputs = makeInputs(message, resolved.inputs));
      },
      outputs: message.outputs,
      featuresIn: () => keptInputs(inputs),
      requestId,
      tenant: caller?.name,
      signal: request.leaving ?? request.signal,
      timeoutMs: message.timeoutMs,
    });
    const { model, inferenceId } = made;
    const names = message.outputs ?? model.outputs.map(({ name }) => name);
    const answer = {
      modelName: model.modelId,
      modelVersion: model.version,
      id: message.id,
      inferenceId,
      outputs: names.flatMap((name) => made.outputs.find((tensor) => tensor.name === name) ?? []),
    };
    const reply = await compressReply(inferReply(answer, message.wantsBinary), request);
    const totalMs = services.clock.monotonicMs() - startMs;
    headers['server-timing'] = serverTiming(made, { authMs: request.authMs ?? 0, totalMs });
    return reply;
  },
} as const;

interface Asked {
  readonly services: Services;
  readonly request: ApiRequest;
  readonly requestId: string;
  readonly caller: Caller | undefined;
  readonly params: ModelParams;
  readonly headers: Record<string, string>;
}

/** Clients that send binary data may name no type at all. */
function checkContentType({ headers }: ApiRequest): void {
  const contentType = headers.get('content-type') ?? 'application/octet-stream';
  if (/^application\/(([a-z.-]+\+)?json|octet-stream)\s*(;|$)/i.test(contentType)) return;
  throw new EdgeError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Content-Type: expected application/json or application/octet-stream, received "${contentType.slice(0, 80)}"`,
  );
}

export const inferRoutes = [
  route({ ...inferRoute, ...modelPath, path: `${modelPath.path}/infer` }),
  route({ ...inferRoute, ...versionPath, path: `${versionPath.path}/infer` }),
];
