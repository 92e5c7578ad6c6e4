// Bundles the command line into apps/cli/dist/bundle: what every command needs in few files, so that it starts quickly, what
// only some need in files beside them, and the text of its help, so that this needs neither.
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const source = join(dirname(dirname(fileURLToPath(import.meta.url))), 'apps/cli');
const outdir = join(source, 'dist/bundle');

await bundle({});
const { stdout: help } = await promisify(execFile)(process.execPath, [join(outdir, 'main.js'), 'help']);
await bundle({ __HELP__: JSON.stringify(help) });

async function bundle(define) {
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [join(source, 'src/main.ts')],
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@harper-edge/source'],
    define,
    // A CommonJS dependency inside an ES module bundle asks for `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
}
