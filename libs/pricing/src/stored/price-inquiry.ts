import { EdgeError } from '@harper-edge/contracts';
import type { DemandKind } from '../demand-curves/index.ts';
import { type ConstraintName, type PriceConstraints, priceInterval } from '../price-constraints.ts';
import { priceWithEnding } from '../price-with-ending.ts';

/** Which price is asked for. */
export interface PriceInquiry {
  readonly productId: string;
  /** Default: that of the catalogue. */
  readonly currentPrice?: number;
  /** Default: that of the catalogue; where that has none, 0, and the price is that of the largest revenue. */
  readonly unitCost?: number;
  readonly constraints?: Omit<PriceConstraints, 'currentPrice'>;
  /** Default: chosen by the data. */
  readonly demand?: Exclude<DemandKind, 'logit'>;
  /** Of the interval, in (0, 1). Default 0.95. */
  readonly confidence?: number;
  /** Only what was sold from then on, milliseconds since 1970. */
  readonly since?: number;
  /** Draw the elasticity towards those of the shop's other products. Default false. */
  readonly pool?: boolean;
  readonly extrapolate?: boolean;
  readonly acceptWeakEvidence?: boolean;
}

/**
 * Refuses constraints that no price satisfies, whatever demand is.
 *
 * @throws EdgeError INVALID_INPUT naming those that contradict each other, and for numbers that no constraint can have
 */
export function checkConstraints(unitCost: number, constraints: PriceConstraints): void {
  const { lower, upper, lowerBy, upperBy } = intervalOf(unitCost, constraints);
  const ends = {
    least: `${describe(lowerBy, constraints)} asks for ${shown(lower)} or more`,
    most: `${describe(upperBy, constraints)} for ${shown(upper)} or less`,
  };
  if (lower > upper) {
    throw new EdgeError('INVALID_INPUT', `constraints: they contradict each other: ${ends.least}, ${ends.most}`);
  }
  const { endings, step } = constraints;
  if (endings === undefined && step === undefined) return;
  const search = { peak: lower, lower, upper, profit: () => 0, unit: step ?? 1 };
  if (priceWithEnding(endings ?? [0], search) !== undefined) return;
  const grid = step === undefined ? `endings ${(endings ?? []).join(', ')}` : `step ${step}`;
  throw new EdgeError(
    'INVALID_INPUT',
    `constraints: they contradict each other: no price of ${grid} is left where ${ends.least} and ${ends.most}`,
  );
}

function intervalOf(unitCost: number, constraints: PriceConstraints) {
  try {
    return priceInterval({ demand: () => 0 }, { unitCost, constraints });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new EdgeError('INVALID_INPUT', `constraints: ${error.message}`, { cause: error });
  }
}

const shown = (price: number): number => Number(price.toPrecision(6));

/** With the values as they were given, which is what the caller can find again. */
function describe(names: readonly ConstraintName[], constraints: PriceConstraints): string {
  if (names.length === 0) return 'a price';
  const values = constraints as Readonly<Partial<Record<string, number>>>;
  return names.map((name) => `${name} ${values[name] ?? ''}`.trim()).join(' and ');
}
