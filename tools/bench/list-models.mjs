// `npm run bench:list`: how long the standalone host takes to list models when it has 10,000 of them.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, checkNode, install, runMain, StartError } from '../prepare.mjs';
import { median } from './child.mjs';
import { startHost } from './host.mjs';

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '20' }, models: { type: 'string', default: '10000' } },
});

await runMain(async () => {
  const [rounds, count] = [Number(flags.rounds), Number(flags.models)];
  if (!(rounds >= 1 && count >= 300 && count <= 10_000)) {
    throw new StartError('expected --rounds from 1 and --models from 300 to 10000');
  }
  checkNode();
  await install();
  await build();
  const folder = await mkdtemp(join(tmpdir(), 'harper-edge-bench-list-'));
  let host;
  try {
    await register(join(folder, 'host-list'), count);
    host = await startHost(folder, { name: 'list', uploads: [] });
    const rows = await measure(host.url, { rounds, count });
    print(rows, { rounds, count });
    if (rows.some(({ mostMs, ms }) => mostMs !== undefined && median(ms) > mostMs)) process.exitCode = 1;
  } finally {
    await host?.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

/** As uploads would, but without the uploading: each a model of its own, with its own bytes. */
async function register(path, count) {
  const { systemClock } = await import('@harper-edge/contracts');
  const { createRegistry } = await import('@harper-edge/registry');
  const { createEmbeddedStore } = await import('@harper-edge/store/embedded');
  await mkdir(path);
  const store = createEmbeddedStore({ path, clock: systemClock });
  const registry = createRegistry({ store, clock: systemClock });
  const one = async (at) => {
    const artifact = await registry.storeArtifact(bytesOf(`model ${at}`));
    await registry.register({
      modelId: `model-${at}`,
      version: 'v1',
      framework: at % 4 === 0 ? 'transformers' : 'onnx',
      stage: at % 3 === 0 ? 'production' : 'development',
      artifact,
      modelMetadata: { platform: 'onnx', inputs: [], outputs: [] },
      inputSchema: null,
      outputSchema: null,
      metadata: { taskType: 'classification', description: `number ${at}` },
    });
  };
  process.stderr.write(`registering ${count} models\n`);
  for (let start = 0; start < count; start += 100) {
    const size = Math.min(100, count - start);
    await Promise.all(Array.from({ length: size }, (_, at) => one(start + at)));
  }
  await store.close();
}

async function* bytesOf(text) {
  yield new TextEncoder().encode(text);
}

/** In turns, after one round that is thrown away; to the last byte of each answer, not counting that it is read here. */
async function measure(url, { rounds, count }) {
  const rows = [
    { what: 'page of 100', path: '/models?limit=100', wanted: 100, mostMs: 50 },
    { what: 'page of 100 in production', path: '/models?limit=100&stage=production', wanted: 100, mostMs: 50 },
    { what: 'all in one page', path: `/models?limit=${count}`, wanted: count, mostMs: 50 },
    { what: 'all in pages of 1000', path: '/models?limit=1000', wanted: count, isWhole: true },
  ].map((row) => ({ ...row, ms: [] }));
  for (let round = 0; round <= rounds; round++) {
    for (const row of rows) {
      const { ids, ms } = await list(url, row);
      if (ids !== row.wanted) throw new Error(`${row.what}: expected ${row.wanted} models, received ${ids}`);
      if (round > 0) row.ms.push(ms);
    }
  }
  return rows;
}

/** How many different versions came, and the time that the answers took. */
async function list(url, { path, isWhole = false }) {
  const ids = new Set();
  let ms = 0;
  let cursor;
  do {
    const startMs = performance.now();
    const response = await fetch(`${url}${path}${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    const text = await response.text();
    ms += performance.now() - startMs;
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    const { models, nextCursor } = JSON.parse(text);
    for (const { modelId, version } of models) ids.add(`${modelId}:${version}`);
    cursor = isWhole ? nextCursor : undefined;
  } while (cursor !== undefined);
  return { ids: ids.size, ms };
}

function print(rows, { rounds, count }) {
  process.stdout.write(
    `\n${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.versions.node}; ${count} models, median of ${rounds} rounds (least to most), ms\n\n`,
  );
  for (const { what, ms, mostMs } of rows) {
    const [middle, least, most] = [median(ms), Math.min(...ms), Math.max(...ms)].map((value) => value.toFixed(1));
    const verdict = mostMs === undefined ? '' : `<= ${mostMs}  ${Number(middle) <= mostMs ? 'ok' : 'MISSED'}`;
    process.stdout.write(`${what.padEnd(28)} ${middle} (${least} to ${most})`.padEnd(56) + `${verdict}\n`);
  }
}
