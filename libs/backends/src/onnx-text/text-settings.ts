import { EdgeError, type DeclaredMetadata } from '@harper-edge/contracts';
import {
  declaredBoolean,
  declaredCount,
  declaredMembers,
  declaredText,
  declaredTexts,
  declaredWord,
  isObject,
  type JsonObject,
} from '../declared-values.ts';
import type { TextLimits } from './text-tokens.ts';

/** `none`: a number for each token, or what the model has pooled itself. */
export type Pooling = 'mean' | 'cls' | 'none';
export type Activation = 'softmax' | 'sigmoid' | 'none';

/** The files that come with a text model, as parsed from JSON; `{}` for those that are not there. */
export interface TextModelConfig {
  /** `config.json` */
  readonly model: JsonObject;
  /** `tokenizer_config.json` */
  readonly tokenizer: JsonObject;
  /** `sentence_bert_config.json` */
  readonly sentence: JsonObject;
  /** `1_Pooling/config.json` */
  readonly pooling?: JsonObject | undefined;
  /** `modules.json` */
  readonly modules?: readonly unknown[] | undefined;
}

/** How the tokens of a text become its embedding. */
export interface EmbeddingSettings {
  /** Whether pooling was declared, or at least stands in the model's files. */
  readonly poolingGiven: boolean;
  readonly pooling: Pooling;
  readonly normalize: boolean;
}

/** How the numbers of a text or an image become classes. */
export interface ClassSettings {
  /** Default: sigmoid for a single class and where the model's config names several at once, else softmax. */
  readonly activation: Activation | undefined;
  /** As declared. */
  readonly labels: readonly string[] | undefined;
}

/** What can be declared of texts; the last only means something to zero-shot models. */
const limitKeys = ['maxTokens', 'prefix', 'hypothesisTemplate'];

/** Longest text by default: what encoders of this kind were trained on. */
const usualTokens = 512;

/** @throws EdgeError INVALID_INPUT on a wrong declared value */
export function readTextLimits(metadata: DeclaredMetadata, config: TextModelConfig): TextLimits {
  const where = 'preprocessing.text';
  const text = declaredMembers(
    declaredMembers(metadata.preprocessing, 'preprocessing', ['text']).text,
    where,
    limitKeys,
  );
  const positions = countIn(config.model.max_position_embeddings) ?? Infinity;
  const known = [
    countIn(config.sentence.max_seq_length),
    countIn(config.tokenizer.model_max_length),
    positions,
    usualTokens,
  ];
  return {
    prefix: declaredText(text.prefix, `${where}.prefix`) ?? '',
    maxTokens:
      declaredCount(text.maxTokens, `${where}.maxTokens`, positions) ??
      Math.min(...known.filter((count) => count !== undefined)),
  };
}

/**
 * What is declared, else what the files of sentence-transformers say, else the mean of unit length.
 *
 * @throws EdgeError INVALID_INPUT on a wrong declared value, INVALID_MODEL when the files ask for what is not supported.
 */
export function readEmbeddingSettings(metadata: DeclaredMetadata, config: TextModelConfig): EmbeddingSettings {
  const declared = declaredMembers(metadata.postprocessing, 'postprocessing', ['pooling', 'normalize']);
  const pooling = declaredWord(declared.pooling, 'postprocessing.pooling', ['mean', 'cls', 'none'] as const);
  const normalize = declaredBoolean(declared.normalize, 'postprocessing.normalize');
  const given = pooling ?? (config.pooling && poolingOf(config.pooling));
  return {
    poolingGiven: given !== undefined,
    pooling: given ?? 'mean',
    normalize: normalize ?? config.modules?.some((module) => typeOf(module) === 'Normalize') ?? true,
  };
}

/** `more` are further members that have a meaning to the caller. @throws EdgeError INVALID_INPUT on a wrong declared value */
export function readClassSettings(metadata: DeclaredMetadata, more: readonly string[] = []): ClassSettings {
  const declared = declaredMembers(metadata.postprocessing, 'postprocessing', ['activation', 'labels', ...more]);
  return {
    activation: declaredWord(declared.activation, 'postprocessing.activation', ['softmax', 'sigmoid', 'none'] as const),
    labels: declaredTexts(declared.labels, 'postprocessing.labels'),
  };
}

function poolingOf(config: JsonObject): Pooling {
  const modes = Object.entries(config).filter(([key, value]) => key.startsWith('pooling_mode_') && value === true);
  const [mode, ...others] = modes.map(([key]) => key);
  if (others.length === 0 && mode === 'pooling_mode_mean_tokens') return 'mean';
  if (others.length === 0 && mode === 'pooling_mode_cls_token') return 'cls';
  throw new EdgeError(
    'INVALID_MODEL',
    `1_Pooling/config.json: expected pooling_mode_mean_tokens or pooling_mode_cls_token, received ${modes.map(([key]) => key).join(', ') || 'none'}; declare metadata.postprocessing.pooling to use another`,
  );
}

/** The last part of a sentence-transformers class name, such as `sentence_transformers.models.Normalize`. */
function typeOf(module: unknown): string | undefined {
  return isObject(module) && typeof module.type === 'string' ? module.type.split('.').at(-1) : undefined;
}

/** Exporters write a huge number where there is no limit. */
function countIn(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 1 ? Math.floor(value) : undefined;
}
