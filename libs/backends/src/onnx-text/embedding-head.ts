import type { ModelHead } from './model-head.ts';
import type { EmbeddingSettings } from './text-settings.ts';

/** One output of the model: a vector for each row (rank 2), or for each token of each row (rank 3). */
export interface EmbeddingSource {
  readonly name: string;
  readonly rank: 2 | 3;
  /** Numbers of a vector. */
  readonly width: number;
}

/**
 * Embeddings [rows, width]. A model that gives vectors per token is pooled: the mean over the tokens that are no padding,
 * or the vector of the first token. Without pooling they come as they are, [rows, tokens, width], with zeros for padding.
 * Normalised vectors have the Euclidean length 1; a vector of zeros stays what it is.
 */
export function createEmbeddingHead(
  { name, rank, width }: EmbeddingSource,
  { pooling, normalize }: Pick<EmbeddingSettings, 'pooling' | 'normalize'>,
): ModelHead {
  const perToken = rank === 3 && pooling === 'none';
  const vectorOf = (values: Float32Array, tokens: number): Float32Array => {
    if (rank === 2) return values.slice();
    if (perToken) return values.slice(0, tokens * width);
    return pooling === 'mean' ? meanVector(values, tokens, width) : values.slice(0, width);
  };
  return {
    outputs: [{ name: 'embedding', datatype: 'FP32', shape: perToken ? [-1, -1, width] : [-1, width] }],
    source: name,
    row: (values, tokens) => {
      const vector = vectorOf(values, tokens);
      if (normalize)
        for (let start = 0; start < vector.length; start += width) toUnitLength(vector.subarray(start, start + width));
      return vector;
    },
    collect: (rows) => {
      const longest = perToken ? Math.max(0, ...rows.map((row) => row.length)) : width;
      const data = new Float32Array(rows.length * longest);
      for (const [index, row] of rows.entries()) data.set(row, index * longest);
      const shape = perToken ? [rows.length, longest / width, width] : [rows.length, width];
      return [{ name: 'embedding', datatype: 'FP32', shape, data }];
    },
  };
}

/** Summed at 64 bits, so that the order and the number of the tokens do not matter. */
function meanVector(values: Float32Array, tokens: number, width: number): Float32Array {
  const sums = new Float64Array(width);
  for (let start = 0; start < tokens * width; start += width) {
    for (let i = 0; i < width; i++) sums[i] = (sums[i] ?? 0) + (values[start + i] ?? 0);
  }
  return Float32Array.from(sums, (sum) => sum / Math.max(tokens, 1));
}

function toUnitLength(vector: Float32Array): void {
  let square = 0;
  for (const value of vector) square += value * value;
  if (square === 0) return;
  const length = Math.sqrt(square);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
}
