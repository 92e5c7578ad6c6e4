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

const { version, description, license } = await readJson('apps/harper-component/package.json');
const dependencies = {};
for (const [name, project] of Object.entries(externals)) {
  dependencies[name] = (await readJson(`${project}/package.json`)).dependencies[name];
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await build({
  entryPoints: [join(source, 'src/main.ts')],
  outfile: join(target, 'main.js'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  conditions: ['@harper-edge/source'],
  external: Object.keys(externals),
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
};
await writeFile(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
