import { memoryUsage } from 'node:process';
import { backendConformance } from '@harper-edge/contracts/testing';
import { describe, it } from 'vitest';
import { textFixtures } from '../onnx-text/testing/text-fixtures.ts';
import { createTransformersBackend } from './index.ts';
import { imageArchive, imageFixture, zeroShotFixture } from './testing/transformers-fixtures.ts';

const backend = createTransformersBackend();
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const images = await imageFixture();

describe('transformers backend', () => {
  const subject = {
    backend,
    fixtures: [...textFixtures(), zeroShotFixture(), images],
    notModels: {
      empty: new Uint8Array(),
      text: ascii('hello'),
      zip: ascii('PK\x03\x04'),
      truncated: imageArchive.subarray(0, 700),
    },
    residentBytes: () => memoryUsage().rss,
  };
  for (const { name, run } of backendConformance(subject)) it(name, run);
});
