import { EdgeError } from '@harper-edge/contracts';
import type { PackageTokenizer, TokenizerPackage } from './tokenizer-package.ts';

/** The tokens of one text, or of a pair of texts. */
export interface TokenSequence {
  readonly ids: readonly number[];
  /** As many as `ids`: 0 for tokens of the first text, 1 for those of the second. */
  readonly typeIds: readonly number[];
}

export interface EncodeOptions {
  /** A second text, which the model reads together with the first. */
  readonly pair?: string;
  /** Whether the tokens that mark beginning and end are added. Default true. */
  readonly specialTokens?: boolean;
}

/** What text models need of a tokenizer, whichever package it comes from. Nothing is truncated or padded. */
export interface TextTokenizer {
  /** Fills up the shorter texts of a batch. */
  readonly padId: number;
  encode(text: string, options?: EncodeOptions): TokenSequence;
  /** Text without the special tokens. Every id must be known. */
  decode(ids: readonly number[]): string;
  knows(id: number): boolean;
}

/** Contents of the tokenizer's files, as parsed from JSON. */
export interface TokenizerFiles {
  readonly tokenizer: object;
  readonly config: Readonly<Record<string, unknown>>;
}

/** @throws EdgeError INVALID_MODEL when the files describe no tokenizer that the package knows. */
export function createTextTokenizer({ Tokenizer }: TokenizerPackage, files: TokenizerFiles): TextTokenizer {
  const tokenizer = openTokenizer(() => new Tokenizer(files.tokenizer, files.config));
  const padToken = contentOf(files.config.pad_token) ?? contentOf(files.config.eos_token) ?? '[PAD]';
  return {
    padId: tokenizer.token_to_id(padToken) ?? 0,
    encode: (text, { pair, specialTokens = true } = {}) => {
      const { ids, token_type_ids } = tokenizer.encode(text, {
        text_pair: pair ?? null,
        add_special_tokens: specialTokens,
        return_token_type_ids: true,
      });
      // A tokenizer without a post-processor tells no types: everything is of the first text.
      return { ids, typeIds: token_type_ids ?? ids.map(() => 0) };
    },
    // The package refuses to decode nothing.
    decode: (ids) => (ids.length === 0 ? '' : tokenizer.decode(ids, { skip_special_tokens: true })),
    knows: (id) => tokenizer.id_to_token(id) !== undefined,
  };
}

function openTokenizer(open: () => PackageTokenizer): PackageTokenizer {
  try {
    return open();
  } catch (cause) {
    throw new EdgeError(
      'INVALID_MODEL',
      `tokenizer.json: expected a tokenizer: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

/** Special tokens are declared by their text, or as an object that holds it. */
function contentOf(token: unknown): string | undefined {
  if (typeof token === 'string') return token;
  const content = (token as { readonly content?: unknown } | null | undefined)?.content;
  return typeof content === 'string' ? content : undefined;
}
