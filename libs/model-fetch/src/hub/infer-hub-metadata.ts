import type { DeclaredMetadata, Json } from '@harper-edge/contracts';
import { countIn, isObject, textIn, type JsonObject } from '../files/json-object.ts';

/** The tasks backends run, by the hub's words for what a model is for. */
const tasks: Readonly<Record<string, string>> = {
  'feature-extraction': 'feature-extraction',
  'sentence-similarity': 'feature-extraction',
  'text-classification': 'text-classification',
  'zero-shot-classification': 'zero-shot-classification',
  'image-classification': 'image-classification',
};

export interface HubFacts {
  readonly source: Json;
  /** The hub's description of the repository. */
  readonly info: JsonObject;
  /** config.json and tokenizer_config.json, `{}` where there is none. */
  readonly config: JsonObject;
  readonly tokenizer: JsonObject;
}

export interface InferredMetadata {
  readonly metadata: DeclaredMetadata;
  readonly inputNames?: readonly string[];
  readonly outputNames?: readonly string[];
}

/** What the small files of a repository say of its model. */
export function inferHubMetadata({ source, info, config, tokenizer }: HubFacts): InferredMetadata {
  const taskType = tasks[textIn(info, 'pipeline_tag') ?? ''] ?? taskOfArchitecture(config);
  const outputDimensions = dimensionsOf(taskType, config);
  const card = info['cardData'];
  const license = isObject(card) ? textIn(card, 'license') : undefined;
  const inputNames = tokenizer['model_input_names'];
  return {
    metadata: {
      source,
      ...(license !== undefined && { license }),
      ...(taskType !== undefined && { taskType }),
      ...(outputDimensions !== undefined && { outputDimensions }),
    },
    ...(isTexts(inputNames) && { inputNames }),
    ...outputNamesOf(taskType),
  };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

function taskOfArchitecture({ architectures }: JsonObject): string | undefined {
  const names = isTexts(architectures) ? architectures : [];
  if (names.some((name) => name.endsWith('ForSequenceClassification'))) return 'text-classification';
  if (names.some((name) => name.endsWith('ForImageClassification'))) return 'image-classification';
  return names.some((name) => name.endsWith('Model')) ? 'feature-extraction' : undefined;
}

/** Length of the vectors of an embedding, or number of classes. */
function dimensionsOf(taskType: string | undefined, config: JsonObject): number | undefined {
  if (taskType === undefined) return undefined;
  if (taskType === 'feature-extraction')
    return countIn(config, 'hidden_size') ?? countIn(config, 'd_model') ?? countIn(config, 'dim');
  const labels = config['id2label'];
  return isObject(labels) ? Object.keys(labels).length : undefined;
}

/** As exporters name the outputs of these tasks. */
function outputNamesOf(taskType: string | undefined): Pick<InferredMetadata, 'outputNames'> {
  if (taskType === undefined) return {};
  return { outputNames: [taskType === 'feature-extraction' ? 'last_hidden_state' : 'logits'] };
}
