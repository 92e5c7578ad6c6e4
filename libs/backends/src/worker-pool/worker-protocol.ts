import type { DeclaredMetadata, EdgeErrorCode, Framework } from '@harper-edge/contracts';
import type { TensorHead } from './tensor-payload.ts';

/**
 * What the pool asks of a worker. Every request has an `id`, which its answer repeats; the id of a `load` names the model
 * from then on. The artifact comes before it in pieces, under the id of the first of them; the payload of `run` and of its
 * answer are the tensors.
 */
export type Request = { readonly id: number } & (
  | { readonly op: 'receive'; readonly sizeBytes: number }
  | {
      readonly op: 'load';
      readonly artifact: number;
      readonly framework: Framework;
      readonly metadata: DeclaredMetadata;
    }
  | {
      readonly op: 'run';
      readonly model: number;
      readonly heads: readonly TensorHead[];
      readonly outputs?: readonly string[];
    }
  | { readonly op: 'countTokens'; readonly model: number; readonly texts: readonly string[] }
  | { readonly op: 'decodeTokens'; readonly model: number; readonly ids: readonly (readonly number[])[] }
  | { readonly op: 'release'; readonly model: number }
);

/** What is not answered: the next piece of an artifact, as the payload, and that no more of it will come. */
export type Message =
  { readonly op: 'piece'; readonly artifact: number } | { readonly op: 'discard'; readonly artifact: number };

/** A failure as it crosses the process: its cause as text, for the log. */
export interface WireError {
  readonly code: EdgeErrorCode;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly cause: string;
}
