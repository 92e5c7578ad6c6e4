import { ApiError } from './api-error.ts';
import { credentialHeaders, type Credential } from './credential.ts';
import { readFailure } from './read-failure.ts';

export interface ClientOptions {
  /** Of the host, for example `http://localhost:9926`; a path in it stays in front of every path of the API. */
  readonly url: string;
  readonly credential?: Credential | undefined;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
  /** How long a call may take, waiting and retries included. Default 60,000; 0: as long as it takes. */
  readonly timeoutMs?: number;
  /** How often a call that changes nothing when it is repeated is sent again after 429 or 503. Default 2. */
  readonly retries?: number;
  /** A host that asks for a longer wait is not waited for. Default 30,000. */
  readonly maxRetryDelayMs?: number;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** As in the options of the client, for this call. */
  readonly timeoutMs?: number | undefined;
  readonly retries?: number | undefined;
  /** Under which the log of the host then has the call. Default: the host makes one. */
  readonly requestId?: string | undefined;
  /** The revision of a model that a change is meant for: if it has another one by then, the host answers 412. */
  readonly ifRevision?: number | undefined;
}

export interface ClientRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly contentType?: string | undefined;
  readonly body?: BodyInit | undefined;
}

/** Sends a request and reads its answer if that is a success. What goes wrong is an ApiError, or the caller's own reason. */
export type SendRequest = <Answer>(
  request: ClientRequest,
  call: CallOptions,
  read: (response: Response) => Promise<Answer>,
) => Promise<Answer>;

/** Verbs that change nothing more when they are repeated (RFC 9110, 9.2.2). */
const repeatable = new Set(['GET', 'PUT', 'DELETE']);
const firstDelayMs = 250;

/**
 * @throws TypeError when the URL is none of http(s), or holds a credential
 */
export function createSender(options: ClientOptions): SendRequest {
  const { timeoutMs = 60_000, retries = 2, maxRetryDelayMs = 30_000 } = options;
  const base = checkUrl(options.url);
  return async (request, call, read) => {
    const ms = call.timeoutMs ?? timeoutMs;
    const timeout = ms === 0 ? undefined : AbortSignal.timeout(ms);
    const signal = AbortSignal.any([call.signal, timeout].filter((given) => given !== undefined));
    const circumstances = { call, timeout, base, ms };
    const mayRepeat = repeatable.has(request.method) && !(request.body instanceof ReadableStream);
    const most = mayRepeat ? (call.retries ?? retries) : 0;
    for (let repeats = 0; ; repeats++) {
      try {
        const init = initOf(request, call, options);
        const response = await (options.fetch ?? fetch)(base + request.path, { ...init, signal });
        if (!response.ok) throw await readFailure(response);
        return await read(response);
      } catch (error) {
        const failure = asFailure(error, circumstances);
        const delayMs = repeats < most ? delayBefore(failure, repeats) : undefined;
        if (delayMs === undefined || delayMs > maxRetryDelayMs) throw failure;
        await wait(delayMs, signal).catch(() => {
          throw asFailure(failure, circumstances);
        });
      }
    }
  };
}

function initOf(
  { method, contentType, body }: ClientRequest,
  { requestId, ifRevision }: CallOptions,
  { credential, headers = {} }: ClientOptions,
): RequestInit {
  const init: RequestInit = {
    method,
    headers: {
      ...headers,
      ...credentialHeaders(credential),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
      ...(ifRevision === undefined ? {} : { 'if-match': `"${ifRevision}"` }),
    },
    body: body ?? null,
    // The API never redirects, and a credential is for this host alone.
    redirect: 'manual',
  };
  if (!(body instanceof ReadableStream)) return init;
  // A stream is sent only with `duplex`, which the types of browsers do not know yet. Unless there is no window and redirects
  // are errors, Node copies the body to be able to send it again, and so holds all of it (WHATWG Fetch, 4.5, step 3).
  return { ...init, duplex: 'half', redirect: 'error', window: null } as RequestInit;
}

/** How long to wait before the next attempt; `undefined` when another would fail alike. */
function delayBefore(failure: unknown, repeats: number): number | undefined {
  if (!(failure instanceof ApiError) || ![429, 503].includes(failure.status)) return undefined;
  return failure.retryAfterSeconds === undefined ? firstDelayMs * 2 ** repeats : failure.retryAfterSeconds * 1_000;
}

interface Circumstances {
  readonly call: CallOptions;
  readonly timeout: AbortSignal | undefined;
  readonly base: string;
  readonly ms: number;
}

/** What is thrown for what went wrong: the caller's own reason, or an ApiError. */
function asFailure(error: unknown, { call, timeout, base, ms }: Circumstances): unknown {
  if (call.signal?.aborted === true) return call.signal.reason;
  const none = { status: 0, requestId: call.requestId, retryAfterSeconds: undefined, cause: error };
  if (timeout?.aborted === true) return new ApiError(`no answer from ${base} within ${ms} ms`, { ...none, code: 'TIMEOUT' }); // prettier-ignore
  if (error instanceof ApiError) return error;
  if (error instanceof SyntaxError)
    return new ApiError(`${base} did not answer with JSON; is it this API?`, { ...none, code: 'UNEXPECTED_ANSWER' });
  const reason = codeOf(error);
  return new ApiError(`${base} cannot be reached${reason === undefined ? '' : ` (${reason})`}`, { ...none, code: 'UNREACHABLE' }); // prettier-ignore
}

/** What the system calls the failure, such as ECONNREFUSED, or else what `fetch` says of it. */
function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? (error.cause as { code?: unknown; message?: unknown } | undefined) : undefined;
  const told = cause?.code ?? cause?.message;
  return typeof told === 'string' ? told : undefined;
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new TypeError('url: expected http://… or https://…');
  if (url.username !== '' || url.password !== '')
    throw new TypeError('url: expected no user or password in it; give them as credential');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** @throws when the signal says so meanwhile */
async function wait(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
