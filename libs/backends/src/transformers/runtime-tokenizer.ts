import type { TextTokenizer } from '../onnx-text/index.ts';
import type { RuntimeTokenizer } from './transformers-runtime.ts';

/** The package's tokenizer as text models use it. */
export function adaptTokenizer(tokenizer: RuntimeTokenizer): TextTokenizer {
  const known = new Set(tokenizer.get_vocab().values());
  return {
    padId: tokenizer.pad_token_id ?? 0,
    encode: (text, { pair, specialTokens = true } = {}) => {
      const { input_ids, token_type_ids } = tokenizer(text, {
        text_pair: pair ?? null,
        add_special_tokens: specialTokens,
        return_token_type_ids: true,
        return_tensor: false,
      });
      return { ids: input_ids, typeIds: token_type_ids ?? input_ids.map(() => 0) };
    },
    // The package refuses to decode nothing.
    decode: (ids) => (ids.length === 0 ? '' : tokenizer.decode(ids, { skip_special_tokens: true })),
    knows: (id) => known.has(id),
  };
}
