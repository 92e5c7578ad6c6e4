import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOnnxBackend } from '@harper-edge/backends/onnx';
import type { ModelArtifact, Tensor } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { makeIrisFiles, parseIris } from './make-models.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'examples/iris');
const csv = readFileSync(join(folder, 'iris.csv'), 'utf8');
const { rows, labels, features } = parseIris(csv);

async function predictSpecies(artifact: ModelArtifact): Promise<readonly string[]> {
  const model = await createOnnxBackend().load(artifact);
  const input: Tensor = {
    name: 'float_input',
    datatype: 'FP32',
    shape: [rows.length, features.length],
    data: Float32Array.from(rows.flat()),
  };
  const label = model.metadata.outputs.find(({ datatype }) => datatype === 'BYTES')?.name ?? '';
  const [answer] = await model.run([input], { outputs: [label] });
  await model.release();
  return answer?.data as readonly string[];
}

const agreement = (a: readonly string[], b: readonly string[]): number =>
  a.filter((species, i) => species === b[i]).length / a.length;

describe('the shipped iris example', () => {
  it('has fifty flowers of each species, by four lengths', () => {
    expect(features).toEqual(['sepal_length', 'sepal_width', 'petal_length', 'petal_width']);
    for (const species of ['setosa', 'versicolor', 'virginica']) {
      expect(labels.filter((label) => label === species)).toHaveLength(50);
    }
    expect(rows.every((row) => row.length === 4 && row.every((length) => length > 0 && length < 8))).toBe(true);
  });

  it.each(Object.entries(makeIrisFiles(csv)))('%s is what the tool makes, byte for byte', (name, bytes) => {
    expect(Buffer.from(bytes).equals(readFileSync(join(folder, name)))).toBe(true);
  });

  it.each(['iris-logreg.onnx', 'iris-logreg-zipmap.onnx'])('%s knows the species of at least 96 %%', async (name) => {
    const species = await predictSpecies({ path: join(folder, name) });
    expect(agreement(species, labels)).toBeGreaterThanOrEqual(0.96);
  });

  const scikitLearn = join(root, '../shared/models/sklearn-onnx/iris-logreg.onnx');
  it.skipIf(!existsSync(scikitLearn))(
    'agrees with the classifier of scikit-learn on at least 95 % of the flowers (skipped where its model is not beside the checkout)',
    async () => {
      const ours = await predictSpecies({ path: join(folder, 'iris-logreg.onnx') });
      expect(agreement(ours, await predictSpecies({ path: scikitLearn }))).toBeGreaterThanOrEqual(0.95);
    },
  );
});
