import type { ModelHead } from './model-head.ts';
import type { TokenSequence } from './text-tokenizer.ts';
import { toTokenBatch } from './token-batch.ts';
import type { TokenNetwork } from './token-network.ts';

/** Tokens that run as one batch at most: more gain no speed, and take memory for every layer of the network. */
const batchTokens = 8192;

export interface RowComputation {
  readonly network: TokenNetwork;
  readonly padId: number;
  readonly head: Pick<ModelHead, 'source' | 'row'>;
}

/** The answer of the head for each text, in order. No text, no run. */
export async function computeRows(
  { network, padId, head }: RowComputation,
  sequences: readonly TokenSequence[],
): Promise<readonly Float32Array[]> {
  const rows: Float32Array[] = [];
  for (let start = 0; start < sequences.length;) {
    const end = network.oneByOne ? start + 1 : endOfBatch(sequences, start);
    const batch = toTokenBatch(sequences.slice(start, end), { padId, rowTokens: network.rowTokens });
    const values = (await network.run(batch, [head.source])).get(head.source);
    if (values?.shape[0] !== end - start) {
      throw new RangeError(`output "${head.source}": expected ${end - start} rows, received ${values?.shape[0] ?? 0}`);
    }
    const size = values.data.length / (end - start);
    for (const [row, tokens] of batch.lengths.entries()) {
      rows.push(head.row(values.data.subarray(row * size, (row + 1) * size), tokens));
    }
    start = end;
  }
  return rows;
}

/** As many texts as fit, all padded to the longest of them; at least one. */
function endOfBatch(sequences: readonly TokenSequence[], start: number): number {
  let longest = 0;
  let end = start;
  for (const { ids } of sequences.slice(start)) {
    longest = Math.max(longest, ids.length);
    if (end > start && longest * (end + 1 - start) > batchTokens) break;
    end++;
  }
  return end;
}
