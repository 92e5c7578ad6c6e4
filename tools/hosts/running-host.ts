import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

/** A host under test: a process of its own, reached over HTTP only. */
export interface RunningHost {
  readonly url: string;
  /** Of its process. */
  readonly pid: number;
  /** Of its administrator, where not everybody is one. */
  readonly adminUser?: string;
  readonly adminPassword?: string;
  stop(): Promise<unknown>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** Starts the host on the data folder; the same folder again is the same data. */
export type StartHost = (options: {
  readonly dataDir: string;
  readonly env?: Record<string, string>;
}) => Promise<RunningHost>;

/** Headers of its administrator; none where everybody is one. */
export function adminHeaders({ adminUser, adminPassword }: RunningHost): Record<string, string> {
  if (adminUser === undefined || adminPassword === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${adminUser}:${adminPassword}`).toString('base64')}` };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON as it came: tests look into answers of every form, and a wrong member fails their expectation. */
  readonly body: any;
}

export async function call(url: string, init: RequestInit & { readonly json?: unknown } = {}): Promise<Answer> {
  const { json, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (json !== undefined) headers.set('content-type', 'application/json');
  const response = await fetch(url, {
    ...rest,
    headers,
    ...(json === undefined
      ? {}
      : { method: rest.method ?? 'POST', body: typeof json === 'string' ? json : JSON.stringify(json) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/** Uploads a model as multipart. */
export async function upload(
  url: string,
  file: Uint8Array<ArrayBuffer>,
  fields: Record<string, string>,
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ framework: 'onnx', version: 'v1', ...fields })) form.append(name, value);
  form.append('file', new Blob([file]), 'model.onnx');
  return call(`${url}/model/upload`, { method: 'POST', body: form });
}

/** Asks for a path exactly as it is written: `fetch` would resolve `..` before it sends it. */
export async function callRaw(url: string, path: string): Promise<Omit<Answer, 'headers'>> {
  const { hostname, port } = new URL(url);
  const [response] = (await once(request({ hostname, port, path }).end(), 'response')) as [IncomingMessage];
  const text = (await response.toArray()).join('');
  const isJson = response.headers['content-type']?.includes('json') === true;
  return { status: response.statusCode ?? 0, body: isJson ? (JSON.parse(text) as unknown) : text };
}
