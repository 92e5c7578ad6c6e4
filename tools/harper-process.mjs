// Starts a real Harper of its own, for `npm start` and for tests. Uses nothing but Node and the harperdb package.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.mjs';
import { root, StartError } from './prepare.mjs';

const adminUser = 'admin';

/**
 * Starts Harper with a component, on loopback only, and waits until it answers.
 *
 * @param {object} options
 * @param {string} options.componentDir the bundle; Harper puts a link to itself into its node_modules
 * @param {string} options.dataDir database, logs and the admin password; the same folder again is the same data
 * @param {number} options.httpPort
 * @param {number} [options.operationsPort] default: a free one
 * @param {number} [options.threads] HTTP worker threads, default 2
 * @param {string} [options.readyPath] what is asked until the component serves, default /health/ready
 * @param {(status: number) => boolean} [options.isReady] whether this answer says that it does, default status 200
 * @param {Record<string, string>} [options.env] for the component
 * @returns {Promise<{ url: string, operationsUrl: string, adminUser: string, adminPassword: string, pid: number, stop: () => Promise<number | string>, kill: () => Promise<void>, exited: Promise<number | string> }>}
 *   `stop` asks it to end and resolves with its exit code; `kill` ends it at once, as a crash would.
 */
export async function startHarper(options) {
  const {
    componentDir,
    dataDir,
    httpPort,
    operationsPort = await freePort(),
    threads = 2,
    readyPath = '/health/ready',
    isReady = (status) => status === 200,
    env = {},
  } = options;
  const home = join(dataDir, 'home');
  const rootPath = join(dataDir, 'root');
  await mkdir(home, { recursive: true });
  const adminPassword = await passwordOf(dataDir);
  await removeStalePid(join(rootPath, 'hdb.pid'));
  const onLoopback = (port) => `127.0.0.1:${port}`;
  const child = spawn(process.execPath, [join(root, 'node_modules/harperdb/bin/harperdb.js'), 'run', componentDir], {
    cwd: dataDir,
    // A group of its own: Ctrl-C in a terminal then reaches us alone, and we stop Harper in good order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // Each Harper finds its own installation through its home folder.
      HOME: home,
      ROOTPATH: rootPath,
      TC_AGREEMENT: 'yes',
      HDB_ADMIN_USERNAME: adminUser,
      HDB_ADMIN_PASSWORD: adminPassword,
      // Development defaults would make every local caller a super user and use one thread only.
      DEFAULTS_MODE: 'prod',
      THREADS_COUNT: String(threads),
      LOGGING_STDSTREAMS: 'true',
      HTTP_PORT: onLoopback(httpPort),
      OPERATIONSAPI_NETWORK_PORT: onLoopback(operationsPort),
      // Without a name the installation asks for one and waits.
      REPLICATION_HOSTNAME: 'localhost',
      MQTT_NETWORK_PORT: 'null',
      MQTT_NETWORK_SECUREPORT: 'null',
      REPLICATION_PORT: 'null',
      REPLICATION_SECUREPORT: 'null',
      OPERATIONSAPI_NETWORK_DOMAINSOCKET: 'null',
      LOCALSTUDIO_ENABLED: 'false',
      ...env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-6_000);
    });
  }
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  // Whatever ends this process, nothing stays behind.
  const killGroup = () => killQuietly(-child.pid, 'SIGKILL');
  process.once('exit', killGroup);
  void exited.then(() => process.off('exit', killGroup));

  const running = {
    url: `http://127.0.0.1:${httpPort}`,
    operationsUrl: `http://127.0.0.1:${operationsPort}`,
    adminUser,
    adminPassword,
    pid: child.pid,
    exited,
    stop: async () => {
      killQuietly(child.pid, 'SIGTERM');
      const timer = setTimeout(killGroup, 10_000);
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
    kill: async () => {
      killGroup();
      await exited;
    },
  };
  try {
    await untilReady(running.url + readyPath, { isReady, exited, output: () => output });
  } catch (error) {
    await running.kill();
    throw error;
  }
  return running;
}

/** Made once per data folder, readable by its owner only. */
async function passwordOf(dataDir) {
  const path = join(dataDir, 'admin-password');
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const password = randomBytes(18).toString('base64url');
  await writeFile(path, password, { mode: 0o600 });
  return password;
}

/** After a crash Harper leaves its pid behind, and refuses to start when another process has that number now. */
async function removeStalePid(path) {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  if (!(pid > 0)) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  const isAlive = killQuietly(pid, 0);
  if (isAlive && (command === undefined || command.includes('harperdb'))) {
    throw new StartError(
      `Harper (process ${pid}) is already running on this data folder; stop it or choose another folder`,
    );
  }
  await rm(path, { force: true });
}

/** Whether the process, or with a negative number its group, was there. */
function killQuietly(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function untilReady(url, { isReady, exited, output }) {
  let ended;
  void exited.then((code) => (ended = code));
  let answer = 'nothing';
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (ended !== undefined) throw new StartError(`Harper ended (${ended}): ${lastLines(output())}`);
    const response = await fetch(url).catch(() => undefined);
    if (response !== undefined && isReady(response.status)) return;
    if (response !== undefined) answer = `${response.status} ${(await response.text()).slice(0, 300)}`;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new StartError(`Harper was not ready after 120 s; it answered ${answer}; its output: ${lastLines(output())}`);
}

/** The end of Harper's output without its picture in colours. */
const lastLines = (output) =>
  output
    .replaceAll(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
    .filter((line) => /[A-Za-z]/.test(line))
    .slice(-8)
    .join(' | ');
