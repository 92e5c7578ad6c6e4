// `npm run bench:limits`: how near the host comes to what the machine can do, as ratios within one run.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, checkNode, install, root, runMain, StartError } from '../prepare.mjs';
import { median, startChild } from './child.mjs';
import { startHost } from './host.mjs';
import { checkAnswers, createMeasures, measureMemory } from './measures.mjs';

/** `least`: the figure must not be below; `most`: not above. */
const lines = [
  { key: 'jsonSmall', what: 'HTTP JSON rps at 32 connections / raw batch-1 rps, 2.5 MB MLP', least: 0.6, goal: 0.95 },
  { key: 'binarySmall', what: 'the same in binary form', goal: 1.2, least: 0 },
  { key: 'jsonLarge', what: 'HTTP JSON rps at 32 connections / raw batch-1 rps, 67 MB MLP', least: 1.2, goal: 1.8 },
  { key: 'binaryLarge', what: 'the same in binary form', goal: 2.4, least: 0 },
  { key: 'batching', what: 'batching on / off, rps at 32 connections, 67 MB MLP', least: 2, goal: 3.3 },
  { key: 'batchingIdle', what: 'batching on / off, p50 at one connection', most: 1.1, goal: 1.03 },
  { key: 'addedP50', what: 'added time at one connection, tiny model, p50 (µs)', most: 400, goal: 150 },
  { key: 'addedP99', what: 'added time at one connection, tiny model, p99 (µs)', most: 2_000, goal: 600 },
  { key: 'telemetry', what: 'telemetry on / off, rps at 32 connections, 2.5 MB MLP', least: 0.9, goal: 0.97 },
  {
    key: 'tail',
    what: 'open loop at 70 % of capacity, p99 / unloaded p50, 67 MB MLP, 32 rows a request',
    most: 12,
    goal: 6,
  },
  { key: 'goodput', what: 'goodput at 3x overload / capacity, the same requests', least: 0.7, goal: 0.9 },
  { key: 'liveP99', what: '/health/live p99 under saturation (ms)', most: 50, goal: 15 },
  { key: 'neighbour', what: 'p99 of one caller, another flooding its own model / alone', most: 3, goal: 1.5 },
  {
    key: 'firstAnswer',
    what: 'first answer of an unloaded model / (raw create + first run), 67 MB MLP',
    most: 2,
    goal: 1.2,
  },
  { key: 'idleMemory', what: 'RSS of an idle model / file size, 67 MB MLP', most: 1.6, goal: 1 },
  { key: 'churn', what: 'RSS after 100 load-run-unload cycles / after 5', most: 1.1, goal: 1.02 },
  {
    key: 'embedding',
    what: 'sentence embeddings, 32 texts in one request / raw runtime with the same tokenizer',
    least: 0.8,
    goal: 0.95,
  },
];

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
  checkNode();
  await install();
  await build();
  const folder = await mkdtemp(join(tmpdir(), 'bench-limits-'));
  const children = ['./raw-runtime.mjs', './http-load.mjs', './http-load.mjs'].map(startChild);
  const hosts = {};
  try {
    const figures = await measure({ folder, children, hosts, rounds, seconds });
    print(figures);
    if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(figures, null, 2)}\n`);
    // A part of the table, measured for a moment, proves nothing.
    const isWhole = flags.only === undefined;
    if (isWhole && lines.some((line) => !passes(line, figures[line.key]))) process.exitCode = 1;
  } finally {
    for (const child of children) child.end();
    await Promise.all(Object.values(hosts).map((host) => host.stop()));
    await rm(folder, { recursive: true, force: true });
  }
});

async function measure({ folder, children: [raw, load, side], hosts, rounds, seconds }) {
  const { writeModels } = await import('./models.mjs');
  const { models, encoder } = await writeModels(folder);
  const iris = join(root, 'examples/iris/iris-logreg.onnx');
  const tiny = {
    name: 'tiny',
    path: iris,
    bytes: await readFile(iris),
    input: 'float_input',
    row: [5.1, 3.5, 1.4, 0.2],
  };
  models.tiny = tiny;
  const uploads = [...Object.values(models), { name: encoder.name, bytes: encoder.bytes }];
  const start = async (name, env) => (hosts[name] = await startHost(folder, { name, env, uploads }));
  await start('full', {});
  await start('unbatched', { EDGE_AI_MAX_BATCH_ROWS: '1' });
  await start('silent', { EDGE_AI_RECORD_EVENTS: 'off' });
  const difference = await checkAnswers({ raw, hosts, models });
  if (difference > 1e-5) throw new StartError(`the host's answers differ from the runtime's by ${difference}`);
  const measures = createMeasures({ raw, load, side, hosts, models, encoder, seconds });
  const chosen = Object.entries(measures).filter(
    ([name]) => flags.only === undefined || flags.only.split(',').includes(name),
  );
  // The first round warms everything up and is thrown away.
  const figures = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of chosen) {
      process.stderr.write(`round ${round} of ${rounds}: ${name}        \r`);
      for (const [key, value] of Object.entries(await run())) if (round > 0) (figures[key] ??= []).push(value);
    }
  }
  if (flags.only === undefined || flags.only.includes('memory')) {
    process.stderr.write('memory over 100 loads                  \r');
    await start('memory', {});
    for (const [key, value] of Object.entries(await measureMemory(hosts.memory, { models }))) figures[key] = [value];
  }
  return figures;
}

function passes({ least, most }, values) {
  return values === undefined || (least === undefined ? median(values) <= most : median(values) >= least);
}

function print(figures) {
  const [cpu] = cpus();
  process.stdout.write(
    `\n${cpus().length} x ${cpu?.model ?? 'unknown CPU'}, Node ${process.versions.node}; median (least to most)\n\n`,
  );
  const rows = lines.filter(({ key }) => figures[key] !== undefined);
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const line of rows) {
    const values = figures[line.key];
    const bound = line.least === undefined ? `<= ${line.most}` : line.least === 0 ? '' : `>= ${line.least}`;
    const range = `${show(median(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
    const verdict = bound === '' ? '' : passes(line, values) ? 'ok' : 'MISSED';
    process.stdout.write(
      `${line.what.padEnd(width)}  gate ${bound.padEnd(8)}  goal ${String(line.goal).padEnd(5)}  ${range.padEnd(28)}  ${verdict}\n`,
    );
  }
}

function show(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
