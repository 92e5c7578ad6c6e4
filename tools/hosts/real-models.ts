import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeModelFiles } from '@harper-edge/backends/model-files';
import { zipModelFiles } from '@harper-edge/backends/testing';
import type { DeclaredMetadata, Framework } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import type { RunningHost } from './running-host.ts';
import { predictionOf, uploadFiles, type UploadedFile } from './serve-model.ts';

const shared = join(import.meta.dirname, '../../../shared');
const models = join(shared, 'models');
const photos = join(shared, 'data/photos');
const isThere = existsSync(models) && existsSync(photos);

const read = (path: string): Uint8Array => readFileSync(join(models, path));
const photo = (name: string): string => readFileSync(join(photos, `${name}.jpg`)).toString('base64');

/** The files of a model's folder and those in its folders, without what only describes them. */
function filesIn(folder: string): Map<string, Uint8Array> {
  const names = readdirSync(join(models, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name).slice(join(models, folder).length + 1));
  return new Map(names.map((name) => [name, read(join(folder, name))]));
}

const zip = (files: ReadonlyMap<string, Uint8Array>): readonly UploadedFile[] => [
  { name: 'model.zip', bytes: zipModelFiles(files) },
];
const tar = (files: ReadonlyMap<string, Uint8Array>): readonly UploadedFile[] => [
  { name: 'model.tar', bytes: writeModelFiles(files) },
];
const parts = (files: ReadonlyMap<string, Uint8Array>): readonly UploadedFile[] =>
  Array.from(files, ([name, bytes]) => ({ name, bytes }));

interface RealModel {
  readonly modelId: string;
  readonly framework: Framework;
  readonly files: readonly UploadedFile[];
  readonly metadata?: DeclaredMetadata;
}

/** Models and photos that are too large to ship, with the answers measured when they were made. */
export function describeRealModels(host: () => RunningHost): void {
  const serve = async (model: RealModel): Promise<void> => {
    const { status, body } = await uploadFiles(host(), model);
    expect([status, body], model.modelId).toMatchObject([200, { success: true }]);
  };

  describe.skipIf(!isThere)(
    `real models of every backend${isThere ? '' : ' (skipped: the folder ../shared is not there)'}`,
    () => {
      const image = { scale: 1, mean: 128, std: 128 };
      const labelled = { preprocessing: { image }, postprocessing: { labels: 'labels.txt', topK: 3 } };
      const imagenet = (): [string, Uint8Array] => ['labels.txt', read('mobilenet-v2-1.0-224/imagenet_labels.txt')];
      const known = [
        ['cat_720p', 'Egyptian cat', 0.778],
        ['parrot', 'macaw', 0.999],
        ['hot_dog', 'hotdog, hot dog, red hot', 0.93],
        ['sunflower', 'daisy', 0.985],
        ['bird', 'chickadee', 0.987],
        ['grace_hopper', 'military uniform', 0.892],
      ] as const;

      const expectLabels = async (modelId: string): Promise<void> => {
        const features = { image: known.map(([name]) => photo(name)) };
        const { labels, scores } = (await predictionOf(host(), modelId, features)).prediction as {
          readonly labels: readonly (readonly string[])[];
          readonly scores: readonly (readonly number[])[];
        };
        expect(labels.map(([best]) => best)).toEqual(known.map(([, label]) => label));
        for (const [i, [name, , score]] of known.entries())
          expect(Math.abs((scores[i]?.[0] ?? NaN) - score), name).toBeLessThan(0.015);
      };

      it('MobileNet v2 as ONNX, of 8 bits, names what is on photos', async () => {
        const network = read('mobilenet-v2-1.0-224/mobilenet_v2_1.0_224-int8.onnx');
        const files = zip(new Map([['model.onnx', network], imagenet()]));
        const metadata = { ...labelled, postprocessing: { ...labelled.postprocessing, output: 'probabilities' } };
        await serve({ modelId: 'mobilenet-onnx', framework: 'onnx', files, metadata });
        await expectLabels('mobilenet-onnx');
      });

      it('MobileNet v2 of TensorFlow.js names the same', async () => {
        const files = parts(new Map([...filesIn('mobilenet-v2-1.0-224/tfjs'), imagenet()]));
        await serve({ modelId: 'mobilenet-tfjs', framework: 'tensorflowjs', files, metadata: labelled });
        await expectLabels('mobilenet-tfjs');
      });

      it('a published moderation model of TensorFlow.js', async () => {
        const labels = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];
        const metadata = { preprocessing: { image: {} }, postprocessing: { labels } };
        const files = zip(filesIn('moderation-mobilenet-v2-tfjs'));
        await serve({ modelId: 'moderation', framework: 'tensorflowjs', files, metadata });
        const { prediction, confidence } = await predictionOf(host(), 'moderation', { image: photo('cat_720p') });
        expect(prediction['label']).toBe('Neutral');
        for (const [i, share] of [0.003, 0, 0.992, 0, 0.005].entries())
          expect(Math.abs(prediction['probabilities'][labels[i] ?? ''] - share), labels[i]).toBeLessThan(0.002);
        expect(confidence).toBeCloseTo(0.992, 2);
      });

      it.each<[string, Framework, () => readonly UploadedFile[], readonly number[], readonly number[]]>([
        [
          'embed-384-onnx',
          'onnx',
          () => tar(filesIn('text-embed-384-onnx')),
          [-0.003831, 0.027826, 0.030106, -0.02619, -0.043246, -0.065956],
          [0.575, -0.013, 0.478, 0.05],
        ],
        [
          'embed-384-hf',
          'transformers',
          () => zip(filesIn('text-embed-384-onnx')),
          [-0.003831, 0.027826, 0.030106, -0.02619, -0.043246, -0.065956],
          [0.575, -0.013, 0.478, 0.05],
        ],
        [
          'embed-512-tfjs',
          'tensorflowjs',
          () => zip(filesIn('text-embed-512-tfjs')),
          [0.01212, 0.023308, 0.047549, -0.011188, 0.026105, 0],
          [0.277, -0.022, 0.511, 0.123],
        ],
      ])('%s: what means the same is near', async (modelId, framework, files, first, cosines) => {
        await serve({ modelId, framework, files: files() });
        const pairs = [
          ['two person tent', 'shelter for camping'],
          ['two person tent', 'running shoes'],
          ['How old are you?', 'What is your age?'],
          ['How old are you?', 'I like my phone'],
        ] as const;
        const texts = ['a waterproof tent for two people', ...pairs.flat()];
        const { prediction } = await predictionOf(host(), modelId, { texts });
        const [tent = [], ...vectors] = prediction['embedding'] as readonly (readonly number[])[];
        for (const [i, value] of first.entries()) expect(tent[i]).toBeCloseTo(value, 5);
        const measured = pairs.map((_, i) =>
          (vectors[2 * i] ?? []).reduce((sum, value, axis) => sum + value * (vectors[2 * i + 1]?.[axis] ?? NaN), 0),
        );
        for (const [i, cosine] of cosines.entries())
          expect(Math.abs((measured[i] ?? NaN) - cosine), pairs[i]?.join(' ~ ')).toBeLessThan(0.001);
      });
    },
  );
}
