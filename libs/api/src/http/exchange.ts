import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Abortable } from '@harper-edge/contracts';

/** What the API reads of a request; leaner than the Web's `Request`, whose making costs more than a small model's run. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  /** As it comes, not yet decompressed; `null` when there is none. */
  readonly body: AsyncIterable<Uint8Array> | null;
  /** Aborted when the caller leaves before the answer; made when it is first asked for. */
  readonly signal: AbortSignal;
  /** The same for who only listens, where the host has it: a signal takes as long to make as a small model to run. */
  readonly leaving?: Abortable;
  /** How long the host took to find out who asks, milliseconds. */
  readonly authMs?: number;
}

export interface ApiResponse {
  readonly status: number;
  /** With the length of the body, unless it is streamed. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ending the iteration of a streamed body early tells its source that the caller left. */
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

export interface IncomingRequest {
  /** The host sets `authMs` once it knows. */
  readonly request: ApiRequest & { authMs: number };
  /** To be called once the request has been answered. */
  done(): void;
}

/** A message of Node's HTTP server as the API reads it; `url` where the host knows better than the message. */
export function fromIncoming(incoming: IncomingMessage, url = incoming.url ?? '/'): IncomingRequest {
  const { method = 'GET', socket } = incoming;
  let abort: AbortController | undefined;
  const onClose = (): void => {
    abort?.abort(callerLeft());
  };
  const request = {
    authMs: 0,
    method,
    url,
    headers: {
      get: (name: string): string | null => {
        const value = incoming.headers[name.toLowerCase()];
        return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
      },
    },
    body: method === 'GET' || method === 'HEAD' ? null : incoming,
    leaving: leavingBy(socket),
    get signal(): AbortSignal {
      if (abort === undefined) {
        abort = new AbortController();
        if (socket.destroyed) onClose();
        else socket.once('close', onClose);
      }
      return abort.signal;
    },
  };
  return {
    request,
    done: () => {
      if (abort !== undefined) socket.removeListener('close', onClose);
    },
  };
}

const callerLeft = (): Error => new Error('the caller left');

const leavingBy = (socket: Socket): Abortable => ({
  get aborted() {
    return socket.destroyed;
  },
  get reason() {
    return callerLeft();
  },
  addEventListener: (_type, listener) => void socket.on('close', listener),
  removeEventListener: (_type, listener) => void socket.removeListener('close', listener),
});
