import { EdgeError, type DeclaredMetadata } from '@harper-edge/contracts';
import { declaredCount, declaredMembers, declaredText, declaredTexts, declaredWord } from '../declared-values.ts';
import type { JsonObject } from '../declared-values.ts';
import type { ImageSettings, LabelSettings, SentenceSettings } from './processing-settings.ts';

export interface ProcessingSettings {
  readonly text?: SentenceSettings;
  readonly image?: ImageSettings;
  readonly labels?: LabelSettings;
}

const largestSide = 8192;
const mostLabels = 1000;

/**
 * The parts `preprocessing` and `postprocessing` of declared metadata; all else in it is left alone.
 *
 * @throws EdgeError INVALID_INPUT naming the value that is wrong or not known
 */
export function parseSettings(metadata: DeclaredMetadata): ProcessingSettings {
  const before = declaredMembers(metadata.preprocessing, 'preprocessing', ['text', 'image']);
  const after = declaredMembers(metadata.postprocessing, 'postprocessing', ['output', 'activation', 'labels', 'topK']);
  return {
    ...(isGiven(before.text) && { text: parseText(before.text) }),
    ...(isGiven(before.image) && { image: parseImage(before.image) }),
    ...(isGiven(metadata.postprocessing) && { labels: parseLabels(after) }),
  };
}

function parseText(value: unknown): SentenceSettings {
  const where = 'preprocessing.text';
  const text = declaredMembers(value, where, ['tokenizer', 'vocabulary', 'reservedTokens']);
  const tokenizer = declaredWord(text.tokenizer, `${where}.tokenizer`, ['sentencepiece-unigram'] as const);
  return {
    tokenizer: tokenizer ?? 'sentencepiece-unigram',
    vocabulary: declaredText(text.vocabulary, `${where}.vocabulary`),
    reservedTokens: declaredCount(text.reservedTokens, `${where}.reservedTokens`, Infinity),
  };
}

function parseImage(value: unknown): ImageSettings {
  const where = 'preprocessing.image';
  const keys = ['input', 'width', 'height', 'layout', 'colors', 'scale', 'mean', 'std', 'fit'];
  const image = declaredMembers(value, where, keys);
  const std = colorNumbers(image.std, `${where}.std`);
  if (std?.includes(0) === true) throw invalid(`${where}.std`, 'numbers other than 0', image.std);
  return {
    input: declaredText(image.input, `${where}.input`),
    width: declaredCount(image.width, `${where}.width`, largestSide),
    height: declaredCount(image.height, `${where}.height`, largestSide),
    layout: declaredWord(image.layout, `${where}.layout`, ['NHWC', 'NCHW'] as const),
    colors: declaredWord(image.colors, `${where}.colors`, ['RGB', 'BGR'] as const),
    fit: declaredWord(image.fit, `${where}.fit`, ['fill', 'cover', 'contain'] as const),
    scale: declaredNumber(image.scale, `${where}.scale`),
    mean: colorNumbers(image.mean, `${where}.mean`),
    std,
  };
}

function parseLabels(after: JsonObject): LabelSettings {
  const where = 'postprocessing';
  const labels = typeof after.labels === 'string' ? after.labels : declaredTexts(after.labels, `${where}.labels`);
  return {
    output: declaredText(after.output, `${where}.output`),
    activation: declaredWord(after.activation, `${where}.activation`, ['softmax', 'sigmoid', 'none'] as const),
    topK: declaredCount(after.topK, `${where}.topK`, mostLabels),
    labels,
  };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** One number for each of the three colors; a single one counts for all. */
function colorNumbers(value: unknown, where: string): readonly number[] | undefined {
  if (!isGiven(value)) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value, value, value];
  if (list.length !== 3 || !list.every(isNumber)) throw invalid(where, 'a number or 3 numbers', value);
  return list;
}

function declaredNumber(value: unknown, where: string): number | undefined {
  if (!isGiven(value)) return undefined;
  if (!isNumber(value)) throw invalid(where, 'a number', value);
  return value;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function invalid(where: string, expected: string, received: unknown): EdgeError {
  return new EdgeError(
    'INVALID_INPUT',
    `metadata.${where}: expected ${expected}, received ${JSON.stringify(received).slice(0, 100)}`,
  );
}
