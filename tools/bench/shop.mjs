// `npm run bench:shop`: what the routes of tenants cost, as ratios to an empty JSON route of the same host in one run.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, checkNode, install, runMain, StartError } from '../prepare.mjs';
import { median, startChild } from './child.mjs';
import { startHost } from './host.mjs';
import { shopRows } from './shop-rows.mjs';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});

await runMain(async () => {
  const [rounds, seconds] = [Number(flags.rounds), Number(flags.seconds)];
  if (!(rounds >= 1 && seconds > 0)) throw new StartError('expected --rounds from 1 and --seconds above 0');
  const rows = shopRows.filter(({ key }) => flags.only === undefined || flags.only.split(',').includes(key));
  if (rows.length === 0)
    throw new StartError(`expected --only with some of ${shopRows.map(({ key }) => key).join(', ')}`);
  checkNode();
  await install();
  await build();
  const folder = await mkdtemp(join(tmpdir(), 'bench-shop-'));
  const load = startChild('./http-load.mjs');
  let host;
  try {
    host = await startHost(folder, { name: 'shop', uploads: [] });
    const figures = await measure(rows, { rounds, parts: partsOf({ host, load, seconds }) });
    print(rows, figures);
    if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(figures, null, 2)}\n`);
    if (flags.only === undefined && rows.some((row) => !passes(row, figures[row.key]))) process.exitCode = 1;
  } finally {
    load.end();
    await host?.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

/** What a row works with. */
function partsOf({ host, load, seconds }) {
  const closed = async (request, more = {}) => {
    const answered = await load.ask({
      do: 'closedLoop',
      port: host.port,
      connections: 32,
      seconds,
      ...more,
      ...request,
    });
    const wrong = Object.keys(answered.statuses).filter((status) => status !== '200');
    if (wrong.length > 0) throw new Error(`${request.path} answered ${wrong.join(', ')}`);
    return answered;
  };
  return {
    host,
    closed,
    /** A JSON route that does nothing. */
    empty: (more) => closed({ method: 'GET', path: '/health/live' }, more),
    call: (method, path, json) => ask(host, { method, path, body: JSON.stringify(json) }),
    ask: (request) => ask(host, request),
  };
}

async function ask({ url }, { method = 'POST', path, body, headers }) {
  const response = await fetch(url + path, {
    method,
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Row after row in every round, so that all see the same machine. The first round warms up and is thrown away. */
async function measure(rows, { rounds, parts }) {
  const figures = {};
  for (const row of rows) await row.prepare?.(parts);
  for (let round = 0; round <= rounds; round++) {
    for (const { key, run } of rows) {
      process.stderr.write(`round ${round} of ${rounds}: ${key}        \r`);
      const figure = await run(parts);
      if (round > 0) (figures[key] ??= []).push(figure);
    }
  }
  return figures;
}

function passes({ least, most }, values) {
  return (least === undefined || median(values) >= least) && (most === undefined || median(values) <= most);
}

function print(rows, figures) {
  const [cpu] = cpus();
  process.stdout.write(
    `\n${cpus().length} x ${cpu?.model ?? 'unknown CPU'}, Node ${process.versions.node}; median (least to most)\n\n`,
  );
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const row of rows) {
    const values = figures[row.key];
    const bound = row.least !== undefined ? `>= ${row.least}` : row.most !== undefined ? `<= ${row.most}` : '';
    const verdict = bound === '' ? '' : passes(row, values) ? 'ok' : 'MISSED';
    const [middle, low, high] = [median(values), Math.min(...values), Math.max(...values)].map((x) => x.toFixed(2));
    process.stdout.write(`${row.what.padEnd(width)}  ${bound.padEnd(7)}  ${middle} (${low} to ${high})  ${verdict}\n`);
  }
}
