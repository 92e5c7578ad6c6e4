import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const source = join(import.meta.dirname, '../../apps/harper-component');

const conformanceType = `
type Conformance @table(database: "edgeai") {
  id: ID @primaryKey
  group: String @indexed
  rank: Float @indexed
  active: Boolean @indexed
}
`;

/** Bundles the component of the conformance suites, with the product's schema and one table more. Returns its folder. */
export async function buildConformanceComponent(): Promise<string> {
  const target = join(import.meta.dirname, '../../dist/conformance-component');
  await mkdir(target, { recursive: true });
  await build({
    entryPoints: [join(source, 'src/testing/conformance-component.ts')],
    outfile: join(target, 'main.js'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@harper-edge/source'],
  });
  await cp(join(source, 'config.yaml'), join(target, 'config.yaml'));
  await writeFile(
    join(target, 'schema.graphql'),
    (await readFile(join(source, 'schema.graphql'), 'utf8')) + conformanceType,
  );
  await writeFile(join(target, 'package.json'), JSON.stringify({ type: 'module', main: './main.js' }));
  return target;
}
