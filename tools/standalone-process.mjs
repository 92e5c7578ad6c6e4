// Starts the standalone host as a process of its own, for `npm run start:standalone` and for tests.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, StartError } from './prepare.mjs';

/**
 * @param {{ dataDir: string, httpPort: number, env?: Record<string, string>, log?: (text: string) => void }} options
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<number | string>, kill: () => Promise<void>, exited: Promise<number | string> }>}
 *   `stop` asks it to end and resolves with its exit code; `kill` ends it at once, as a crash would.
 */
export async function startStandalone({ dataDir, httpPort, env = {}, log = () => undefined }) {
  const child = spawn(process.execPath, [join(root, 'apps/server/dist/main.js')], {
    // A group of its own: Ctrl-C in a terminal then reaches us alone, and we stop the host in good order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, EDGE_AI_DATA: dataDir, EDGE_AI_PORT: String(httpPort), ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-4_000);
      log(String(chunk));
    });
  }
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  // Whatever ends this process, nothing stays behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  void exited.then(() => process.off('exit', kill));
  const url = `http://127.0.0.1:${httpPort}`;
  await untilReady(`${url}/health/ready`, exited, () => output);
  return {
    url,
    pid: child.pid,
    exited,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function untilReady(url, exited, output) {
  let ended;
  void exited.then((code) => (ended = code));
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (ended !== undefined)
      throw new StartError(
        output()
          .trim()
          .replace(/^harper-edge-ai: /, '') || `the host ended (${ended})`,
      );
    const response = await fetch(url).catch(() => undefined);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new StartError(`the host was not ready after 30 s: ${output().trim()}`);
}
