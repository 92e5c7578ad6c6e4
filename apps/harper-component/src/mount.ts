import { fromIncoming, type Caller } from '@harper-edge/api';
import type { Host } from './compose.ts';
import type { HarperGlobals, HarperRequest } from './harper-server.ts';
import type { Settings } from './settings.ts';
import { fromApiResponse, toHarperResponse, toWebRequest } from './web-request.ts';

type Middleware = Parameters<HarperGlobals['server']['http']>[0];

const storePrefix = '/store/';

/** Harper's middleware for our paths; every other path goes on to Harper and its other components. */
export function mount({ api, storeDoor }: Host, { access }: Pick<Settings, 'access'>): Middleware {
  return async (request, next) => {
    if (request.isWebSocket === true) return next(request);
    if (request.pathname.startsWith(storePrefix)) {
      if (!isSuperUser(request)) return toHarperResponse(forbidden());
      const web = toWebRequest(request);
      return toHarperResponse(await storeDoor(web, new URL(web.url).pathname.slice(storePrefix.length)));
    }
    if (!api.handles(request.pathname)) return next(request);
    const asked = fromIncoming(request._nodeRequest, request.url);
    try {
      return fromApiResponse(await api.fetch(asked, callerOf(request, access)), request._nodeRequest.socket);
    } finally {
      asked.done();
    }
  };
}

function callerOf(request: HarperRequest, access: Settings['access']): Caller | undefined {
  const name = request.user?.username;
  if (name !== undefined) return { name, isUser: true, isAdmin: isSuperUser(request) };
  return access === 'open' && isFromThisMachine(request) ? { name: 'anonymous' } : undefined;
}

/** By the address of the connection; what stands in headers anybody can write. */
const isFromThisMachine = ({ _nodeRequest: { socket } }: HarperRequest): boolean =>
  /^(::ffff:)?127[.]|^::1$/.test(socket.remoteAddress ?? '');

const isSuperUser = ({ user }: HarperRequest): boolean => user?.role?.permission?.super_user === true;

const forbidden = (): Response =>
  Response.json({ error: 'expected a super user of Harper', code: 'FORBIDDEN' }, { status: 403 });
