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

/** A request whose caller the host finds out while it comes in. */
export interface IncomingRequest extends ApiRequest {
  authMs: number;
  /** To be called once the request has been answered. */
  done(): void;
}

/** A message of Node's HTTP server as the API reads it; `url` where the host knows better than the message. */
export const fromIncoming = (incoming: IncomingMessage, url = incoming.url ?? '/'): IncomingRequest =>
  new NodeRequest(incoming, url);

/**
 * A class, since V8 keeps the getters of an object literal in its old generation: they would hold every request until the
 * next full collection, and each of the small ones would copy what they hold.
 */
class NodeRequest implements IncomingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: ApiRequest['headers'];
  readonly body: IncomingMessage | null;
  readonly leaving: Abortable;
  authMs = 0;
  readonly #socket: Socket;
  #abort: AbortController | undefined;

  constructor(incoming: IncomingMessage, url: string) {
    const { method = 'GET', socket } = incoming;
    this.method = method;
    this.url = url;
    this.headers = { get: (name) => headerOf(incoming, name) };
    this.body = method === 'GET' || method === 'HEAD' ? null : incoming;
    this.leaving = new LeavingCaller(socket);
    this.#socket = socket;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#socket.destroyed) this.#onClose();
      else this.#socket.once('close', this.#onClose);
    }
    return this.#abort.signal;
  }

  done(): void {
    if (this.#abort !== undefined) this.#socket.removeListener('close', this.#onClose);
  }

  readonly #onClose = (): void => {
    this.#abort?.abort(callerLeft());
  };
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
}

const callerLeft = (): Error => new Error('the caller left');

class LeavingCaller implements Abortable {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get aborted(): boolean {
    return this.#socket.destroyed;
  }

  get reason(): Error {
    return callerLeft();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#socket.on('close', listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#socket.removeListener('close', listener);
  }
}
