// Bundles the Harper component into dist/harper-component: one directory that Harper runs or deploys as it is.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'apps/harper-component');
const target = join(root, 'dist/harper-component');
const readJson = async (path) => JSON.parse(await readFile(join(root, path), 'utf8'));

// Packages with native code or files of their own: installed beside the bundle, not put into it.
const externals = { 'onnxruntime-node': 'libs/backends', 'swagger-ui-dist': 'libs/api' };
// The same, for what only some models need: whoever has such models installs them, and others need not.
const { peerDependencies: optional } = await readJson('libs/backends/package.json');

const { version, description, license } = await readJson('apps/harper-component/package.json');
const dependencies = {};
for (const [name, project] of Object.entries(externals)) {
  dependencies[name] = (await readJson(`${project}/package.json`)).dependencies[name];
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await build({
  // A worker is a program of its own, which the pool looks for beside the code that starts it.
  entryPoints: {
    main: join(source, 'src/main.ts'),
    'worker-main': join(root, 'libs/backends/src/worker-pool/worker-main.ts'),
  },
  outdir: target,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  conditions: ['@harper-edge/source'],
  external: [...Object.keys(externals), ...Object.keys(optional)],
  define: { __VERSION__: JSON.stringify(version) },
  // CommonJS dependencies inside an ES module bundle ask for `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
for (const file of ['config.yaml', 'schema.graphql']) await cp(join(source, file), join(target, file));
const manifest = {
  name: 'harper-edge-ai',
  version,
  description,
  license,
  type: 'module',
  main: './main.js',
  dependencies,
  peerDependencies: optional,
  peerDependenciesMeta: Object.fromEntries(Object.keys(optional).map((name) => [name, { optional: true }])),
};
await writeFile(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
