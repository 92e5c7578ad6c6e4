import type { TensorSpec } from '@harper-edge/contracts';
import type { ModelValues } from './model-values.ts';
import type { TokenBatch } from './token-batch.ts';

/** A network that reads tokens, whichever runtime computes it. */
export interface TokenNetwork {
  /** Outputs of real numbers, as far as the file declares them. */
  readonly declared: readonly TensorSpec[];
  /** Tokens of every row, where the network takes no other number. */
  readonly rowTokens?: number | undefined;
  /** Whether it takes one row at a time, or would answer a row otherwise when others run with it. */
  readonly oneByOne: boolean;
  /** The named outputs, or all of real numbers. */
  readonly run: (batch: TokenBatch, outputs?: readonly string[]) => Promise<ReadonlyMap<string, ModelValues>>;
}
