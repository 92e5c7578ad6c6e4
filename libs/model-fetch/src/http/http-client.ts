import { EdgeError, type Clock } from '@harper-edge/contracts';
import { Agent, type Dispatcher } from 'undici';
import type { AddressCheck } from './address-check.ts';
import { createCheckedConnector, type Resolve } from './checked-connector.ts';
import { connectionFailure, failureOf } from './failures.ts';
import { parseTarget } from './parse-target.ts';
import type { RateLimit } from './rate-limit.ts';
import { parseRetryAfter } from './retry-after.ts';

export interface HttpRequest {
  /** Default GET. */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `Authorization` to the origin that is asked first, and to no other that it redirects to. */
  readonly authorization?: string | undefined;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly limit?: RateLimit | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** Of the first answer, before any redirect. */
  firstHeader(name: string): string | undefined;
  /** The host that answered, for messages. */
  readonly who: string;
  /** Must be read to its end, or iterated and left, or `discard`ed. */
  readonly content: AsyncIterable<Uint8Array>;
  discard(): void;
}

export interface HttpClient {
  /**
   * Asks, and follows redirects where each leads to an allowed address.
   * @throws EdgeError FORBIDDEN for targets that are not allowed, NOT_FOUND, UNAVAILABLE (with `retryAfterMs` where the other
   *   side said so), INVALID_INPUT: every status but 200 and 206, and 416 when a range was asked for.
   */
  request(url: string, request?: HttpRequest): Promise<HttpAnswer>;
  /** Asks once and tells the status, whatever it is; redirects are not followed. @throws EdgeError as `request` */
  send(
    url: string,
    request: HttpRequest,
  ): Promise<{ readonly status: number; readonly retryAfterMs: number | undefined }>;
  close(): Promise<void>;
}

export interface HttpClientOptions {
  readonly clock: Clock;
  readonly isAllowed: AddressCheck;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve | undefined;
  /** Longest silence while an answer comes. Milliseconds, default 30,000. */
  readonly silenceMs?: number;
}

const maxRedirects = 10;
const redirects = new Set([301, 302, 303, 307, 308]);

/** Asks other servers, but none that the address check refuses. */
export function createHttpClient({ clock, isAllowed, resolve, silenceMs = 30_000 }: HttpClientOptions): HttpClient {
  const agent = new Agent({
    connect: createCheckedConnector(isAllowed, resolve),
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
  });

  const ask = createAsk(agent);
  return {
    request: async (address, request = {}) => {
      const start = parseTarget(address);
      let url = start;
      let first: Headers | undefined;
      const seen = new Set<string>();
      for (;;) {
        if (seen.has(url.href)) throw new EdgeError('INVALID_INPUT', `${start.host} redirects in a circle`);
        if (seen.size > maxRedirects)
          throw new EdgeError('INVALID_INPUT', `${start.host} redirects more than ${maxRedirects} times`);
        seen.add(url.href);
        const { authorization, ...rest } = request;
        const answer = await ask(url, url.origin === start.origin ? request : rest);
        first ??= answer.headers;
        if (!redirects.has(answer.statusCode)) {
          return checked(answer, { url, first, request, nowMs: clock.nowMs() });
        }
        discard(answer);
        url = nextTarget(url, textOf(answer.headers['location']));
      }
    },
    send: async (address, request) => {
      const answer = await ask(parseTarget(address), request);
      discard(answer);
      return {
        status: answer.statusCode,
        retryAfterMs: parseRetryAfter(textOf(answer.headers['retry-after']), clock.nowMs()),
      };
    },
    close: () => agent.destroy(),
  };
}

type Ask = (url: URL, request: HttpRequest) => Promise<Dispatcher.ResponseData>;

/** One request and the head of its answer. */
const createAsk =
  (agent: Dispatcher): Ask =>
  async (url, { signal, body, method = 'GET', ...request }) => {
    await request.limit?.take(signal);
    const { authorization } = request;
    const headers = {
      'user-agent': 'harper-edge-ai',
      'accept-encoding': 'identity',
      ...request.headers,
      ...(authorization !== undefined && { authorization }),
    };
    try {
      const { origin, pathname, search } = url;
      const asked = { origin, path: `${pathname}${search}`, method, headers, body: body ?? null };
      return await agent.request(signal ? { ...asked, signal } : asked);
    } catch (error) {
      throw connectionFailure(error, url.host, signal);
    }
  };

type Headers = Dispatcher.ResponseData['headers'];

const textOf = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

function nextTarget(from: URL, location: string | undefined): URL {
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw new EdgeError('INVALID_INPUT', `${from.host} redirects, but does not say where to`);
  }
  const next = new URL(location, from.href);
  if (next.protocol !== 'http:' && next.protocol !== 'https:') {
    throw new EdgeError('FORBIDDEN', `${from.host} redirects to a ${next.protocol} address, which is refused`);
  }
  if (from.protocol === 'https:' && next.protocol === 'http:') {
    throw new EdgeError('FORBIDDEN', `${from.host} redirects from https to http, which is refused`);
  }
  // Not sent in any case, and no part of what the answer is.
  next.hash = '';
  next.username = '';
  next.password = '';
  return next;
}

interface Asked {
  readonly url: URL;
  readonly first: Headers;
  readonly request: HttpRequest;
  readonly nowMs: number;
}

function checked(answer: Dispatcher.ResponseData, { url, first, request, nowMs }: Asked): HttpAnswer {
  const { statusCode: status, headers } = answer;
  const who = url.host;
  const header = (name: string): string | undefined => textOf(headers[name]);
  const wantsRange = request.headers?.['range'] !== undefined;
  if (status !== 200 && status !== 206 && !(status === 416 && wantsRange)) {
    discard(answer);
    const retryAfterMs = parseRetryAfter(header('retry-after'), nowMs);
    if (retryAfterMs !== undefined) request.limit?.pause(retryAfterMs);
    throw failureOf(status, { who, retryAfterMs });
  }
  return {
    status,
    header,
    firstHeader: (name) => textOf(first[name]),
    who,
    content: contentOf(answer, who, request.signal),
    discard: () => {
      discard(answer);
    },
  };
}

async function* contentOf(
  { body }: Dispatcher.ResponseData,
  who: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (error) {
    throw connectionFailure(error, who, signal);
  }
}

/** Ends the connection rather than read what nobody wants; a destroyed body reports that as an error of its own. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => undefined);
  body.destroy();
}
