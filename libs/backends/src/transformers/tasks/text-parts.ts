import { EdgeError } from '@harper-edge/contracts';
import {
  checkMaxTokens,
  readTextLimits,
  type TextLimits,
  type TextTokenizer,
  type TokenNetwork,
} from '../../onnx-text/index.ts';
import { adaptNetwork } from '../runtime-network.ts';
import { adaptTokenizer } from '../runtime-tokenizer.ts';
import type { OpenedModel } from './transformers-task.ts';

/** What all tasks that read text have in common. */
export interface TextParts {
  readonly network: TokenNetwork;
  readonly tokenizer: TextTokenizer;
  readonly limits: TextLimits;
}

/** @throws EdgeError INVALID_INPUT on wrong declared limits, INVALID_MODEL where the package made no tokenizer of the files. */
export function openTextParts({ runtime, pipeline, metadata, config, oneByOne }: OpenedModel): TextParts {
  if (pipeline.tokenizer === undefined || pipeline.tokenizer === null) {
    throw new EdgeError('INVALID_MODEL', 'expected a model with a tokenizer');
  }
  const tokenizer = adaptTokenizer(pipeline.tokenizer);
  const limits = readTextLimits(metadata, config);
  checkMaxTokens(limits, tokenizer);
  return { network: adaptNetwork(runtime, pipeline.model, { oneByOne }), tokenizer, limits };
}
