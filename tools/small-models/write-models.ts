// Writes the models of examples/small-models again:
//   npx tsc -b tools && node tools/dist/small-models/write-models.js examples/small-models
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeSmallModels } from './make-small-models.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new TypeError('expected the folder to write to as the argument');
for (const [name, bytes] of await makeSmallModels()) {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
