import { threadId } from 'node:worker_threads';
import { isEdgeError } from '@harper-edge/contracts';
import { blobStoreConformance, conformanceTable, tableConformance } from '@harper-edge/contracts/testing';
import { createHarperStore } from '@harper-edge/store/harper';
import { createStoreDoor } from '@harper-edge/store/store-door';
import { harper, type HarperRequest } from '../harper-server.ts';
import { toHarperResponse, toWebRequest } from '../web-request.ts';

/** A component for tests: runs the store's conformance suites inside Harper, and opens the store door without asking who comes. */

const store = createHarperStore();
const table = store.table(conformanceTable);
const door = createStoreDoor(store, { tables: [conformanceTable] });

async function empty(): Promise<void> {
  for (;;) {
    const { rows } = await table.query({ limit: 1_000 });
    if (rows.length === 0) break;
    await Promise.all(rows.map(({ id }) => table.delete(id)));
  }
  for await (const { sha256 } of store.blobs.list()) await store.blobs.delete(sha256);
}

const emptied = async <T>(value: T): Promise<T> => {
  await empty();
  return value;
};

const suites = {
  table: tableConformance({ open: () => emptied(table) }),
  blobs: blobStoreConformance({ open: () => emptied(store.blobs) }),
};

async function answer(request: HarperRequest): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname.startsWith('/store/')) return door(toWebRequest(request), pathname.slice('/store/'.length));
  switch (pathname) {
    case '/conformance/ready':
      await table.query({ limit: 1 });
      return Response.json({ threadId });
    case '/conformance/empty':
      await empty();
      return Response.json({ threadId });
    case '/conformance/run':
      return Response.json(
        await runCase(searchParams.get('suite') as keyof typeof suites, searchParams.get('name') ?? ''),
      );
    case '/conformance/put-if-absent':
      return Response.json({ threadId, won: await putIfAbsent(Number(searchParams.get('rank'))) });
    case '/conformance/raise':
      for (let times = Number(searchParams.get('times')); times > 0; times--) await raise();
      return Response.json({ threadId });
    default:
      return new Response('no such test', { status: 404 });
  }
}

async function runCase(suite: keyof typeof suites, name: string): Promise<{ threadId: number; failure?: string }> {
  const found = suites[suite].find((candidate) => candidate.name === name);
  if (found === undefined) return { threadId, failure: `no case "${name}"` };
  try {
    await found.run();
    return { threadId };
  } catch (error) {
    return { threadId, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function putIfAbsent(rank: number): Promise<boolean> {
  try {
    await table.put({ id: 'one', group: 'g', rank }, { ifAbsent: true });
    return true;
  } catch (error) {
    if (isEdgeError(error, 'CONFLICT')) return false;
    throw error;
  }
}

/** Adds one by compare-and-set, trying again until it is the one that wins. */
async function raise(): Promise<void> {
  for (;;) {
    const { rank } = (await table.get('counter')) ?? { rank: 0 };
    try {
      await table.patch('counter', { rank: rank + 1 }, { ifMatch: { rank } });
      return;
    } catch (error) {
      if (!isEdgeError(error, 'PRECONDITION_FAILED')) throw error;
    }
  }
}

harper.server.http(async (request, next) => {
  if (!request.pathname.startsWith('/conformance/') && !request.pathname.startsWith('/store/')) return next(request);
  try {
    return await toHarperResponse(await answer(request));
  } catch (error) {
    return toHarperResponse(new Response(error instanceof Error ? error.stack : String(error), { status: 500 }));
  }
});
