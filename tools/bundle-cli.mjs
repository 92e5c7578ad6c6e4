// Bundles the command line into apps/cli/dist/bundle: what every command needs in one file, so that it starts quickly, and
// what only some need in files beside it.
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = join(dirname(dirname(fileURLToPath(import.meta.url))), 'apps/cli');
const outdir = join(source, 'dist/bundle');

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
  // A CommonJS dependency inside an ES module bundle asks for `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
