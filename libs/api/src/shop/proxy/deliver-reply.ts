import { EdgeError } from '@harper-edge/contracts';
import type { Tenant, Upstream } from '@harper-edge/tenants';
import { reply, type Reply } from '../../http/reply.ts';
import type { ApiRequest } from '../../http/exchange.ts';
import type { Services } from '../../services.ts';
import { userIdOf } from '../tenant-route.ts';
import { decodeReply } from './decode-reply.ts';
import { personalizeList } from './personalize-list.ts';
import { headerOf, replyHeaders } from './proxy-headers.ts';
import { readUpTo } from './read-up-to.ts';
import { basePath } from './upstream-path.ts';
import type { UpstreamReply } from './upstream-client.ts';

export interface Delivery {
  readonly tenant: Tenant;
  readonly upstream: Upstream;
  readonly request: ApiRequest;
  readonly requestId: string;
  /** That the upstream was asked for. */
  readonly path: string;
}

/** So much is read before the answer begins, so that one that breaks off before still has a status of its own. */
const maxHeldBytes = 262_144;
/** A reply whose products are ordered is held as a whole. */
const maxListBytes = 4_194_304;
const bodiless = new Set([204, 205, 304]);

/**
 * What the caller gets of an upstream's reply: the reply, and where it has the tenant's list of products, that in the order
 * that suits the shopper of `X-User-ID`. `X-Personalized` says which, where the tenant maps products.
 *
 * @throws EdgeError BAD_GATEWAY on one that is too large, damaged, or a web page where JSON was wanted; DEADLINE_EXCEEDED
 */
export async function deliverReply(services: Services, received: UpstreamReply, delivery: Delivery): Promise<Reply> {
  const { upstream, request } = delivery;
  const maxBytes = services.limits.maxBodyBytes;
  const { status } = received;
  const headers: Readonly<Record<string, string>> = {
    ...replyHeaders(received.headers),
    ...locationOf(received, delivery),
  };
  if (request.method === 'HEAD' || bodiless.has(status)) {
    await leave(received);
    return passOn({ status, headers, body: '' });
  }
  try {
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    if (upstream.products === null || status < 200 || status > 299)
      return await passBody(received, { headers, maxBytes });
    return await deliverMapped(services, { received, headers, maxBytes }, delivery);
  } catch (error) {
    await leave(received);
    throw error;
  }
}

interface Passing {
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
}

async function passBody({ status, body }: UpstreamReply, { headers, maxBytes }: Passing): Promise<Reply> {
  // Events are to come as they are sent.
  const isStream = headers['content-type']?.startsWith('text/event-stream') === true;
  const { bytes, rest } = isStream ? { bytes: new Uint8Array(), rest: body } : await readUpTo(body, maxHeldBytes);
  return passOn({ status, headers, body: rest === undefined ? bytes : following(bytes, rest, maxBytes) });
}

interface Received extends Passing {
  readonly received: UpstreamReply;
}

async function deliverMapped(
  services: Services,
  { received, headers, maxBytes }: Received,
  { upstream, request, tenant, requestId }: Delivery,
): Promise<Reply> {
  const { status } = received;
  const unchanged = { ...headers, 'x-personalized': 'false' };
  const type = headers['content-type'] ?? '';
  if (!/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    if (isPage(type) && !isPage(request.headers.get('accept') ?? '')) throw pageInstead();
    return passBody(received, { headers: unchanged, maxBytes });
  }
  const { bytes, rest } = await readUpTo(received.body, maxListBytes);
  if (rest !== undefined) return passOn({ status, headers: unchanged, body: following(bytes, rest, maxBytes) });
  const text = await decodeReply(bytes, headers['content-encoding'] ?? 'identity', maxListBytes);
  if (text !== undefined) checkJson(text);
  const mapping = upstream.products;
  const shopper = request.headers.get('x-user-id');
  if (text === undefined || mapping === null || shopper === null)
    return passOn({ status, headers: unchanged, body: bytes });
  const list = { tenant, mapping, userId: userIdOf(request), requestId };
  const made = await personalizeList(services, text, list).catch((error: unknown) => {
    services.logger.warn('the products of an upstream could not be ordered', { tenantId: tenant.id, requestId, error });
    return undefined;
  });
  if (made === undefined) return passOn({ status, headers: unchanged, body: bytes });
  // What it says of itself was true of the reply as it came.
  const { 'content-encoding': _, 'content-length': __, etag: ___, 'last-modified': ____, ...others } = headers;
  const own = { 'x-personalized': 'true', 'cache-control': 'private, no-store' };
  return passOn({ status, headers: { ...others, ...own }, body: made });
}

interface Passed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Reply['body'];
}

function passOn({ status, headers, body }: Passed): Reply {
  const contentType = headers['content-type'] ?? 'application/octet-stream';
  const made = reply(body, { status, contentType, headers });
  if (!bodiless.has(status)) return made;
  const { 'content-length': _, 'content-type': __, ...others } = made.headers;
  return { ...made, headers: others };
}

/** Ends with a failure, which cuts the answer off, where more than `maxBytes` come. */
async function* following(
  start: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let sizeBytes = start.length;
  if (sizeBytes > 0) yield start;
  for await (const piece of rest) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    yield piece;
  }
}

/** A redirect within the upstream leads through us; any other is left out, since it is not for us to say where to go. */
function locationOf({ headers }: UpstreamReply, { upstream, tenant, path }: Delivery): { readonly location?: string } {
  const location = headerOf(headers, 'location');
  const { origin } = new URL(upstream.url);
  if (location === undefined || !URL.canParse(location, `${origin}${path}`)) return {};
  const target = new URL(location, `${origin}${path}`);
  const base = `${basePath(upstream.url)}/`;
  if (target.origin !== origin || !target.pathname.startsWith(base)) return {};
  return { location: `/api/${tenant.id}/proxy/${target.pathname.slice(base.length)}${target.search}${target.hash}` };
}

async function leave({ body }: UpstreamReply): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

const isPage = (text: string): boolean => /text\/html|application\/xhtml/i.test(text);

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new EdgeError('BAD_GATEWAY', 'the upstream sent something else than the JSON it announced', { cause });
  }
}

const pageInstead = (): EdgeError =>
  new EdgeError('BAD_GATEWAY', 'the upstream sent a web page; who wants one asks for it with Accept: text/html');

const tooLarge = (maxBytes: number): EdgeError =>
  new EdgeError('BAD_GATEWAY', `the upstream's reply is larger than ${maxBytes} bytes`);
