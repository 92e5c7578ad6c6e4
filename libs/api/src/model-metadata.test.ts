import { isEdgeError } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { parseWith } from './http/parse-with.ts';
import { modelMetadata, modelMetadataSchema } from './model-metadata.ts';

const histogram = { kind: 'numeric', edges: [0, 1, 2], counts: [3, 4] };

describe('model metadata', () => {
  it.each<object>([
    {},
    { owner: 'me', anything: { goes: [1, null] } },
    { taskType: null, preprocessing: null },
    { outputDimensions: 384 },
    { outputDimensions: [384] },
    { source: 'huggingface:Xenova/all-MiniLM-L6-v2' },
    { source: { type: 'huggingface', reference: 'Xenova/all-MiniLM-L6-v2', revision: 'abc', more: 1 } },
    {
      baselineDistributions: {
        inputs: { age: histogram },
        outputs: { label: { kind: 'categorical', counts: { a: 1 } } },
      },
    },
    { trainingConfig: { type: 'in-process', hyperparameters: { epochs: 10, rate: 0.001 }, seed: 1 } },
    { preprocessing: { image: { mean: [0.5, 0.5, 0.5], std: 0.5 } }, postprocessing: { labels: 'labels.txt' } },
    { serving: { pinned: true, keepAliveSeconds: 60, maxBatchRows: 8 } },
  ])('takes %j', (metadata) => {
    expect(parseWith(modelMetadata, metadata, 'metadata')).toEqual(metadata);
  });

  it.each<[object, string]>([
    [{ taskType: 7 }, 'metadata.taskType'],
    [{ taskType: '' }, 'metadata.taskType'],
    [{ equivalenceGroup: ['a'] }, 'metadata.equivalenceGroup'],
    [{ outputDimensions: 0 }, 'metadata.outputDimensions'],
    [{ outputDimensions: [] }, 'metadata.outputDimensions'],
    [{ license: { name: 'MIT' } }, 'metadata.license'],
    [
      { baselineDistributions: { inputs: { age: { kind: 'text' } } } },
      'metadata.baselineDistributions.inputs.age.kind',
    ],
    [
      { baselineDistributions: { inputs: { age: { ...histogram, counts: [1] } } } },
      'metadata.baselineDistributions.inputs.age.counts',
    ],
    [
      { baselineDistributions: { inputs: { age: { ...histogram, edges: [0, 2, 1] } } } },
      'metadata.baselineDistributions.inputs.age.edges',
    ],
    [{ trainingConfig: 'none' }, 'metadata.trainingConfig'],
    [{ preprocessing: { image: { width: 0 } } }, 'metadata.preprocessing.image.width'],
    [{ postprocessing: { topK: 1.5 } }, 'metadata.postprocessing.topK'],
    [{ serving: { pinned: 'yes' } }, 'metadata.serving.pinned'],
  ])('refuses %j, naming %s', (metadata, named) => {
    const parse = (): unknown => parseWith(modelMetadata, metadata, 'metadata');
    expect(parse).toThrow(`${named}: `);
    try {
      parse();
    } catch (error) {
      expect(isEdgeError(error, 'INVALID_INPUT')).toBe(true);
    }
  });

  it('is published as JSON Schema that lets other members be', () => {
    expect(modelMetadataSchema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { taskType: {}, serving: {}, baselineDistributions: {} },
    });
    expect(modelMetadataSchema['additionalProperties']).not.toBe(false);
    expect(modelMetadataSchema['required']).toBeUndefined();
  });
});
