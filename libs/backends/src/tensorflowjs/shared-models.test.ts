import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backendConformance } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { writeModelFiles } from '../model-files/index.ts';
import { repositoryRoot } from '../onnx/testing/repository-root.ts';
import { createTensorflowjsBackend } from './index.ts';
import { texts } from './testing/fixtures.ts';

/** Models and photos that are too large to ship: the tests are skipped where their folders do not lie beside the checkout. */
const shared = join(repositoryRoot, '../shared');
const sentences = join(shared, 'models/text-embed-512-tfjs');
const moderation = join(shared, 'models/moderation-mobilenet-v2-tfjs');
const mobilenet = join(shared, 'models/mobilenet-v2-1.0-224');
const photos = join(shared, 'data/photos');
const backend = createTensorflowjsBackend();

function packed(folder: string, others: Readonly<Record<string, string>> = {}): Uint8Array {
  const own = readdirSync(folder).filter((name) => !name.endsWith('.md'));
  return writeModelFiles(
    new Map([
      ...own.map((name) => [name, readFileSync(join(folder, name))] as const),
      ...Object.entries(others).map(([name, path]) => [name, readFileSync(path)] as const),
    ]),
  );
}

const photo = (name: string): Uint8Array => readFileSync(join(photos, `${name}.jpg`));

describe.skipIf(!existsSync(sentences))(
  'sentence embeddings (skipped where the model is not beside the checkout)',
  () => {
    if (!existsSync(sentences)) return;
    const text = 'a waterproof tent for two people';
    const load = () => backend.load({ bytes: packed(sentences) });
    const embed = async (given: readonly string[]): Promise<(a: number, b: number) => number> => {
      const model = await load();
      const [answer] = await model.run([texts('text', given)]);
      await model.release();
      const rows = given.map((_, row) =>
        Array.from((answer?.data as Float32Array).subarray(512 * row, 512 * (row + 1))),
      );
      return (a, b) => (rows[a] ?? []).reduce((sum, value, i) => sum + value * (rows[b]?.[i] ?? NaN), 0);
    };

    it('reads the tokens of the original tokenizer', async () => {
      const model = await load();
      expect(await model.tokens?.count([text])).toEqual([9]);
      expect(await model.tokens?.decode([[11, 473, 1170, 1339, 1525, 17, 22, 174, 95]])).toEqual([text]);
      const [answer] = await model.run([texts('text', [text])]);
      const expected = [0.01212, 0.023308, 0.047549, -0.011188, 0.026105, 0];
      for (const [i, value] of expected.entries()) expect(answer?.data[i]).toBeCloseTo(value, 6);
      await model.release();
    });

    it('what means the same is near', async () => {
      const tents = await embed(['two person tent', 'shelter for camping', 'running shoes']);
      expect(tents(0, 1)).toBeCloseTo(0.277, 3);
      expect(tents(0, 2)).toBeCloseTo(-0.0215, 3);
      const ages = await embed(['How old are you?', 'What is your age?', 'I like my phone']);
      expect(ages(0, 1)).toBeCloseTo(0.511, 3);
      expect(ages(0, 2)).toBeCloseTo(0.123, 3);
    });

    it('a pair of texts gives what each gives alone, whatever runs with it', async () => {
      const alone = await embed([text, text]);
      const among = await embed([text, '', 'x'.repeat(500), text]);
      expect(alone(0, 1)).toBeCloseTo(1, 5);
      expect(among(0, 3)).toBeCloseTo(1, 5);
    });
  },
);

const images = existsSync(mobilenet) && existsSync(moderation) && existsSync(photos);
describe.skipIf(!images)('photos (skipped where models and photos are not beside the checkout)', () => {
  if (!images) return;
  const bytes = packed(join(mobilenet, 'tfjs'), { 'labels.txt': join(mobilenet, 'imagenet_labels.txt') });
  const preprocessing = { image: { scale: 1, mean: 128, std: 128 } };
  const known = [
    ['cat_720p', 'Egyptian cat', 0.779],
    ['parrot', 'macaw', 0.999],
    ['hot_dog', 'hotdog, hot dog, red hot', 0.928],
    ['sunflower', 'daisy', 0.985],
    ['bird', 'chickadee', 0.987],
    ['grace_hopper', 'military uniform', 0.892],
  ] as const;

  it('MobileNet v2 names what is on them', async () => {
    const model = await backend.load(
      { bytes },
      { metadata: { preprocessing, postprocessing: { labels: 'labels.txt', topK: 1 } } },
    );
    const [labels, scores] = await model.run([
      texts(
        'image',
        known.map(([name]) => photo(name)),
      ),
    ]);
    expect(labels).toEqual({ name: 'labels', datatype: 'BYTES', shape: [6, 1], data: known.map(([, label]) => label) });
    for (const [i, [, , score]] of known.entries())
      expect(Math.abs(Number(scores?.data[i]) - score)).toBeLessThan(0.015);
    await model.release();
  });

  it('a published moderation model, whose file states no format', async () => {
    const labels = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];
    const model = await backend.load(
      { bytes: packed(moderation) },
      { metadata: { preprocessing: { image: {} }, postprocessing: { labels } } },
    );
    const [label, probabilities] = await model.run([texts('image', [photo('cat_720p')])]);
    expect(label?.data).toEqual(['Neutral']);
    for (const [i, value] of [0.003, 0, 0.992, 0, 0.005].entries()) {
      expect(Math.abs(Number(probabilities?.data[i]) - value)).toBeLessThan(0.002);
    }
    await model.release();
  });

  const [cat] = known;
  const fixture = {
    name: 'MobileNet v2',
    artifact: { bytes },
    metadata: { preprocessing, postprocessing: { labels: 'labels.txt', topK: 1 } },
    inputs: [{ name: 'image', datatype: 'BYTES', shape: [-1] }],
    outputs: [
      { name: 'labels', datatype: 'BYTES', shape: [-1, 1] },
      { name: 'scores', datatype: 'FP32', shape: [-1, 1] },
    ],
    example: [texts('image', [photo(cat[0])])],
    expected: [
      texts('labels', [cat[1]], [1, 1]),
      { name: 'scores', datatype: 'FP32', shape: [1, 1], data: Float32Array.of(cat[2]) },
    ],
    tolerance: 0.002,
    batchable: true,
  } as const;
  for (const { name, run } of backendConformance({ backend, fixtures: [fixture], notModels: {} })) it(name, run);
});
