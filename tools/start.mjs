// `npm start` and `npm run start:standalone`: from a fresh clone to a served model.
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, checkNode, install, root, runMain, StartError } from './prepare.mjs';

const hosts = {
  harper: {
    port: 9926,
    start: async (options) => {
      const { startHarper } = await import('./harper-process.mjs');
      const operationsPort = portFrom('EDGE_AI_OPERATIONS_PORT', 9925);
      await checkPort(operationsPort, 'EDGE_AI_OPERATIONS_PORT');
      const componentDir = join(root, 'dist/harper-component');
      return startHarper({ ...options, componentDir, operationsPort, env: { EDGE_AI_ACCESS: 'open' } });
    },
  },
  standalone: {
    port: 3001,
    start: async (options) => (await import('./standalone-process.mjs')).startStandalone(options),
  },
};

let running;
let stopping = false;

/** What Ctrl-C does: lets the host finish, or while it still starts, ends it at once. */
function stop() {
  // Ending this process ends what it started, see the processes' own files.
  if (running === undefined) process.exit(130);
  if (stopping) return;
  stopping = true;
  process.stdout.write('\nharper-edge-ai: stopping\n');
  void running.stop();
}

await runMain(async () => {
  checkNode();
  const name = process.argv[2] ?? 'harper';
  const host = hosts[name];
  if (host === undefined) throw new StartError(`expected one of ${Object.keys(hosts).join(', ')}, received "${name}"`);
  const httpPort = portFrom('EDGE_AI_PORT', host.port);
  await checkPort(httpPort, 'EDGE_AI_PORT');
  const dataDir = resolve(root, process.env.EDGE_AI_DATA ?? join('.data', name));
  await checkFolder(dataDir);
  await install();
  await build();
  process.stdout.write(`harper-edge-ai: starting (${name})\n`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  running = await host.start({ dataDir, httpPort });
  try {
    const inferenceId = await serveExample(running.url);
    process.stdout.write(welcome(running.url, inferenceId));
  } catch (error) {
    await running.stop();
    throw error;
  }
  void seedShops(running, join(dataDir, 'example-shops'));
  const code = await running.exited;
  if (!stopping) throw new StartError(`the host ended by itself (${code})`);
});

/** Registers the shipped iris classifier, which does nothing the second time, and makes one prediction. */
async function serveExample(url) {
  const form = new FormData();
  const fields = { modelId: 'iris', version: 'v1', framework: 'onnx', stage: 'production' };
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', new Blob([await readFile(join(root, 'examples/iris/iris-logreg.onnx'))]), 'iris-logreg.onnx');
  await answerOf(fetch(`${url}/model/upload`, { method: 'POST', body: form }), 'registering the iris model');
  const body = JSON.stringify({ modelId: 'iris', features: { float_input: [5.1, 3.5, 1.4, 0.2] } });
  const predicting = fetch(`${url}/predict`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return (await answerOf(predicting, 'the first prediction')).inferenceId;
}

/**
 * Puts the example shops there, once for a data folder: whoever changes or removes them finds them so on the next start. What
 * a stop or a failure cut off is completed on the next start.
 */
async function seedShops({ url, adminUser, adminPassword }, donePath) {
  try {
    if (await exists(donePath)) return;
    process.stdout.write('harper-edge-ai: putting the example shops there\n');
    const { seedExamples } = await import(pathToFileURL(join(root, 'tools/dist/shop/seed-examples.js')).href);
    // Harper wants to know who changes what belongs to tenants, even where everybody may ask.
    const credential = adminPassword === undefined ? undefined : { user: adminUser, password: adminPassword };
    await seedExamples({ url, credential }, join(root, 'examples'));
    await writeFile(
      donePath,
      'Written when the example shops were complete; without this file they are put there again.\n',
    );
    process.stdout.write(shopWelcome(url));
  } catch (error) {
    if (!stopping) process.stderr.write(`harper-edge-ai: the example shops are not complete: ${error.message}\n`);
  }
}

function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function answerOf(responding, what) {
  const response = await responding;
  if (response.ok) return response.json();
  throw new StartError(`${what} failed (${response.status}): ${await response.text()}`);
}

function welcome(url, inferenceId) {
  return `
harper-edge-ai: serving on ${url}

  API page      ${url}/docs
  description   ${url}/openapi.json
  health        ${url}/health/ready

Ask for a prediction:
  curl -s ${url}/predict -H 'content-type: application/json' -d '{"modelId":"iris","features":{"float_input":[6.3,3.3,6.0,2.5]}}'

Say what the flower of the first prediction really was:
  curl -s ${url}/feedback -H 'content-type: application/json' -d '{"inferenceId":"${inferenceId}","outcome":"setosa","correct":true}'

See how the model does:
  curl -s '${url}/monitoring/metrics?modelId=iris'

Ctrl-C stops it; the data stays for the next start.
`;
}

function shopWelcome(url) {
  const body = { userContext: { activityType: 'trail-running', season: 'spring' }, limit: 3 };
  return `
harper-edge-ai: the example shops are there

Ask one of them what suits a runner:
  curl -s ${url}/api/alpine-gear-co/personalize -H 'content-type: application/json' -H 'X-User-ID: hiker_sarah_2024' -d '${JSON.stringify(body)}'
`;
}

function portFrom(variable, fallback) {
  const value = process.env[variable] ?? String(fallback);
  if (/^[0-9]{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65_536) return Number(value);
  throw new StartError(`${variable}: expected a port from 1 to 65535, received "${value}"`);
}

async function checkPort(port, variable) {
  const server = createServer();
  const code = await new Promise((resolve) => {
    server.once('error', (error) => resolve(error.code));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });
  if (code === undefined) return;
  const reason = code === 'EADDRINUSE' ? 'is in use by another process' : `cannot be used (${code})`;
  throw new StartError(`port ${port} ${reason}; choose another, for example ${variable}=${port + 10} npm start`);
}

async function checkFolder(folder) {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new StartError(
      `the data folder ${folder} cannot be written (${error.code}); choose another with EDGE_AI_DATA`,
    );
  }
}
