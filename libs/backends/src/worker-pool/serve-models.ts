import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { isEdgeError, type Framework, type InferenceBackend } from '@harper-edge/contracts';
import { createAnswers } from './answer-requests.ts';
import { createFrameReader, writeFrame, type Frame } from './frames.ts';
import { createIncomingArtifacts } from './incoming-artifacts.ts';
import type { Message, Request, WireError } from './worker-protocol.ts';

export interface ServeModelsOptions {
  readonly channel: Duplex;
  /** @throws EdgeError NOT_INSTALLED */
  readonly backendFor: (framework: Framework) => Promise<InferenceBackend>;
  readonly monotonicMs: () => number;
  /** Called some time after a model was loaded or released, when much memory may be free. */
  readonly collectGarbage?: (() => void) | undefined;
}

const garbageDelayMs = 250;

/** The worker's side of the pool: loads and runs models as it is told, until the channel ends. */
export function serveModels({ channel, backendFor, monotonicMs, collectGarbage }: ServeModelsOptions): void {
  const artifacts = createIncomingArtifacts();
  let garbageTimer: NodeJS.Timeout | undefined;
  const onMemoryChange = (): void => {
    clearTimeout(garbageTimer);
    if (collectGarbage !== undefined) garbageTimer = setTimeout(collectGarbage, garbageDelayMs);
  };
  const answers = createAnswers({ artifacts, backendFor, monotonicMs, onMemoryChange });

  const answer = async (request: Request, frame: Frame): Promise<void> => {
    try {
      const { header, parts } = await answers[request.op](request as never, frame);
      writeFrame(channel, { id: request.id, ...header }, parts);
    } catch (error) {
      writeFrame(channel, { id: request.id, error: toWire(error) });
    }
  };
  const read = createFrameReader((frame) => {
    const message = frame.header as unknown as Message | Request;
    if (message.op === 'piece') artifacts.add(message.artifact, frame.payload);
    else if (message.op === 'discard') artifacts.discard(message.artifact);
    else void answer(message, frame);
  });
  channel.on('data', read);
}

function toWire(error: unknown): WireError {
  if (!isEdgeError(error)) {
    return { code: 'MODEL_FAILED', message: 'the model failed on valid input', facts: {}, cause: describe(error) };
  }
  return { code: error.code, message: error.message, facts: plain(error.facts), cause: describe(error.cause) };
}

/** Also of what is thrown and no Error. */
function describe(cause: unknown): string {
  if (cause instanceof Error) return cause.stack ?? cause.message;
  return cause === undefined ? '' : inspect(cause);
}

/** Facts that are no JSON are left behind. */
const plain = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => ['string', 'number', 'boolean'].includes(typeof fact)));
