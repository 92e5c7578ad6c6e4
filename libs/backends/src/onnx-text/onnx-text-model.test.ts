import { memoryUsage } from 'node:process';
import { backendConformance } from '@harper-edge/contracts/testing';
import { describe, it } from 'vitest';
import { createOnnxBackend } from '../onnx/index.ts';
import { textFixtures } from './testing/text-fixtures.ts';

describe('text models of the onnx backend', () => {
  const subject = {
    backend: createOnnxBackend(),
    fixtures: textFixtures(),
    notModels: {},
    residentBytes: () => memoryUsage().rss,
  };
  for (const { name, run } of backendConformance(subject)) it(name, run);
});
