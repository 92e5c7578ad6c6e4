import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the file at this path; empty where there is none. */
  readonly content: Uint8Array;
}

/** What the server does instead of answering as it should. */
export type Misbehaviour = (exchange: Exchange) => void;

export interface FileServer {
  readonly url: string;
  /** By path, without the query; may be changed at any time. */
  readonly files: Map<string, Uint8Array>;
  readonly requests: readonly SeenRequest[];
  /** Answers requests for this path otherwise, so many times, and then again as before; default for ever. */
  misbehave(path: string, how: Misbehaviour, times?: number): void;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** IPv4 address to listen on, of the loopback block. Default 127.0.0.1. */
  readonly address?: string;
}

interface Misbehaving {
  readonly how: Misbehaviour;
  timesLeft: number;
  readonly before: Misbehaving | undefined;
}

/** A server of files that knows ETags and ranges, on loopback, and that can be told to misbehave. */
export async function startFileServer(
  files: Readonly<Record<string, Uint8Array>> = {},
  { address = '127.0.0.1' }: ServerOptions = {},
): Promise<FileServer> {
  const shelf = new Map(Object.entries(files));
  const requests: SeenRequest[] = [];
  const misbehaviours = new Map<string, Misbehaving>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const content = shelf.get(path) ?? new Uint8Array();
    void request.toArray().then((chunks: Uint8Array[]) => {
      const { method = '', headers } = request;
      requests.push({ method, path: request.url ?? '', headers, body: Buffer.concat(chunks).toString() });
      let wrong = misbehaviours.get(path);
      while (wrong?.timesLeft === 0) wrong = wrong.before;
      if (wrong !== undefined) {
        wrong.timesLeft--;
        wrong.how({ request, response, content });
      } else if (shelf.has(path)) sendFile({ request, response, content });
      else response.writeHead(404).end('not here');
    });
  });
  server.listen(0, address);
  await once(server, 'listening');
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}`,
    files: shelf,
    requests,
    misbehave: (path, how, times = Infinity) => {
      misbehaviours.set(path, {
        how,
        timesLeft: times,
        before: times === Infinity ? undefined : misbehaviours.get(path),
      });
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const etagOf = (content: Uint8Array): string =>
  `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;

/** As a good server does (RFC 9110, 14): whole, or from where `Range` says if `If-Range` still holds. */
export function sendFile({ request, response, content }: Exchange, headers: Record<string, string> = {}): void {
  const etag = headers['etag'] ?? etagOf(content);
  const start = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const condition = request.headers['if-range'];
  const common = { 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes', ...headers, etag };
  if (start === undefined || (condition !== undefined && condition !== etag)) {
    response.writeHead(200, { ...common, 'content-length': content.length }).end(content);
  } else if (Number(start) >= content.length) {
    response.writeHead(416, { ...common, 'content-range': `bytes */${content.length}` }).end();
  } else {
    const rest = content.subarray(Number(start));
    const range = `bytes ${start}-${content.length - 1}/${content.length}`;
    response.writeHead(206, { ...common, 'content-range': range, 'content-length': rest.length }).end(rest);
  }
}

export const answerStatus =
  (status: number, headers: Record<string, string> = {}): Misbehaviour =>
  ({ response }) => {
    response.writeHead(status, headers).end();
  };

export const redirectTo = (location: string): Misbehaviour => answerStatus(302, { location });

/** Sends a share of what was asked for and breaks the connection. */
export const resetAt =
  (share: number): Misbehaviour =>
  ({ request, response, content }) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const headers = { etag: etagOf(content), 'content-length': content.length - start };
    const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
    response.writeHead(start === 0 ? 200 : 206, start === 0 ? headers : { ...headers, ...range });
    const piece = content.subarray(start, start + Math.floor((content.length - start) * share));
    response.write(piece, () => {
      setTimeout(() => response.destroy(), 20);
    });
  };

/** Sends other bytes than the file has, without saying how many. */
export const sendInstead =
  (content: Uint8Array | string, headers: Record<string, string> = {}): Misbehaviour =>
  ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', ...headers });
    response.write(content);
    response.end();
  };
