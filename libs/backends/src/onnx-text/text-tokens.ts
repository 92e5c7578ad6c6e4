import { EdgeError, type Tokens } from '@harper-edge/contracts';
import type { TextTokenizer } from './text-tokenizer.ts';
import { encodeWithin } from './truncate-tokens.ts';

/** How the texts of a model become its tokens. */
export interface TextLimits {
  /** Put in front of every text. */
  readonly prefix: string;
  /** Tokens the model reads of a text at most, special ones included. */
  readonly maxTokens: number;
}

/** The port's view of a tokenizer. `count` includes the prefix. */
export function createTokens(tokenizer: TextTokenizer, { prefix, maxTokens }: TextLimits): Tokens {
  const count = (text: string): number => encodeWithin(tokenizer, maxTokens, { text: prefix + text }).ids.length;
  const decode = (ids: readonly number[]): string => {
    const unknown = ids.find((id) => !tokenizer.knows(id));
    if (unknown === undefined) return tokenizer.decode(ids);
    throw new EdgeError('INVALID_INPUT', `token id ${unknown}: expected an id of the model's vocabulary`);
  };
  return {
    count: (texts) => Promise.resolve(texts).then((all) => all.map(count)),
    decode: (lists) => Promise.resolve(lists).then((all) => all.map(decode)),
  };
}
