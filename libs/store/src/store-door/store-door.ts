import { Readable } from 'node:stream';
import {
  EdgeError,
  isEdgeError,
  type BlobStore,
  type EdgeErrorCode,
  type Query,
  type Row,
  type Store,
  type Table,
  type TableDefinition,
} from '@harper-edge/contracts';

/**
 * Answers one request of `createHarperHttpStore`. `subpath` is what follows the mount point, still percent-encoded, such as
 * `tables/Model/=iris%3Av1`. Never rejects.
 */
export type StoreDoor = (request: Request, subpath: string) => Promise<Response>;

/**
 * Lets other programs use a store over HTTP, with exactly the port's semantics: neither Harper's REST nor its operations
 * API has a conditional write. It lets everybody in; whoever mounts it decides who may come.
 *
 * | request | answer |
 * |---|---|
 * | `GET tables/:table/=:id` | `{ row }`, `null` when it is not there |
 * | `PUT tables/:table/=:id` `{ row, ifAbsent? }` | `{}` |
 * | `PATCH tables/:table/=:id` `{ changes, ifMatch? }` | `{ row }` |
 * | `DELETE tables/:table/=:id` `{ ifMatch? }` | `{ deleted }` |
 * | `POST tables/:table` a query | a page |
 * | `POST blobs?maxBytes=&expectedSha256=` the bytes | a blob's info |
 * | `GET blobs` | `{ blobs }` |
 * | `GET blobs/:sha256` | the bytes, or 404 |
 * | `GET blobs/:sha256/info` | `{ info }`, `null` when it is not there |
 * | `DELETE blobs/:sha256` | `{ deleted }` |
 */
export function createStoreDoor(
  store: Store,
  { tables }: { readonly tables: readonly TableDefinition<never>[] },
): StoreDoor {
  const byName = new Map(
    tables.map((definition) => [definition.name, store.table(definition as unknown as TableDefinition)]),
  );
  return async (request, subpath) => {
    try {
      const [kind, ...names] = subpath.split('/').map(decodeSegment);
      if (kind === 'blobs') return await answerBlobs(store.blobs, request, names);
      const table = kind === 'tables' ? byName.get(names[0] ?? '') : undefined;
      if (table !== undefined) return Response.json(await answerTable(table, request, names[1]?.replace(/^=/, '')));
      throw new EdgeError('INVALID_INPUT', `expected tables/<one of ${[...byName.keys()].join(', ')}> or blobs`);
    } catch (error) {
      return failureOf(error);
    }
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new EdgeError('INVALID_INPUT', 'path: expected percent-encoded UTF-8', { cause: error });
  }
}

async function answerTable(table: Table<Row>, request: Request, id: string | undefined): Promise<unknown> {
  if (id === undefined) {
    if (request.method === 'POST') return table.query(await bodyOf<Query>(request));
    throw wrongVerb(request);
  }
  switch (request.method) {
    case 'GET':
      return { row: (await table.get(id)) ?? null };
    case 'PUT': {
      const { row, ifAbsent = false } = await bodyOf<{ row: Row; ifAbsent?: boolean }>(request);
      await table.put({ ...row, id }, { ifAbsent });
      return {};
    }
    case 'PATCH': {
      const { changes, ifMatch = {} } = await bodyOf<{ changes: Partial<Row>; ifMatch?: Partial<Row> }>(request);
      return { row: await table.patch(id, changes, { ifMatch }) };
    }
    case 'DELETE': {
      const { ifMatch = {} } = await bodyOf<{ ifMatch?: Partial<Row> }>(request);
      return { deleted: await table.delete(id, { ifMatch }) };
    }
    default:
      throw wrongVerb(request);
  }
}

async function answerBlobs(blobs: BlobStore, request: Request, names: readonly string[]): Promise<Response> {
  const [sha256, part] = names;
  if (sha256 === undefined) {
    if (request.method === 'POST') return Response.json(await putBlob(blobs, request));
    if (request.method !== 'GET') throw wrongVerb(request);
    const listed = [];
    for await (const info of blobs.list()) listed.push(info);
    return Response.json({ blobs: listed });
  }
  if (request.method === 'DELETE') return Response.json({ deleted: await blobs.delete(sha256) });
  if (request.method !== 'GET') throw wrongVerb(request);
  const info = await blobs.stat(sha256);
  if (part === 'info') return Response.json({ info: info ?? null });
  const content = info && (await blobs.get(sha256));
  if (content === undefined) throw new EdgeError('NOT_FOUND', `no blob ${sha256}`);
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': String(info?.sizeBytes) };
  return new Response(Readable.toWeb(Readable.from(content)) as ReadableStream, { headers });
}

async function putBlob(blobs: BlobStore, { url, body }: Request): Promise<unknown> {
  const { searchParams } = new URL(url);
  const [maxBytes, expectedSha256] = [searchParams.get('maxBytes'), searchParams.get('expectedSha256')];
  const content = (body ?? Readable.from([])) as unknown as AsyncIterable<Uint8Array>;
  return blobs.put(content, {
    ...(maxBytes === null ? {} : { maxBytes: Number(maxBytes) }),
    ...(expectedSha256 === null ? {} : { expectedSha256 }),
  });
}

async function bodyOf<T>(request: Request): Promise<T> {
  const text = await request.text();
  try {
    return (text === '' ? {} : JSON.parse(text)) as T;
  } catch (error) {
    throw new EdgeError('INVALID_INPUT', 'body: expected JSON', { cause: error });
  }
}

const wrongVerb = ({ method }: Request): EdgeError =>
  new EdgeError('METHOD_NOT_ALLOWED', `the store door has no ${method} here`);

const statuses: Partial<Record<EdgeErrorCode, number>> = {
  INVALID_INPUT: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  TOO_LARGE: 413,
  UNAVAILABLE: 503,
};

function failureOf(error: unknown): Response {
  if (!isEdgeError(error)) {
    return Response.json({ error: 'an unforeseen failure of the store', code: 'INTERNAL' }, { status: 500 });
  }
  return Response.json({ error: error.message, code: error.code }, { status: statuses[error.code] ?? 500 });
}
