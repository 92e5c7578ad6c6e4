import { isEdgeError, type DeclaredMetadata } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { parseSettings } from './index.ts';

const refusal = (metadata: DeclaredMetadata): string => {
  try {
    parseSettings(metadata);
  } catch (error) {
    if (isEdgeError(error, 'INVALID_INPUT')) return error.message;
  }
  throw new Error('expected INVALID_INPUT');
};

describe('parseSettings', () => {
  it.each([
    {},
    { author: 'x', taskType: 'image' },
    { preprocessing: null, postprocessing: null },
    { preprocessing: {} },
  ])('nothing is declared by %j', (metadata) => {
    expect(parseSettings(metadata)).toEqual({});
  });

  it('reads all that can be declared', () => {
    const image = { input: 'x', width: 2, height: 3, layout: 'NCHW', colors: 'BGR', fit: 'cover', scale: 1 } as const;
    const labels = { output: 'y', activation: 'softmax', labels: ['a', 'b'], topK: 2 } as const;
    const text = { tokenizer: 'sentencepiece-unigram', vocabulary: 'v.json', reservedTokens: 3 } as const;
    expect(
      parseSettings({
        preprocessing: { image: { ...image, mean: 0.5, std: [1, 2, 3] }, text },
        postprocessing: labels,
      }),
    ).toEqual({
      text,
      image: { ...image, mean: [0.5, 0.5, 0.5], std: [1, 2, 3] },
      labels,
    });
    expect(parseSettings({ postprocessing: { labels: 'labels.txt' } }).labels?.labels).toBe('labels.txt');
  });

  it.each<readonly [string, DeclaredMetadata]>([
    ['preprocessing: expected an object', { preprocessing: 'resize' }],
    ['preprocessing: expected text, image, received "resize"', { preprocessing: { resize: 224 } }],
    ['postprocessing: expected output, activation, labels, topK, received "top"', { postprocessing: { top: 5 } }],
    ['preprocessing.image: expected input, width', { preprocessing: { image: { size: 224 } } }],
    ['preprocessing.image.width: expected a whole number from 1 to 8192', { preprocessing: { image: { width: 0 } } }],
    ['preprocessing.image.height: expected a whole number', { preprocessing: { image: { height: 1.5 } } }],
    ['preprocessing.image.layout: expected one of "NHWC", "NCHW"', { preprocessing: { image: { layout: 'CHW' } } }],
    ['preprocessing.image.colors: expected one of "RGB", "BGR"', { preprocessing: { image: { colors: 'rgb' } } }],
    ['preprocessing.image.fit: expected one of "fill"', { preprocessing: { image: { fit: 'crop' } } }],
    ['preprocessing.image.scale: expected a number', { preprocessing: { image: { scale: '1/255' } } }],
    ['preprocessing.image.scale: expected a number', { preprocessing: { image: { scale: [1, 1, 1] } } }],
    ['preprocessing.image.mean: expected a number or 3 numbers', { preprocessing: { image: { mean: [1, 2] } } }],
    ['preprocessing.image.mean: expected a number', { preprocessing: { image: { mean: [1, 2, null] } } }],
    ['preprocessing.image.std: expected numbers other than 0', { preprocessing: { image: { std: [1, 0, 1] } } }],
    ['preprocessing.image.std: expected numbers other than 0', { preprocessing: { image: { std: 0 } } }],
    ['preprocessing.text.tokenizer: expected one of', { preprocessing: { text: { tokenizer: 'bpe' } } }],
    ['preprocessing.text: expected tokenizer', { preprocessing: { text: { maxTokens: 3 } } }],
    ['postprocessing.activation: expected one of', { postprocessing: { activation: 'relu' } }],
    ['postprocessing.labels: expected a list of at least one text', { postprocessing: { labels: [1, 2] } }],
    ['postprocessing.topK: expected a whole number from 1 to 1000', { postprocessing: { topK: 1001 } }],
  ])('metadata.%s', (message, metadata) => {
    expect(refusal(metadata)).toContain(`metadata.${message}`);
  });
});
