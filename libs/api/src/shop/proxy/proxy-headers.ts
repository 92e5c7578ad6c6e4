/** Of one connection only (RFC 9110, section 7.6.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What decides who may call us, whatever a tenant has listed. */
const credentials = ['authorization', 'cookie', 'x-api-key'];

/** What we say ourselves, since the body goes on decompressed and over another connection. */
const own = ['host', 'content-length', 'content-encoding', 'expect', 'via', 'x-request-id'];

const neverSent: ReadonlySet<string> = new Set([...hopByHop, ...credentials, ...own]);

/** No cookies: they would be set for this host. No `Location`: it is rewritten. No `Server`, nor anything else of its own. */
const passedBack = [
  'accept-ranges',
  'age',
  'allow',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'link',
  'retry-after',
  'vary',
];

export const viaName = 'harper-edge-ai';

interface Sending {
  /** Names in lower case. */
  readonly forward: readonly string[];
  readonly requestId: string;
}

/** The headers of a request that go on to the upstream: those listed, but none of one connection, and no credential. */
export function requestHeaders(
  headers: { get(name: string): string | null },
  { forward, requestId }: Sending,
): Record<string, string> {
  const listed = new Set((headers.get('connection') ?? '').toLowerCase().split(/\s*,\s*/));
  const sent: Record<string, string> = { 'accept-encoding': 'identity' };
  for (const name of forward) {
    const value = neverSent.has(name) || listed.has(name) ? null : headers.get(name);
    if (value !== null) sent[name] = value;
  }
  const via = headers.get('via');
  return { ...sent, via: `${via === null ? '' : `${via}, `}1.1 ${viaName}`, 'x-request-id': requestId };
}

type Received = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The headers of a reply that go back to the caller. A page of an upstream is not to run as one of this host: it gets a
 * sandbox, and its type is not guessed.
 */
export function replyHeaders(received: Received): Record<string, string> {
  const sent: Record<string, string> = {};
  const listed = new Set((headerOf(received, 'connection') ?? '').toLowerCase().split(/\s*,\s*/));
  for (const name of passedBack) {
    const value = headerOf(received, name);
    if (value !== undefined && !listed.has(name)) sent[name] = value;
  }
  return { ...sent, 'content-security-policy': 'sandbox', 'x-content-type-options': 'nosniff' };
}

/** Of one that came several times all, as RFC 9110 joins them. */
export function headerOf(received: Received, name: string): string | undefined {
  const value = received[name];
  return typeof value === 'object' ? value.join(', ') : value;
}
