// Writes the models of examples/iris again, from its iris.csv:
//   npx tsc -b tools && node tools/dist/iris/write-models.js examples/iris
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeIrisFiles } from './make-models.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new TypeError('expected the folder of iris.csv as the argument');
for (const [name, bytes] of Object.entries(makeIrisFiles(await readFile(join(folder, 'iris.csv'), 'utf8')))) {
  await writeFile(join(folder, name), bytes);
}
