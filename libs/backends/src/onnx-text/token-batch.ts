import type { TokenSequence } from './text-tokenizer.ts';

/** Texts as a model reads them: rows of equal length, padded at the end. */
export interface TokenBatch {
  /** Tokens of each row that are no padding. */
  readonly lengths: readonly number[];
  /** Rows and tokens of a row. */
  readonly shape: readonly [number, number];
  /** Row-major, as `typeIds` and `attentionMask`, which is 0 for padding and 1 for all else. */
  readonly ids: readonly number[];
  readonly typeIds: readonly number[];
  readonly attentionMask: readonly number[];
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
  const padded = (values: readonly number[], filling: number): number[] => [
    ...values,
    ...Array.from({ length: length - values.length }, () => filling),
  ];
  return {
    lengths,
    shape: [sequences.length, length],
    ids: sequences.flatMap(({ ids }) => padded(ids, padId)),
    typeIds: sequences.flatMap(({ typeIds }) => padded(typeIds, 0)),
    attentionMask: lengths.flatMap((count) =>
      padded(
        Array.from({ length: count }, () => 1),
        0,
      ),
    ),
  };
}
