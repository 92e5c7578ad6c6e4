import type { TokenSequence } from './text-tokenizer.ts';

/** Texts as a model reads them: rows of equal length, padded at the end. */
export interface TokenBatch {
  /** Tokens of each row that are no padding. */
  readonly lengths: readonly number[];
  /** Rows and tokens of a row. */
  readonly shape: readonly [number, number];
  /** Row-major, as `typeIds` and `attentionMask`, which is 0 for padding and 1 for all else. */
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
  readonly attentionMask: Int32Array;
}

export interface BatchOptions {
  readonly padId: number;
  /** Tokens of a row, where the model takes only that many. Default: those of the longest text. */
  readonly rowTokens?: number | undefined;
}

/** Texts side by side. Never longer than the longest, since the time a model takes grows with the tokens. */
export function toTokenBatch(sequences: readonly TokenSequence[], { padId, rowTokens }: BatchOptions): TokenBatch {
  const lengths = sequences.map(({ ids }) => ids.length);
  const length = rowTokens ?? Math.max(...lengths);
  const size = sequences.length * length;
  const batch = {
    lengths,
    shape: [sequences.length, length],
    ids: new Int32Array(size).fill(padId),
    typeIds: new Int32Array(size),
    attentionMask: new Int32Array(size),
  } as const;
  for (const [row, { ids, typeIds }] of sequences.entries()) {
    batch.ids.set(ids, row * length);
    batch.typeIds.set(typeIds, row * length);
    batch.attentionMask.fill(1, row * length, row * length + ids.length);
  }
  return batch;
}
