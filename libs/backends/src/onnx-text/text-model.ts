import { textsOf, type LoadedModel, type ModelMetadata } from '@harper-edge/contracts';
import { guardRuns, type UnguardedModel } from '../guard-runs.ts';
import type { ModelHead } from './model-head.ts';
import { computeRows } from './text-rows.ts';
import type { TextTokenizer } from './text-tokenizer.ts';
import { createTokens, type TextLimits } from './text-tokens.ts';
import type { TokenNetwork } from './token-network.ts';
import { encodeWithin } from './truncate-tokens.ts';

export interface TextModelParts extends Pick<UnguardedModel, 'memoryBytes' | 'lane' | 'dispose'> {
  readonly runtime: Pick<ModelMetadata, 'platform' | 'runtime'>;
  readonly network: TokenNetwork;
  readonly tokenizer: TextTokenizer;
  readonly limits: TextLimits;
  readonly head: ModelHead;
}

/** A network that reads tokens as a model that reads texts: one input `text` BYTES [rows], and the outputs of the head. */
export function createTextModel({ runtime, network, tokenizer, limits, head, ...memory }: TextModelParts): LoadedModel {
  return guardRuns({
    ...memory,
    metadata: {
      ...runtime,
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
      outputs: head.outputs,
    },
    // Where an answer has an axis of tokens, the longest text of the batch decides its size.
    independentRows: head.outputs.every(({ shape }) => !shape.slice(1).includes(-1)),
    tokens: createTokens(tokenizer, limits),
    compute: async (inputs) => {
      const texts = inputs.flatMap((input) => (input.datatype === 'BYTES' ? textsOf(input) : []));
      const sequences = texts.map((text) => encodeWithin(tokenizer, limits.maxTokens, { text: limits.prefix + text }));
      return head.collect(await computeRows({ network, padId: tokenizer.padId, head }, sequences));
    },
  });
}
