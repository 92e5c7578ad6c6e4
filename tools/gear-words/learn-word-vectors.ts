import { createRandomGenerator } from '@harper-edge/stats';
import type { WeightedDocument } from './documents.ts';
import { leadingSubspace } from './leading-subspace.ts';
import { positiveInformation } from './pointwise-information.ts';
import { stemOf } from './stem.ts';

const dimensions = 64;

/**
 * A vector of 64 whole numbers from -127 to 127 for each stem of the documents, of about equal length; the nearer two point,
 * the more the company their words keep is alike. Levy, Goldberg and Dagan, "Improving Distributional Similarity with
 * Lessons Learned from Word Embeddings", TACL 3 (2015), p. 211: the leading singular vectors of the words' pointwise mutual
 * information, without the singular values. Rounding makes the result the same where the last bits of numbers are not.
 */
export function learnWordVectors(documents: readonly WeightedDocument[]): ReadonlyMap<string, Int8Array> {
  const stemmed = documents.map(({ words, weight }) => ({ words: words.map(stemOf), weight }));
  const ids = new Map([...new Set(stemmed.flatMap(({ words }) => words))].map((stem, id) => [stem, id]));
  const basis = leadingSubspace(positiveInformation(stemmed, ids), {
    dimensions,
    rounds: 30,
    rng: createRandomGenerator(1),
  });
  const vectors = [...ids].map(
    ([stem, id]) => [stem, unitVector(basis.map((vector) => vector[id] as number))] as const,
  );
  const largest = vectors.reduce((most, [, vector]) => Math.max(most, ...vector.map(Math.abs)), 0);
  return new Map(
    vectors.map(([stem, vector]) => [stem, Int8Array.from(vector, (value) => Math.round((127 * value) / largest))]),
  );
}

function unitVector(values: readonly number[]): readonly number[] {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? values : values.map((value) => value / length);
}
