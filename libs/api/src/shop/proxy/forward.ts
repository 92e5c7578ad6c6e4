import { EdgeError, isEdgeError } from '@harper-edge/contracts';
import type { Tenant } from '@harper-edge/tenants';
import type { ApiRequest } from '../../http/exchange.ts';
import { streamBody } from '../../http/read-body.ts';
import type { Reply } from '../../http/reply.ts';
import type { Services } from '../../services.ts';
import type { Passage } from './circuit-breaker.ts';
import { deliverReply } from './deliver-reply.ts';
import { requestHeaders, viaName } from './proxy-headers.ts';
import type { UpstreamReply } from './upstream-client.ts';
import { upstreamPath } from './upstream-path.ts';

/** A chain of proxies may be so long; a circle of them ends here. */
const maxHops = 4;

/**
 * Passes a request on to the tenant's upstream, and its reply back.
 *
 * @throws EdgeError NOT_FOUND without an upstream; INVALID_INPUT on a path that could mean another; TOO_LARGE; UNAVAILABLE
 *   while it is spared; FORBIDDEN, BAD_GATEWAY and DEADLINE_EXCEEDED as `UpstreamClient` and `deliverReply`
 */
export async function forward(
  services: Services,
  tenant: Tenant,
  asked: { readonly request: ApiRequest; readonly requestId: string },
): Promise<Reply> {
  const { request, requestId } = asked;
  const { upstream } = tenant;
  if (upstream === null) throw new EdgeError('NOT_FOUND', `tenant "${tenant.id}" has no upstream: set upstream`);
  const hops = hopsOf(request);
  const path = upstreamPath(request.url, upstream.url);
  const { headers, body } = outgoing(request, { requestId, forward: upstream.forwardHeaders, limits: services.limits });
  const { client, breakerOf } = services.shop.proxy;
  const received = await throughBreaker(breakerOf(tenant).enter(), () =>
    client.send({
      origin: new URL(upstream.url).origin,
      path,
      method: request.method,
      headers,
      body,
      mayRetry: hops === 0,
      timeoutMs: upstream.timeoutMs,
      allowPrivate: upstream.allowPrivate,
      leaving: request.leaving ?? request.signal,
    }),
  );
  return deliverReply(services, received, { tenant, upstream, request, requestId, path });
}

/** What says that a server is down, and not only that it did not like a request. */
const isDown = ({ status }: UpstreamReply): boolean => [502, 503, 504].includes(status);

async function throughBreaker(passage: Passage, send: () => Promise<UpstreamReply>): Promise<UpstreamReply> {
  try {
    const received = await send();
    if (isDown(received)) passage.fail();
    else passage.succeed();
    return received;
  } catch (error) {
    if (isEdgeError(error, 'BAD_GATEWAY') || isEdgeError(error, 'DEADLINE_EXCEEDED')) passage.fail();
    else passage.leave();
    throw error;
  }
}

interface Outgoing {
  readonly requestId: string;
  readonly forward: readonly string[];
  readonly limits: Services['limits'];
}

function outgoing(request: ApiRequest, { requestId, forward, limits }: Outgoing) {
  const headers = requestHeaders(request.headers, { forward, requestId });
  const length = request.headers.get('content-length');
  const isEmpty = request.headers.get('transfer-encoding') === null && Number(length ?? 0) === 0;
  if (request.body === null || isEmpty) return { headers, body: null };
  const coding = request.headers.get('content-encoding') ?? 'identity';
  // Decompressed, it has another length, which is not known yet.
  const known = length !== null && coding === 'identity' ? { 'content-length': length } : {};
  return { headers: { ...headers, ...known }, body: streamBody(request, limits.maxBodyBytes) };
}

/** @throws EdgeError BAD_GATEWAY on too many */
function hopsOf({ headers }: ApiRequest): number {
  const hops = (headers.get('via') ?? '').split(viaName).length - 1;
  if (hops < maxHops) return hops;
  throw new EdgeError(
    'BAD_GATEWAY',
    'the request has come through this proxy again and again: its upstreams lead in a circle',
  );
}
