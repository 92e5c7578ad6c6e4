import { EdgeError } from '@harper-edge/contracts';
import { checkOffset, offsetBeyondEnd, skipBytes } from '../files/skip-bytes.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';
import { refusePageType, refuseWebPage } from './refuse-web-page.ts';

export interface RangeRequest extends HttpRequest {
  readonly offsetBytes: number;
  /** The strong ETag that the content must have. */
  readonly etag?: string | undefined;
}

export interface OpenedRange {
  readonly answer: HttpAnswer;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * A file from an offset on. A server that does not know ranges is read from the start, and what comes before is left out.
 *
 * @throws EdgeError PRECONDITION_FAILED when the content is another than that of `etag`; INVALID_INPUT when the offset lies
 *   beyond the end, or a web page comes
 */
export async function openRange(
  http: HttpClient,
  url: string,
  { offsetBytes, etag, headers, ...request }: RangeRequest,
): Promise<OpenedRange> {
  checkOffset(offsetBytes);
  const range =
    offsetBytes === 0 ? {} : { range: `bytes=${offsetBytes}-`, ...(etag !== undefined && { 'if-range': etag }) };
  const answer = await http.request(url, { ...request, headers: { ...headers, ...range } });
  try {
    checkAnswer(answer, { offsetBytes, etag });
  } catch (error) {
    answer.discard();
    throw error;
  }
  if (answer.status === 416) {
    answer.discard();
    return { answer, content: nothing() };
  }
  const isPartial = answer.status === 206;
  const content = isPartial ? answer.content : refuseWebPage(answer.content, answer.who);
  return { answer, content: isPartial || offsetBytes === 0 ? content : skipBytes(content, offsetBytes) };
}

function checkAnswer(answer: HttpAnswer, { offsetBytes, etag }: Pick<RangeRequest, 'offsetBytes' | 'etag'>): void {
  const { status, who } = answer;
  const totalBytes = totalOf(answer);
  if (status === 416) {
    // Asking from the very end is no range that HTTP knows; a server without a length in its refusal can only be believed.
    if (totalBytes !== undefined && totalBytes !== offsetBytes) throw offsetBeyondEnd(offsetBytes);
    return;
  }
  refusePageType(answer.header('content-type'), who);
  const coding = answer.header('content-encoding') ?? 'identity';
  if (coding !== 'identity')
    throw new EdgeError('INVALID_INPUT', `${who} sends the file in the coding "${coding}", and not as it is`);
  const received = strongEtag(answer);
  if (etag !== undefined && received !== undefined && received !== etag) {
    throw new EdgeError('PRECONDITION_FAILED', `${who}: the file has changed since it was looked at`);
  }
  if (status === 206 && rangeOf(answer)?.startBytes !== offsetBytes) {
    throw new EdgeError('UNAVAILABLE', `${who} sent another part of the file than was asked for`);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Ends at once.
}

/** The ETag, if it names bytes: a weak one only names a meaning. */
export function strongEtag(answer: Pick<HttpAnswer, 'header'>): string | undefined {
  const etag = answer.header('etag');
  return etag !== undefined && /^"[^"]+"$/.test(etag) ? etag : undefined;
}

/** Length of the whole file, where the answer tells it. */
export function totalOf(answer: HttpAnswer): number | undefined {
  const text =
    answer.status === 200
      ? answer.header('content-length')
      : /\/(\d+)$/.exec(answer.header('content-range') ?? '')?.[1];
  const total = Number(text);
  return text !== undefined && Number.isSafeInteger(total) ? total : undefined;
}

function rangeOf(answer: HttpAnswer): { readonly startBytes: number } | undefined {
  const start = /^bytes (\d+)-/.exec(answer.header('content-range') ?? '')?.[1];
  return start === undefined ? undefined : { startBytes: Number(start) };
}
