import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { fromIncoming } from '@harper-edge/api';
import { EdgeError, systemClock, type Logger } from '@harper-edge/contracts';
import { createAuthentication } from './authenticate.ts';
import { compose } from './compose.ts';
import { respond } from './respond.ts';
import type { Settings } from './settings.ts';

export interface RunningServer {
  readonly url: string;
  /** Says not ready, finishes the requests under way within `shutdownMs`, closes the store. */
  stop(): Promise<void>;
}

const garbageIntervalMs = 3_600_000;
/** A stop first takes what is still on its way here: until nothing has come for `quietMs`, at most `noticeMs`. */
const quietMs = 150;
const noticeMs = 2_000;
/** Connections that a stop takes in at most. */
const maxWaiting = 1_000;
/** A connection over which nothing has come or gone for this long is closed. */
const stalledMs = 120_000;

/** @throws EdgeError UNAVAILABLE when the port or the data folder cannot be used */
export async function serve(settings: Settings, logger: Logger): Promise<RunningServer> {
  const host = compose(settings, logger);
  const authenticate = createAuthentication(settings.apiKey);
  let draining = false;
  let lastRequestMs = 0;
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const startMs = systemClock.monotonicMs();
    lastRequestMs = startMs;
    const request = fromIncoming(incoming);
    const caller = authenticate(request);
    request.authMs = systemClock.monotonicMs() - startMs;
    try {
      const response = await host.api.fetch(request, caller);
      // The connection ends with this answer, instead of under the caller's next request.
      if (draining) outgoing.setHeader('connection', 'close');
      await respond(outgoing, response);
    } finally {
      request.done();
    }
  };
  const server = createServer(
    // A body may take as long as it needs while it keeps coming; what reads one whole sets its own limit.
    { requestTimeout: 0, headersTimeout: 10_000, connectionsCheckingInterval: 1_000, keepAliveTimeout: 60_000 },
    (incoming, outgoing) => {
      answer(incoming, outgoing).catch((error: unknown) => {
        logger.error('an answer could not be sent', { error });
        outgoing.destroy();
      });
    },
  );
  server.setTimeout(stalledMs);
  const collectGarbage = (): void => {
    host.registry.collectGarbage().catch((error: unknown) => {
      logger.error('artifacts that no version names could not be collected', { error });
    });
  };
  const timer = setInterval(collectGarbage, garbageIntervalMs).unref();
  try {
    await listen(server, settings);
  } catch (error) {
    clearInterval(timer);
    await host.close();
    throw error;
  }
  collectGarbage();
  return {
    url: `http://${settings.host}:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      clearInterval(timer);
      host.drain();
      draining = true;
      const startMs = systemClock.monotonicMs();
      lastRequestMs = startMs;
      while (systemClock.monotonicMs() - lastRequestMs < quietMs && lastRequestMs - startMs < noticeMs) await delay(20);
      await closeServer(server, settings.shutdownMs);
      await host.close();
    },
  };
}

async function listen(server: Server, { host, port }: Settings): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reasons: Readonly<Record<string, string>> = {
      EADDRINUSE: 'is in use by another process; choose another with EDGE_AI_PORT',
      EACCES: 'needs a permission this user does not have; choose one above 1023 with EDGE_AI_PORT',
      EADDRNOTAVAIL: 'is not an address of this machine; choose another with EDGE_AI_HOST',
    };
    const reason = typeof code === 'string' ? reasons[code] : undefined;
    throw new EdgeError('UNAVAILABLE', `port ${port} on ${host} ${reason ?? 'cannot be used'}`, { cause: error });
  }
}

/**
 * Takes in who has connected already: with the listening socket the system would reset them. The event loop takes in one
 * connection a turn, so that a turn without one says that none waits.
 */
async function acceptWaiting(server: Server): Promise<void> {
  let hasAccepted = true;
  const onConnection = (): void => {
    hasAccepted = true;
  };
  server.on('connection', onConnection);
  for (let turns = 0; hasAccepted && turns < maxWaiting; turns++) {
    hasAccepted = false;
    await immediate();
  }
  server.off('connection', onConnection);
}

/** Stops accepting, lets requests finish, and cuts what is left after `shutdownMs`. */
async function closeServer(server: Server, shutdownMs: number): Promise<void> {
  const closed = once(server, 'close');
  await acceptWaiting(server);
  // Not as HTTP servers close: that would cut connections just made, whose first request is still on its way.
  NetServer.prototype.close.call(server);
  await delay(quietMs);
  server.closeIdleConnections();
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, shutdownMs);
  await closed;
  clearTimeout(cut);
}
