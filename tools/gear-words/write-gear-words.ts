// Writes the model of examples/gear-words again, from its concepts.json and the catalogues beside it:
//   npx tsc -b tools && node tools/dist/gear-words/write-gear-words.js examples
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readShops } from '../shop/read-shops.ts';
import type { Concepts } from './documents.ts';
import { makeGearWords } from './make-gear-words.ts';

const [examples] = process.argv.slice(2);
if (examples === undefined) throw new TypeError('expected the folder of the examples as the argument');
const folder = join(examples, 'gear-words');
const products = (await readShops(examples)).flatMap((shop) => shop.products);
const concepts = JSON.parse(await readFile(join(folder, 'concepts.json'), 'utf8')) as Concepts;
for (const [name, bytes] of makeGearWords(products, concepts)) {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
