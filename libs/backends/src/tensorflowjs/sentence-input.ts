import {
  EdgeError,
  textsOf,
  type LoadedModel,
  type ModelMetadata,
  type Tensor,
  type TensorSpec,
} from '@harper-edge/contracts';
import { guardRuns } from '../guard-runs.ts';
import type { SentenceSettings } from '../processing/index.ts';
import { createUnigramTokenizer, type UnigramTokenizer } from './unigram-tokenizer.ts';

const usualVocabulary = 'vocab.json';
/** Of Universal Sentence Encoder, whose first six pieces stand for no text. */
const usualReserved = 6;

/** What to do with texts: as declared, else the usual where the inputs and files are those of Universal Sentence Encoder. */
export function chooseSentenceSettings(
  declared: SentenceSettings | undefined,
  { metadata }: LoadedModel,
  files: ReadonlyMap<string, Uint8Array>,
): SentenceSettings | undefined {
  if (declared !== undefined) return declared;
  return files.has(usualVocabulary) && readsSentences(metadata) ? { tokenizer: 'sentencepiece-unigram' } : undefined;
}

/** `indices` [tokens, 2] are pairs of row and position, `values` [tokens] the token ids. */
function readsSentences({ inputs }: ModelMetadata): boolean {
  const is = ({ name, datatype, shape }: TensorSpec, wanted: string, rank: number): boolean =>
    name === wanted && datatype === 'INT32' && shape.length === rank;
  return (
    inputs.length === 2 &&
    inputs.some((input) => is(input, 'indices', 2)) &&
    inputs.some((input) => is(input, 'values', 1))
  );
}

/**
 * A model with the inputs of Universal Sentence Encoder (`indices`, `values`) taken as texts: BYTES `text` [-1] to FP32
 * `embedding` [-1, n]. A text without characters counts as one unknown token.
 *
 * @throws EdgeError INVALID_INPUT when the settings do not fit the model, INVALID_MODEL when the vocabulary is damaged
 */
export function withSentenceInput(
  model: LoadedModel,
  settings: SentenceSettings,
  files: ReadonlyMap<string, Uint8Array>,
): LoadedModel {
  const output = chooseOutput(model.metadata);
  const { vocabulary = usualVocabulary, reservedTokens = usualReserved } = settings;
  const pieces = readVocabulary(vocabulary, files);
  const tokenizer = createUnigramTokenizer(pieces, reservedTokens);
  const { lane } = model;
  return guardRuns({
    metadata: {
      ...model.metadata,
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, output.shape.at(-1) ?? -1] }],
    },
    // A vocabulary takes about ten times its file.
    memoryBytes: model.memoryBytes + 10 * (files.get(vocabulary)?.length ?? 0),
    ...(lane !== undefined && { lane }),
    // Every token says which row it belongs to.
    independentRows: true,
    tokens: {
      count: (texts) => Promise.resolve(texts.map((text) => tokenizer.encode(text).length)),
      decode: async (ids) => Promise.resolve(ids.map(tokenizer.decode)),
    },
    compute: async ([text]) => {
      const texts = textsOf(text as Extract<Tensor, { datatype: 'BYTES' }>);
      const [answer] = await model.run(toSparse(texts, tokenizer), { outputs: [output.name] });
      return [{ ...(answer as Tensor), name: 'embedding' }];
    },
    dispose: () => model.release(),
  });
}

function chooseOutput(metadata: ModelMetadata): TensorSpec {
  const [output, other] = metadata.outputs.filter(({ datatype, shape }) => datatype === 'FP32' && shape.length === 2);
  if (readsSentences(metadata) && output !== undefined && other === undefined) return output;
  throw new EdgeError(
    'INVALID_INPUT',
    'metadata.preprocessing.text: expected a model with the inputs "indices" [-1, 2] and "values" [-1] of INT32 and one output of FP32 with 2 axes',
  );
}

function readVocabulary(name: string, files: ReadonlyMap<string, Uint8Array>): readonly (readonly [string, number])[] {
  const bytes = files.get(name);
  if (bytes === undefined) {
    throw new EdgeError('INVALID_INPUT', `metadata.preprocessing.text.vocabulary: the archive has no file "${name}"`);
  }
  const list = parseJson(bytes, name);
  if (Array.isArray(list) && list.every(isPiece)) return list.map(([piece, score]) => [piece, score ?? 0]);
  throw new EdgeError('INVALID_MODEL', `${name}: expected a list of pieces and scores, such as [["\u2581the", -3.5]]`);
}

/** The published vocabulary has no score for pieces such as ":", which are always kept whole: they count 0, the most there is. */
function isPiece(entry: unknown): entry is readonly [string, number | null] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && (typeof entry[1] === 'number' || entry[1] === null);
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new EdgeError('INVALID_MODEL', `${name} is no JSON; it may have been cut short`, { cause });
  }
}

function toSparse(texts: readonly string[], tokenizer: UnigramTokenizer): readonly Tensor[] {
  const rows = texts.map((text) => tokenizer.encode(text));
  const values = Int32Array.from(rows.flat());
  const indices = Int32Array.from(rows.flatMap((ids, row) => ids.flatMap((_, position) => [row, position])));
  return [
    { name: 'indices', datatype: 'INT32', shape: [values.length, 2], data: indices },
    { name: 'values', datatype: 'INT32', shape: [values.length], data: values },
  ];
}
