import { EdgeError } from '@harper-edge/contracts';
import type { ClassSource } from './class-head.ts';
import type { EmbeddingSource } from './embedding-head.ts';
import type { EmbeddingSettings } from './text-settings.ts';
import type { TextTokenizer } from './text-tokenizer.ts';
import { toTokenBatch } from './token-batch.ts';
import type { TokenNetwork } from './token-network.ts';

/** An output of a network: its rank, and the size of its last axis. */
export interface NetworkOutput {
  readonly name: string;
  readonly rank: number;
  readonly width: number;
}

/**
 * The outputs as the file declares them; where it leaves a rank or a width open, as they come for a short text.
 *
 * @throws EdgeError INVALID_MODEL when the model fails on that text
 */
export async function measureOutputs(
  network: TokenNetwork,
  tokenizer: TextTokenizer,
): Promise<readonly NetworkOutput[]> {
  const declared = network.declared.map(({ name, shape }) => toOutput(name, shape));
  if (declared.length > 0 && declared.every(({ rank, width }) => rank > 0 && width > 0)) return declared;
  const batch = toTokenBatch([tokenizer.encode('a')], { padId: tokenizer.padId, rowTokens: network.rowTokens });
  try {
    return Array.from(await network.run(batch), ([name, { shape }]) => toOutput(name, shape));
  } catch (cause) {
    throw new EdgeError(
      'INVALID_MODEL',
      `the model does not run on the tokens of its tokenizer: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

const toOutput = (name: string, shape: readonly number[]): NetworkOutput => ({
  name,
  rank: shape.length,
  width: shape.at(-1) ?? -1,
});

/**
 * The output to make embeddings of. `sentence_embedding` is what the model has pooled itself. The `pooler_output` of BERT
 * was trained for another purpose, so vectors per token come before it.
 *
 * @throws EdgeError INVALID_MODEL when there is none of rank 2 or 3
 */
export function selectEmbeddingSource(
  outputs: readonly NetworkOutput[],
  { pooling, poolingGiven }: Pick<EmbeddingSettings, 'pooling' | 'poolingGiven'>,
): EmbeddingSource {
  const named = (rank: number, ...names: readonly string[]): NetworkOutput | undefined =>
    outputs.find((output) => output.rank === rank && (names.length === 0 || names.includes(output.name)));
  const perToken = named(3, 'last_hidden_state', 'token_embeddings') ?? named(3);
  const sentence = named(2, 'sentence_embedding');
  const pooledHere = poolingGiven && pooling !== 'none';
  const source = (pooledHere ? (perToken ?? sentence) : (sentence ?? perToken)) ?? named(2, 'text_embeds') ?? named(2);
  if (source === undefined) throw missing('[rows, size] or [rows, tokens, size]', outputs);
  return { name: source.name, rank: source.rank === 3 ? 3 : 2, width: source.width };
}

/** The output to make classes of. @throws EdgeError INVALID_MODEL when there is none of rank 2 */
export function selectClassSource(outputs: readonly NetworkOutput[]): ClassSource {
  const matrices = outputs.filter(({ rank }) => rank === 2);
  const source = matrices.find(({ name }) => name === 'logits') ?? matrices[0];
  if (source === undefined) throw missing('[rows, classes]', outputs);
  return { name: source.name, classes: source.width };
}

function missing(expected: string, outputs: readonly NetworkOutput[]): EdgeError {
  const received = outputs.map(({ name, rank }) => `${name} of rank ${rank}`).join(', ');
  return new EdgeError(
    'INVALID_MODEL',
    `expected an output of real numbers ${expected}, received ${received || 'none'}`,
  );
}
