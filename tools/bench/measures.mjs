// What each line of the table is made of: one figure per round, always a ratio of two things measured in that round.
import { setTimeout as delay } from 'node:timers/promises';

const jsonBody = ({ name, input, row }) => JSON.stringify({ modelId: name, features: { [input]: [row] } });

/** Asks for one row in JSON. */
const predictJson = ({ name, input, row }) => ({ path: '/predict', body: jsonBody({ name, input, row }) });

/** Asks for one row as bytes, as the binary tensor extension of the Open Inference Protocol has it. */
function inferBinary({ name, row }) {
  const data = Buffer.from(Float32Array.from(row).buffer);
  const head = Buffer.from(
    JSON.stringify({
      inputs: [{ name: 'x', shape: [1, row.length], datatype: 'FP32', parameters: { binary_data_size: data.length } }],
      parameters: { binary_data_output: true },
    }),
  );
  return {
    path: `/v2/models/${name}/infer`,
    body: Buffer.concat([head, data]).toString('base64'),
    type: 'application/octet-stream',
    headers: { 'inference-header-content-length': String(head.length) },
  };
}

/** @returns measures: name → async function of one round, which answers the figures of that round by their names. */
export function createMeasures({ raw, load, side, hosts, models, encoder, seconds }) {
  const [small, large] = [models['mlp-2.5MB'], models['mlp-67MB']];
  const closed = (host, connections, request, more = {}) =>
    load.ask({ do: 'closedLoop', port: host.port, connections, seconds, ...request, ...more });
  const rawRun = ({ path, input, row }) => raw.ask({ do: 'run', path, input, row, seconds });

  return {
    small: async () => {
      const alone = await rawRun(small);
      const json = await closed(hosts.full, 32, predictJson(small));
      const silent = await closed(hosts.silent, 32, predictJson(small));
      const binary = await closed(hosts.full, 32, inferBinary(small));
      // Not measured: of two hosts the one that has worked less is the slower one.
      await closed(hosts.silent, 32, inferBinary(small));
      return {
        jsonSmall: json.rps / alone.rps,
        binarySmall: binary.rps / alone.rps,
        telemetry: json.rps / silent.rps,
      };
    },
    large: async () => {
      const alone = await rawRun(large);
      const json = await closed(hosts.full, 32, predictJson(large));
      const binary = await closed(hosts.full, 32, inferBinary(large));
      const unbatched = await closed(hosts.unbatched, 32, predictJson(large));
      const one = await closed(hosts.full, 1, predictJson(large));
      const oneUnbatched = await closed(hosts.unbatched, 1, predictJson(large));
      return {
        jsonLarge: json.rps / alone.rps,
        binaryLarge: binary.rps / alone.rps,
        batching: json.rps / unbatched.rps,
        batchingIdle: one.p50 / oneUnbatched.p50,
      };
    },
    tiny: async () => {
      const alone = await rawRun(models.tiny);
      const served = await closed(hosts.full, 1, predictJson(models.tiny));
      return { addedP50: (served.p50 - alone.p50) * 1_000, addedP99: (served.p99 - alone.p50) * 1_000 };
    },
    overload: async () => {
      // Of so many rows that the model, not the reading of requests, is what there is too little of.
      const asked = JSON.parse(jsonBody(large));
      asked.features.x = Array.from({ length: 32 }, () => large.row);
      const request = (more) => ({ path: '/predict', body: JSON.stringify({ ...asked, ...more }) });
      const capacity = (await closed(hosts.full, 16, request())).rps;
      const unloadedP50 = (await closed(hosts.full, 1, request())).p50;
      const limitMs = Math.max(250, 10 * unloadedP50);
      const open = (rate, content) =>
        load.ask({ do: 'openLoop', port: hosts.full.port, rate, seconds: seconds * 1.5, limitMs, ...content });
      const steady = await open(capacity * 0.7, request());
      const flood = await open(capacity * 3, request({ timeoutMs: Math.round(limitMs) }));
      return { tail: steady.p99 / unloadedP50, goodput: flood.goodput / capacity, refusalMs: flood.refusalP50 };
    },
    neighbours: async () => {
      const other = models['mlp-67MB-b'];
      const quiet = await closed(hosts.full, 1, predictJson(other));
      const flood = closed(hosts.full, 32, predictJson(large));
      const asked = { do: 'closedLoop', port: hosts.full.port, connections: 1, seconds: seconds * 0.45 };
      const disturbed = await side.ask({ ...asked, ...predictJson(other) });
      const live = await side.ask({ ...asked, method: 'GET', path: '/health/live', pauseMs: 5 });
      await flood;
      return { liveP99: live.p99, neighbour: disturbed.p99 / quiet.p99 };
    },
    firstAnswer: async () => {
      const created = await raw.ask({ do: 'create', path: large.path, input: 'x', row: large.row });
      await unload(hosts.full, large.name);
      const startMs = performance.now();
      const response = await ask(hosts.full, predictJson(large));
      await response.text();
      return { firstAnswer: (performance.now() - startMs) / created.ms };
    },
    embedding: async () => {
      const alone = await raw.ask({ do: 'embed', folder: encoder.folder, texts: encoder.texts, seconds });
      // As OpenAI's own client asks when it is told nothing else.
      const body = JSON.stringify({ model: encoder.name, input: encoder.texts, encoding_format: 'base64' });
      const served = await closed(hosts.full, 1, { path: '/v1/embeddings', body });
      return { embedding: alone.p50 / served.p50 };
    },
  };
}

/** Memory of an idle model, and after many loads, on a host of its own. */
export async function measureMemory(host, { models }) {
  const large = models['mlp-67MB'];
  await rest();
  await unload(host, large.name);
  await rest();
  const without = host.residentBytes();
  await (await ask(host, predictJson(large))).text();
  await rest();
  const idle = (host.residentBytes() - without) / large.bytes.length;
  let after5 = 0;
  for (let cycle = 1; cycle <= 100; cycle++) {
    await unload(host, large.name);
    await (await ask(host, predictJson(large))).text();
    if (cycle === 5 || cycle === 100) {
      await rest();
      if (cycle === 5) after5 = host.residentBytes();
    }
  }
  return { idleMemory: idle, churn: host.residentBytes() / after5 };
}

const rest = () => delay(3_000);

const ask = (host, { path, body }) =>
  fetch(`${host.url}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

async function unload(host, name) {
  const response = await fetch(`${host.url}/v2/repository/models/${name}/unload`, { method: 'POST' });
  if (response.status !== 200) throw new Error(`unload of ${name}: ${response.status}`);
}

/** The answers are part of the result: the largest difference between what the host and the runtime say to the same row. */
export async function checkAnswers({ raw, hosts, models }) {
  let largest = 0;
  for (const model of [models['mlp-2.5MB'], models['mlp-67MB']]) {
    const { path, input, output, row } = model;
    const { data } = await raw.ask({ do: 'answer', path, input, output, row });
    const { prediction } = await (await ask(hosts.full, predictJson(model))).json();
    data.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - prediction.y[0][i]))));
  }
  return largest;
}
