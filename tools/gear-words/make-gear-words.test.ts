import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeModelFiles } from '@harper-edge/backends/model-files';
import { createOnnxBackend } from '@harper-edge/backends/onnx';
import type { LoadedModel } from '@harper-edge/contracts';
import { productText } from '@harper-edge/personalization';
import { cosineSimilarity } from '@harper-edge/stats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readShops } from '../shop/read-shops.ts';
import { documentsOf, type Concepts } from './documents.ts';
import { makeGearWords } from './make-gear-words.ts';
import { stemOf, wordsOf } from './stem.ts';

const examples = join(import.meta.dirname, '../../examples');
const shipped = (name: string): Buffer => readFileSync(join(examples, 'gear-words', name));
const shops = await readShops(examples);
const concepts = JSON.parse(shipped('concepts.json').toString()) as Concepts;
const made = makeGearWords(
  shops.flatMap(({ products }) => products),
  concepts,
);
const catalogue = shops.find(({ tenantId }) => tenantId === 'alpine-gear-co')?.products ?? [];
const queries = JSON.parse(readFileSync(join(import.meta.dirname, 'queries.json'), 'utf8')) as Record<
  'tuned' | 'heldOut',
  readonly (readonly [query: string, category: string])[]
>;

let model: LoadedModel;
let productVectors: readonly Float32Array[];
beforeAll(async () => {
  model = await createOnnxBackend().load({ bytes: writeModelFiles(made) });
  productVectors = await embed(catalogue.map(productText));
});
afterAll(() => model.release());

async function embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
  const [answer] = await model.run([{ name: 'text', datatype: 'BYTES', shape: [texts.length], data: texts }]);
  const data = answer?.data as Float32Array;
  return texts.map((_, row) => data.slice(64 * row, 64 * (row + 1)));
}

/** The category of the product that is most like a text. */
const categoryOf = (similarities: readonly number[]): string =>
  catalogue[similarities.indexOf(Math.max(...similarities))]?.category ?? '';

const countRight = (rows: readonly (readonly [string, string])[], found: readonly string[]): number =>
  rows.filter(([, category], i) => found[i] === category).length;

async function rightByMeaning(rows: readonly (readonly [string, string])[]): Promise<number> {
  const vectors = await embed(rows.map(([query]) => query));
  return countRight(
    rows,
    vectors.map((vector) => categoryOf(productVectors.map((product) => cosineSimilarity(vector, product)))),
  );
}

/** What counting common words would find: cosine of the products' and the query's counts of stems. */
function rightByCommonWords(rows: readonly (readonly [string, string])[]): number {
  const countsOf = (text: string): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const stem of wordsOf(text).map(stemOf)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    return counts;
  };
  const products = catalogue.map((product) => countsOf(productText(product)));
  const length = (counts: Map<string, number>) => Math.hypot(...counts.values());
  const found = rows.map(([query]) => {
    const counts = countsOf(query);
    return categoryOf(
      products.map((product) => {
        const common = [...counts].reduce((sum, [stem, count]) => sum + count * (product.get(stem) ?? 0), 0);
        return common / length(product);
      }),
    );
  });
  return countRight(rows, found);
}

describe('the shipped model gear-words', () => {
  it.each([...made])('%s is what the tool makes, byte for byte', (name, bytes) => {
    expect(Buffer.from(bytes).equals(shipped(name))).toBe(true);
  });

  it('takes less than 300 KB', () => {
    const sizes = [...made.values()].map((bytes) => bytes.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
  });

  it('knows every word with a meaning of the shops, by itself or as stem and ending', async () => {
    const documents = documentsOf(catalogue, concepts);
    const words = [...new Set(documents.flatMap((document) => document.words))];
    const vectors = await embed(words);
    expect(words.filter((_, i) => vectors[i]?.every((value) => value === 0))).toEqual([]);
    const [known, ending, unknown, empty] = await embed(['hammock', 'hammocking', 'qwertz', '']);
    expect(cosineSimilarity(ending ?? [], known ?? [])).toBeCloseTo(1, 6);
    expect(unknown).toEqual(new Float32Array(64));
    expect(empty).toEqual(new Float32Array(64));
  });

  it('answers vectors of length 1, whatever stands beside a text in its batch', async () => {
    const [together] = await embed([
      'shoes for muddy trails',
      'a very warm sleeping bag for winter nights in the tent',
    ]);
    const [alone] = await embed(['shoes for muddy trails']);
    expect(together).toEqual(alone);
    expect(Math.hypot(...(alone ?? []))).toBeCloseTo(1, 6);
  });

  it('puts a product of the right kind first, for queries that helped to choose how it is made and for those that did not', async () => {
    const right = { tuned: await rightByMeaning(queries.tuned), heldOut: await rightByMeaning(queries.heldOut) };
    expect(right).toEqual({ tuned: 51, heldOut: 26 });
    const readme = shipped('README.md').toString();
    expect(readme).toContain(`${right.tuned} of ${queries.tuned.length} sentences`);
    expect(readme).toContain(`${right.heldOut} of ${queries.heldOut.length} that`);
    // At random it would be 1 of 20; by the words that query and product share it is far fewer too.
    const all = [...queries.tuned, ...queries.heldOut];
    expect(right.tuned + right.heldOut).toBeGreaterThanOrEqual(0.8 * all.length);
    expect(right.tuned + right.heldOut).toBeGreaterThan(1.5 * rightByCommonWords(all));
  });
});
