import { EdgeError } from '@harper-edge/contracts';
/** One tokenizer of the package. */
export interface PackageTokenizer {
  encode(
    text: string,
    options: {
      readonly text_pair: string | null;
      readonly add_special_tokens: boolean;
      readonly return_token_type_ids: true;
    },
  ): { readonly ids: readonly number[]; readonly token_type_ids?: readonly number[] };
  decode(ids: readonly number[], options: { readonly skip_special_tokens: boolean }): string;
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
}

/** The part of the package @huggingface/tokenizers that is used. Its own types do not resolve for ES modules. */
export interface TokenizerPackage {
  readonly Tokenizer: new (tokenizer: object, config: object) => PackageTokenizer;
}

/** The import of the package, which is optional: only when the first model with a tokenizer is loaded. */
export const importTokenizerPackage = (): Promise<TokenizerPackage> =>
  import('@huggingface/tokenizers') as Promise<unknown> as Promise<TokenizerPackage>;

/** @throws EdgeError NOT_INSTALLED when the package is missing. */
export async function loadTokenizerPackage(importPackage: () => Promise<TokenizerPackage>): Promise<TokenizerPackage> {
  try {
    return await importPackage();
  } catch (cause) {
    throw new EdgeError(
      'NOT_INSTALLED',
      'models with a tokenizer need the package @huggingface/tokenizers; install it with: npm install @huggingface/tokenizers@0.2.0',
      { cause },
    );
  }
}
