import { EdgeError, type ModelVersion, type Tensor } from '@harper-edge/contracts';
import type { Tenant } from '@harper-edge/tenants';
import type { Services } from '../../services.ts';
import { textTensor } from '../../tensors/embedding-model.ts';
import { infer } from '../../use-cases/infer.ts';
import { readClasses, type ClassProbability } from './read-classes.ts';

export interface Judgement {
  /** Whether every class that is not fit has less than the tenant's threshold. */
  readonly allowed: boolean;
  /** Where it is refused the likeliest of the classes that are not fit, else the likeliest of all. */
  readonly label: string;
  /** Probability of `label`. */
  readonly confidence: number;
  /** The likeliest class that is not fit. */
  readonly unfit: ClassProbability;
  readonly labels: readonly ClassProbability[];
}

export interface Moderation {
  /** `<modelId>:<version>`. */
  readonly model: string;
  readonly threshold: number;
  /** One for each text. */
  readonly judgements: readonly Judgement[];
}

interface ModerationRequest {
  readonly texts: readonly string[];
  readonly userId: string | undefined;
  readonly requestId: string;
}

/**
 * Whether texts are fit to be shown, by the tenant's text classifier and the classes that the tenant refuses.
 *
 * @throws EdgeError NOT_FOUND without a moderation model; INVALID_INPUT where it is no text classifier, or knows none of the
 *   tenant's classes; as `infer`
 */
export async function moderate(services: Services, tenant: Tenant, request: ModerationRequest): Promise<Moderation> {
  const { moderationModel: modelId, moderation } = tenant;
  if (modelId === null) {
    throw new EdgeError('NOT_FOUND', `tenant "${tenant.id}" has no moderation model: set moderationModel`);
  }
  const { texts, userId, requestId } = request;
  const { model, outputs } = await infer(services, {
    modelId,
    makeInputs: (version) => [textsTensor(version, texts)],
    featuresIn: () => ({ texts }),
    userId,
    requestId,
    tenant: tenant.id,
  });
  const judgements = readClasses(model, outputs).map((labels) => judge(model, labels, moderation));
  if (judgements.length !== texts.length) {
    throw new EdgeError('MODEL_FAILED', `expected ${texts.length} rows, model ${model.id} gave ${judgements.length}`);
  }
  return { model: model.id, threshold: moderation.threshold, judgements };
}

function textsTensor({ id, inputs }: ModelVersion, texts: readonly string[]): Tensor {
  const [input, another] = inputs;
  if (input?.datatype === 'BYTES' && another === undefined) return textTensor(input, texts);
  throw new EdgeError('INVALID_INPUT', `model ${id} is no classifier of texts: expected one input, of texts`);
}

function judge(
  { id }: ModelVersion,
  labels: readonly ClassProbability[],
  { labels: unfitLabels, threshold }: Tenant['moderation'],
): Judgement {
  const unfit = labels.find(({ label }) => unfitLabels.includes(label));
  const [likeliest] = labels;
  if (unfit === undefined || likeliest === undefined) {
    const known = labels.map(({ label }) => `"${label}"`).slice(0, 10);
    throw new EdgeError(
      'INVALID_INPUT',
      `model ${id} has the classes ${known.join(', ')}: none of them is among the tenant's moderation.labels`,
    );
  }
  const allowed = unfit.probability < threshold;
  const { label, probability: confidence } = allowed ? likeliest : unfit;
  return { allowed, label, confidence, unfit, labels };
}
