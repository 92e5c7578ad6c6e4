// What has to be there before anything of the project can run. Uses nothing but Node, because nothing is installed yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A failure whose message says all there is to say: it is printed in one line, without a stack. */
export class StartError extends Error {}

/** Runs `main` and ends the process with 1 and one line when it fails. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (error instanceof StartError) process.stderr.write(`harper-edge-ai: ${error.message}\n`);
    else console.error(error);
    process.exitCode = 1;
  }
}

/** @throws StartError below the version in package.json's `engines` */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new StartError(`Node.js 20.19 or newer is needed, this is ${version}; see https://nodejs.org`);
}

/** Installs the packages of package-lock.json unless they are there already. */
export async function install() {
  const stampPath = join(root, 'node_modules/.harper-edge-installed');
  const stamp = createHash('sha256')
    .update(await readFile(join(root, 'package-lock.json')))
    .update(process.versions.modules)
    .digest('hex');
  if ((await readFile(stampPath, 'utf8').catch(() => '')) === stamp) return;
  await run('installing packages', process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-progress']);
  await writeFile(stampPath, stamp);
}

/** Compiles every project and bundles the Harper component and the command line. */
export async function build() {
  await run('compiling', process.execPath, ['node_modules/typescript/bin/tsc', '-b']);
  await run('bundling the Harper component', process.execPath, ['tools/bundle-component.mjs']);
  await run('bundling the command line', process.execPath, ['tools/bundle-cli.mjs']);
}

/**
 * Runs a command in the repository's root, its output going where ours goes.
 *
 * @throws StartError when it cannot be started or fails
 */
export async function run(what, command, args, { env = {} } = {}) {
  process.stdout.write(`harper-edge-ai: ${what}\n`);
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new StartError(`${what} failed: ${command} cannot be started (${error.code})`)),
    );
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code !== 0)
    throw new StartError(
      `${what} failed (${code}): ${[command === process.execPath ? 'node' : command, ...args].join(' ')}`,
    );
}
