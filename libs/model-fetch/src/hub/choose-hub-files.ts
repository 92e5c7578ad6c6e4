import { EdgeError, type SourceFile } from '@harper-edge/contracts';

/** How a network's file name ends, by variant; the first one there is is the default. */
const variantEndings = { default: '', quantized: '_quantized', fp16: '_fp16' } as const;
type Variant = keyof typeof variantEndings;

/** Endings of networks in other number formats, which no variant here asks for. */
const otherEndings = ['_q4f16', '_q4', '_int8', '_uint8', '_bnb4'];

/** Beside the networks: what turns texts and pictures into tensors and answers back. */
const companions = new Set([
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'vocab.txt',
  'merges.txt',
  'preprocessor_config.json',
  'processor_config.json',
  'generation_config.json',
  'quantize_config.json',
  'modules.json',
  'sentence_bert_config.json',
  '1_Pooling/config.json',
]);

export interface HubChoice {
  readonly variants: readonly string[];
  readonly files: readonly SourceFile[];
}

/**
 * The variants that a repository has, and the files of one of them.
 *
 * @throws EdgeError INVALID_INPUT when it has no such variant, or no model at all that a backend here can run
 */
export function chooseHubFiles(all: readonly SourceFile[], wanted?: string): HubChoice {
  const networks = all.filter(({ path }) => path.endsWith('.onnx'));
  const variants = (Object.keys(variantEndings) as Variant[]).filter(
    (variant) => networksOf(networks, variant).length > 0,
  );
  if (variants.length === 0) return { variants: [], files: withoutVariants(all, wanted) };
  const variant = variants.find((one) => one === (wanted ?? variants[0]));
  if (variant === undefined) throw noSuchVariant(wanted ?? '', variants);
  const chosen = networksOf(networks, variant);
  const paths = new Set(chosen.map(({ path }) => path));
  const files = all.filter(
    ({ path }) =>
      paths.has(path) || companions.has(path) || paths.has(path.replace(/_data(_\d+)?$/, '')) || isDataOf(path, paths),
  );
  return { variants, files };
}

/** Weights too large for the network's own file lie beside it as `model.onnx.data` or `model.onnx_data`. */
const isDataOf = (path: string, networks: ReadonlySet<string>): boolean => networks.has(path.replace(/\.data$/, ''));

/** The file `model` of the variant, else every network of it: an encoder and its decoder, for example. */
function networksOf(networks: readonly SourceFile[], variant: Variant): readonly SourceFile[] {
  const own = networks.filter(({ path }) => endingOf(path) === variantEndings[variant]);
  const main = own.filter(({ path }) => path.replace(/^onnx\//, '') === `model${variantEndings[variant]}.onnx`);
  return main.length > 0 ? main.slice(0, 1) : own;
}

function endingOf(path: string): string {
  const stem = path.slice(0, -'.onnx'.length);
  const known = [...Object.values(variantEndings), ...otherEndings].filter((ending) => ending !== '');
  return known.find((ending) => stem.endsWith(ending)) ?? '';
}

/** Models of TensorFlow.js: model.json and its weights. */
function withoutVariants(all: readonly SourceFile[], wanted: string | undefined): readonly SourceFile[] {
  if (!all.some(({ path }) => path === 'model.json')) {
    throw new EdgeError(
      'INVALID_INPUT',
      'the repository has neither an .onnx file nor a model.json of TensorFlow.js; choose one that has been converted',
    );
  }
  if (wanted !== undefined) throw noSuchVariant(wanted, []);
  return all.filter(({ path }) => path === 'model.json' || path.endsWith('.bin') || companions.has(path));
}

function noSuchVariant(wanted: string, variants: readonly string[]): EdgeError {
  const list = variants.length === 0 ? 'none, as the model comes in one form only' : variants.join(', ');
  return new EdgeError('INVALID_INPUT', `variant: expected ${list}, received "${wanted.slice(0, 60)}"`);
}
