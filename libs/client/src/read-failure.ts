import { ApiError } from './api-error.ts';
import { retryAfterSeconds } from './retry-after-seconds.ts';

interface Told {
  readonly message: string;
  readonly code: string;
  readonly requestId?: unknown;
}

/** What a response that is not a success says, in the form of this API, of OpenAI's, or of whatever stands in between. */
export async function readFailure(response: Response): Promise<ApiError> {
  const { status, headers } = response;
  const text = await response.text().catch(() => '');
  const told = parseTold(text) ?? describeStranger(response, text);
  return new ApiError(told.message, {
    status,
    code: told.code,
    requestId: typeof told.requestId === 'string' ? told.requestId : (headers.get('x-request-id') ?? undefined),
    retryAfterSeconds: retryAfterSeconds(headers),
  });
}

/** The failure that an event of a stream holds. */
export function failureOfEvent(event: unknown): ApiError | undefined {
  const told = toldIn(event);
  if (told === undefined) return undefined;
  const facts = { status: 0, code: told.code, requestId: undefined, retryAfterSeconds: undefined };
  return new ApiError(told.message, facts);
}

function parseTold(text: string): Told | undefined {
  try {
    return toldIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function toldIn(body: unknown): Told | undefined {
  if (!isRecord(body)) return undefined;
  const { error, code, requestId } = body;
  if (typeof error === 'string')
    return { message: error, code: typeof code === 'string' ? code : 'UNKNOWN', requestId };
  if (!isRecord(error) || typeof error['message'] !== 'string') return undefined;
  return { message: error['message'], code: typeof error['code'] === 'string' ? error['code'] : 'UNKNOWN' };
}

function describeStranger({ status, headers, statusText, url }: Response, text: string): Told {
  const location = headers.get('location');
  const isRedirect = status >= 300 && status < 400;
  const message = isRedirect
    ? `expected an answer of the API, was sent elsewhere (${status}${location === null ? '' : ` to ${withoutQuery(location, url)}`}); use that URL`
    : `expected an answer of the API, received ${status} ${statusText || text.slice(0, 80).replaceAll(/\s+/g, ' ')}`.trim();
  return { message, code: 'UNEXPECTED_ANSWER' };
}

/** Queries may hold what is nobody else's business. */
function withoutQuery(location: string, base: string): string {
  const { origin, pathname } = new URL(location, base || undefined);
  return `${origin}${pathname}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
