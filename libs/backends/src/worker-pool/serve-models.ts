import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import {
  EdgeError,
  isEdgeError,
  type Framework,
  type InferenceBackend,
  type LoadedModel,
} from '@harper-edge/contracts';
import { createIncomingArtifacts } from './incoming-artifacts.ts';
import { createFrameReader, writeFrame, type Frame } from './frames.ts';
import { packTensors, unpackTensors } from './tensor-payload.ts';
import type { Request, WireError } from './worker-protocol.ts';

export interface ServeModelsOptions {
  readonly channel: Duplex;
  /** @throws EdgeError NOT_INSTALLED */
  readonly backendFor: (framework: Framework) => Promise<InferenceBackend>;
  readonly monotonicMs: () => number;
  /** Called some time after a model was loaded or released, when much memory may be free. */
  readonly collectGarbage?: (() => void) | undefined;
}

interface Reply {
  readonly header: object;
  readonly parts?: readonly Uint8Array[];
}

const garbageDelayMs = 250;

/** The worker's side of the pool: loads and runs models as it is told, until the channel ends. */
export function serveModels({ channel, backendFor, monotonicMs, collectGarbage }: ServeModelsOptions): void {
  const models = new Map<number, LoadedModel>();
  const artifacts = createIncomingArtifacts();
  let garbageTimer: NodeJS.Timeout | undefined;
  const collectLater = (): void => {
    clearTimeout(garbageTimer);
    if (collectGarbage !== undefined) garbageTimer = setTimeout(collectGarbage, garbageDelayMs);
  };

  const find = (id: number): LoadedModel => {
    const model = models.get(id);
    if (model === undefined) throw new EdgeError('UNAVAILABLE', 'the model was released; load it again');
    return model;
  };

  const answers: {
    readonly [Op in Request['op']]: (request: Extract<Request, { op: Op }>, frame: Frame) => Promise<Reply>;
  } = {
    receive: ({ id, sizeBytes }) => {
      artifacts.open(id, sizeBytes);
      return Promise.resolve({ header: {} });
    },
    piece: ({ artifact }, { payload }) => {
      artifacts.add(artifact, payload);
      return Promise.resolve({ header: {} });
    },
    discard: ({ artifact }) => {
      artifacts.take(artifact);
      return Promise.resolve({ header: {} });
    },
    load: async ({ id, artifact, framework, metadata }) => {
      const bytes = artifacts.take(artifact);
      const backend = await backendFor(framework);
      const model = await backend.load({ bytes }, { metadata });
      models.set(id, model);
      collectLater();
      const { metadata: facts, independentRows, isWarm, memoryBytes, tokens } = model;
      return { header: { metadata: facts, memoryBytes, independentRows, isWarm, hasTokens: tokens !== undefined } };
    },
    run: async ({ model, heads, outputs }, { payload }) => {
      const inputs = unpackTensors(heads, payload);
      const startMs = monotonicMs();
      const answered = await find(model).run(inputs, outputs === undefined ? {} : { outputs });
      const computeMs = monotonicMs() - startMs;
      const { heads: answerHeads, parts } = packTensors(answered);
      return { header: { heads: answerHeads, computeMs }, parts };
    },
    countTokens: async ({ model, texts }) => ({ header: { counts: await tokensOf(find(model)).count(texts) } }),
    decodeTokens: async ({ model, ids }) => ({ header: { texts: await tokensOf(find(model)).decode(ids) } }),
    release: async ({ model }) => {
      const released = models.get(model);
      models.delete(model);
      await released?.release();
      collectLater();
      return { header: {} };
    },
  };

  const answer = async (frame: Frame): Promise<void> => {
    const request = frame.header as unknown as Request;
    try {
      const { header, parts } = await answers[request.op](request as never, frame);
      writeFrame(channel, { ...header, id: request.id }, parts);
    } catch (error) {
      writeFrame(channel, { id: request.id, error: toWire(error) });
    }
  };
  channel.on(
    'data',
    createFrameReader((frame) => void answer(frame)),
  );
}

function tokensOf({ tokens }: LoadedModel) {
  if (tokens === undefined) throw new EdgeError('INVALID_INPUT', 'this model reads no text');
  return tokens;
}

function toWire(error: unknown): WireError {
  if (isEdgeError(error))
    return { code: error.code, message: error.message, facts: plain(error.facts), cause: describe(error.cause) };
  return { code: 'MODEL_FAILED', message: 'the model failed on valid input', facts: {}, cause: describe(error) };
}

/** Also of what is thrown and no Error. */
function describe(cause: unknown): string {
  if (cause instanceof Error) return cause.stack ?? cause.message;
  return cause === undefined ? '' : inspect(cause);
}

/** Facts that are no JSON are left behind. */
const plain = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => ['string', 'number', 'boolean'].includes(typeof fact)));
