import type { ModelVersion } from '@harper-edge/contracts';
import type { RankedProduct } from '@harper-edge/personalization';
import type { AssignedVariant } from './choose-model.ts';
import type { ListedProduct } from './listed-product.ts';
import type { FallbackReason } from './outcomes.ts';
import type { Recommendation } from './recommend.ts';

interface AnswerParts {
  readonly products: readonly ListedProduct[];
  readonly model: Pick<ModelVersion, 'id'> | undefined;
  readonly experiment: AssignedVariant | undefined;
}

/**
 * The answer as JSON, put together from what is written already: writing a hundred products anew takes longer than ranking
 * them.
 */
export function writeAnswer({ ranked, reason }: Recommendation, { products, model, experiment }: AnswerParts): string {
  let written = '';
  for (const one of ranked) written += (written === '' ? '' : ',') + writeProduct(products[one.index], one);
  const rest = { personalized: reason === null, reason: reason ?? undefined, model: model?.id ?? null, experiment };
  return `{"products":[${written}],${JSON.stringify(rest satisfies Rest).slice(1)}`;
}

interface Rest {
  readonly personalized: boolean;
  readonly reason: FallbackReason | undefined;
  readonly model: string | null;
  readonly experiment: AssignedVariant | undefined;
}

function writeProduct(product: ListedProduct | undefined, { score, parts }: RankedProduct): string {
  const explanation =
    parts === undefined
      ? ''
      : `,"explanation":${JSON.stringify(parts.map((part) => ({ ...part, value: rounded(part.value) })))}`;
  return `${product?.json ?? '{'},"personalizedScore":${rounded(score)}${explanation}}`;
}

/** To a millionth. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
