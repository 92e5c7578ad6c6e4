import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { embed, embeddings } from './embedding-routes.ts';
import { list, processes, pull, remove, show } from './model-routes.ts';
import { createModelShelf, type ModelShelf } from './model-shelf.ts';
import { failure, json, type Body, type Reply } from './reply.ts';
import { sendReply } from './send-reply.ts';
import { defaultModels, type ServedModel } from './served-models.ts';
import type { ServedRequest } from './served-request.ts';
import type { ServerFault } from './server-fault.ts';
import { chat, generate } from './text-routes.ts';

export interface OllamaServerOptions {
  readonly version?: string;
  /** What it has stored. Default: `llama3.2:latest`, which writes, and `all-minilm:latest`, which embeds. */
  readonly models?: readonly ServedModel[];
  /** What can be pulled besides. */
  readonly library?: readonly ServedModel[];
}

/** A running stand-in. */
export interface OllamaServer {
  /** `http://127.0.0.1:port`, for OLLAMA_HOST. */
  readonly host: string;
  /** All requests so far, in order. */
  readonly requests: readonly ServedRequest[];
  readonly shelf: ModelShelf;
  /** Requests under way now. */
  openRequests(): number;
  /** Connections open now. Clients keep idle ones, and may open one in place of one they gave up. */
  liveConnections(): number;
  /** Lets something go wrong with requests from now on; earlier faults come first. */
  inject(fault: ServerFault): void;
  /** Ends it, its open requests included. */
  close(): Promise<void>;
}

/** The time of every answer: nothing here depends on when it runs. */
const now = '2025-06-01T12:00:00.000000Z';

interface Call {
  readonly shelf: ModelShelf;
  readonly body: Body;
  readonly version: string;
}

const routes: Readonly<Record<string, (call: Call) => Reply>> = {
  'GET /': () => ({ kind: 'text', status: 200, text: 'Ollama is running' }),
  'GET /api/version': ({ version }) => json({ version }),
  'GET /api/tags': ({ shelf }) => list(shelf, now),
  'GET /api/ps': ({ shelf }) => processes(shelf, now),
  'POST /api/show': ({ shelf, body }) => show(shelf, body, now),
  'POST /api/pull': ({ shelf, body }) => pull(shelf, body),
  'POST /api/generate': ({ shelf, body }) => generate(shelf, body, now),
  'POST /api/chat': ({ shelf, body }) => chat(shelf, body, now),
  'POST /api/embed': ({ shelf, body }) => embed(shelf, body),
  'POST /api/embeddings': ({ shelf, body }) => embeddings(shelf, body),
  'DELETE /api/delete': ({ shelf, body }) => remove(shelf, body),
};

/**
 * Stands in for an Ollama server on a free loopback port, for tests: its routes, field names, statuses and words of failure,
 * without a model. Texts are chains of words and vectors are counts of words; both depend on nothing but the request.
 *
 * @example
 * const server = await startOllamaServer();
 * server.inject({ path: '/api/chat', status: 503, error: 'server busy, please try again.  maximum pending requests exceeded' });
 * await server.close();
 */
export async function startOllamaServer({
  version = '0.12.6',
  models = defaultModels,
  library = [],
}: OllamaServerOptions = {}): Promise<OllamaServer> {
  const shelf = createModelShelf(models, library);
  const requests: ServedRequest[] = [];
  const faults: { fault: ServerFault; left: number }[] = [];
  const sockets = new Map<Socket, number>();
  let connections = 0;
  let open = 0;

  const takeFault = (path: string): ServerFault => {
    const index = faults.findIndex(({ fault }) => fault.path === undefined || fault.path === path);
    const next = faults[index];
    if (next === undefined) return {};
    if (--next.left <= 0) faults.splice(index, 1);
    return next.fault;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await readText(request);
    const { method = 'GET', url = '/', headers } = request;
    const path = new URL(url, 'http://localhost').pathname;
    const fault = takeFault(path);
    open++;
    response.on('close', () => open--);
    const body = parse(text);
    const connection = sockets.get(request.socket) ?? 0;
    requests.push({ method, path, headers, connection, body, outcome: outcomeOf(response, fault) });
    await sendReply(response, route({ method, path, text, body, shelf, version }), fault);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    sockets.set(socket, ++connections);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    shelf,
    openRequests: () => open,
    liveConnections: () => sockets.size,
    inject: (fault) => {
      faults.push({ fault, left: fault.times ?? 1 });
    },
    close: () => close(server),
  };
}

interface Routed extends Omit<Call, 'body'> {
  readonly method: string;
  readonly path: string;
  readonly text: string;
  readonly body: unknown;
}

function route({ method, path, text, body, ...call }: Routed): Reply {
  const answer = routes[`${method === 'HEAD' ? 'GET' : method} ${path}`];
  if (answer === undefined) {
    const known = Object.keys(routes).some((key) => key.endsWith(` ${path}`));
    return { kind: 'text', ...(known ? { status: 405, text: '405 method not allowed' } : notFound) };
  }
  if (method === 'GET' || method === 'HEAD') return answer({ ...call, body: {} });
  if (text === '') return failure(400, 'missing request body');
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return answer({ ...call, body: body as Body });
  return failure(400, `invalid character '${text.trim().charAt(0)}' looking for beginning of value`);
}

const notFound = { status: 404, text: '404 page not found' };

function outcomeOf(response: ServerResponse, { cut }: ServerFault): ServedRequest['outcome'] {
  return new Promise((resolve) => {
    response.on('close', () => {
      if (cut === 'reset') resolve('cut');
      else resolve(response.writableFinished ? 'answered' : 'aborted');
    });
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}
