import { Readable } from 'node:stream';
import { EdgeError, isEdgeError, type Abortable, type Rng } from '@harper-edge/contracts';
import { createAddressCheck, createCheckedConnector } from '@harper-edge/model-fetch';
import { Agent, type Dispatcher } from 'undici';

export interface UpstreamRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | null;
  /** Whether it may be tried again; default true. In a chain of proxies only the first does, or the tries multiply. */
  readonly mayRetry?: boolean;
  /** How long its head may take, all tries together, and how long its body may be silent. */
  readonly timeoutMs: number;
  /** Whether it may be on a private network, or this machine. */
  readonly allowPrivate: boolean;
  /** Aborted when the caller leaves. */
  readonly leaving: Abortable;
}

export interface UpstreamReply {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  /** To be read to its end, or iterated and left. @throws EdgeError BAD_GATEWAY, DEADLINE_EXCEEDED */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface UpstreamClient {
  /**
   * One exchange, without following redirects. A request without a body whose verb changes nothing when it is repeated is
   * tried three times where nobody answers, or the answer is 502, 503 or 504 and does not say when to come again.
   *
   * @throws EdgeError BAD_GATEWAY when it does not answer; DEADLINE_EXCEEDED when it is too late; FORBIDDEN when its address
   *   is not public; what `body` throws
   */
  send(request: UpstreamRequest): Promise<UpstreamReply>;
}

const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
const passing = new Set([502, 503, 504]);

/** A body that keeps dripping is cut off. */
const maxBodyMs = 60_000;

/** Connections are kept apart by whether their addresses were checked, so that no tenant uses one that it may not make. */
export function createUpstreamClient({ rng }: { readonly rng: Rng }): UpstreamClient {
  const connections = { keepAliveTimeout: 4_000, connections: 256 };
  const isAllowed = createAddressCheck();
  const checked = new Agent({ ...connections, connect: createCheckedConnector(isAllowed) });
  const unchecked = new Agent({ ...connections, connect: { timeout: 10_000 } });
  return {
    send: async (request) => {
      const tries = maxTriesOf(request);
      const exchange = startExchange(request);
      try {
        for (let tried = 1; ; tried++) {
          const isLast = tried === tries;
          const reply = await attempt(request.allowPrivate ? unchecked : checked, request, exchange.signal).catch(
            (error: unknown) => {
              if (isLast || !isEdgeError(error, 'BAD_GATEWAY')) throw error;
              return undefined;
            },
          );
          if (reply !== undefined && (isLast || !asksForAnother(reply))) return exchange.read(reply);
          if (reply !== undefined) discard(reply);
          await pause(50 * 2 ** tried * (0.5 + rng.next() / 2), exchange.signal);
        }
      } catch (error) {
        exchange.end();
        throw error;
      }
    },
  };
}

const maxTriesOf = ({ method, body, mayRetry = true }: UpstreamRequest): number =>
  mayRetry && body === null && repeatable.has(method) ? 3 : 1;

const asksForAnother = ({ statusCode, headers }: Dispatcher.ResponseData): boolean =>
  passing.has(statusCode) && headers['retry-after'] === undefined;

async function attempt(
  agent: Dispatcher,
  { origin, path, method, headers, body, timeoutMs }: UpstreamRequest,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  try {
    return await agent.request({
      origin,
      path,
      method: method,
      headers,
      body: body === null ? null : Readable.from(body),
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  } catch (error) {
    throw failureOf(error, signal);
  }
}

interface Exchange {
  readonly signal: AbortSignal;
  /** The reply with a body that ends the exchange. */
  read(reply: Dispatcher.ResponseData): UpstreamReply;
  end(): void;
}

/** Ends what is under way when it takes too long, or the caller leaves. */
function startExchange({ timeoutMs, leaving }: UpstreamRequest): Exchange {
  const abort = new AbortController();
  const late = (ms: number, what: string): NodeJS.Timeout =>
    setTimeout(() => {
      abort.abort(new EdgeError('DEADLINE_EXCEEDED', `the upstream ${what} within ${ms} ms`));
    }, ms);
  const leave = (): void => {
    abort.abort(leaving.reason);
  };
  let timer = late(timeoutMs, 'did not answer');
  if (leaving.aborted) leave();
  leaving.addEventListener('abort', leave);
  const end = (): void => {
    clearTimeout(timer);
    leaving.removeEventListener('abort', leave);
  };
  return {
    signal: abort.signal,
    end,
    read: (reply) => {
      clearTimeout(timer);
      timer = late(maxBodyMs, 'did not send its whole answer');
      return { status: reply.statusCode, headers: reply.headers, body: readBody(reply, abort.signal, end) };
    },
  };
}

function readBody(reply: Dispatcher.ResponseData, signal: AbortSignal, end: () => void): AsyncIterable<Uint8Array> {
  // Of a body that is never asked for, or left before its end, the connection is of no more use.
  reply.body.once('close', end);
  reply.body.on('error', () => undefined);
  return {
    [Symbol.asyncIterator]: () => {
      const pieces = reply.body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      return {
        next: () =>
          pieces.next().catch((error: unknown) => {
            throw failureOf(error, signal);
          }),
        return: () => {
          discard(reply);
          end();
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  };
}

/** Ends the connection rather than read what nobody wants. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => undefined);
  body.destroy();
}

function failureOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (isEdgeError(error, 'FORBIDDEN')) {
    const said = "the upstream's address is, or leads to, one that is not public; upstream.allowPrivate can allow it";
    return new EdgeError('FORBIDDEN', said, { cause: error });
  }
  if (isEdgeError(error)) return error;
  const code = codeOf(error);
  if (/TIMEOUT/.test(code))
    return new EdgeError('DEADLINE_EXCEEDED', `the upstream took too long (${code})`, { cause: error });
  return new EdgeError('BAD_GATEWAY', `the upstream did not answer, or broke off (${code})`, { cause: error });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

/** @throws the reason of the abort */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
