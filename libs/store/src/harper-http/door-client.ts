import { Readable } from 'node:stream';
import { EdgeError } from '@harper-edge/contracts';
import { Pool, type Dispatcher } from 'undici';
import { connectionFailure, responseFailure } from './http-failure.ts';
import { withRetries, type Repeatable, type RetryOptions } from './retry.ts';

export interface DoorClientOptions extends RetryOptions {
  /** Where the door is mounted, such as `http://127.0.0.1:9926/store`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly connections: number;
}

interface DoorCall {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** Below the mount point, percent-encoded. */
  readonly path: string;
  readonly json?: unknown;
  readonly repeatable: Repeatable;
}

interface DoorRequest {
  readonly method: DoorCall['method'];
  readonly body?: string | Readable;
  readonly contentType?: string;
}

export interface DoorClient {
  /** The JSON of the answer. @throws EdgeError of the door's code, UNAVAILABLE, DEADLINE_EXCEEDED */
  call<T>(call: DoorCall): Promise<T>;
  /** The bytes of the answer as they come. @throws EdgeError as `call` */
  download(path: string): Promise<AsyncIterable<Uint8Array>>;
  /** Streams bytes to the door; never tried again, since they can be read only once. */
  upload<T>(path: string, content: AsyncIterable<Uint8Array>): Promise<T>;
  close(): Promise<void>;
}

/** HTTP to a store door, over a pool of connections that are kept alive. */
export function createDoorClient(options: DoorClientOptions): DoorClient {
  const { url, headers, timeoutMs, connections } = options;
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  let closed = false;

  const send = async ({ contentType, ...request }: DoorRequest, path: string) => {
    if (closed) throw new EdgeError('UNAVAILABLE', 'the store is closed');
    try {
      const target = `${pathname.replace(/\/$/, '')}/${path}`;
      const response = await pool.request({
        ...request,
        path: target,
        headers: { ...headers, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
      });
      if (response.statusCode < 400) return response;
      const retryAfter = response.headers['retry-after'];
      throw responseFailure({
        status: response.statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
        text: await response.body.text(),
      });
    } catch (error) {
      throw connectionFailure(error);
    }
  };

  return {
    call: <T>({ method, path, json, repeatable }: DoorCall) => {
      const body = json === undefined ? {} : { body: JSON.stringify(json), contentType: 'application/json' };
      return withRetries(async () => readJson<T>(await send({ method, ...body }, path)), repeatable, options);
    },
    download: async (path) => {
      const response = await withRetries(() => send({ method: 'GET' }, path), 'idempotent', options);
      return named(response.body);
    },
    upload: async <T>(path: string, content: AsyncIterable<Uint8Array>) => {
      const request = {
        method: 'POST',
        body: Readable.from(content),
        contentType: 'application/octet-stream',
      } as const;
      return readJson<T>(await send(request, path));
    },
    close: async () => {
      closed = true;
      await pool.close();
    },
  };
}

async function readJson<T>({ body }: Dispatcher.ResponseData): Promise<T> {
  let text: string;
  try {
    text = await body.text();
  } catch (error) {
    throw connectionFailure(error);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new EdgeError('INTERNAL', 'the store answered something that is not JSON', { cause: error });
  }
  // Whatever else answers at this URL must not look like a row that is not there.
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as T;
  throw new EdgeError('INTERNAL', 'the store answered JSON of another form than its own');
}

/** The chunks, with the connection's failures named. */
async function* named(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw connectionFailure(error);
  }
}
