import { EdgeError } from '@harper-edge/contracts';
import type { PriceConstraints } from '@harper-edge/pricing';
import type { PricePolicy } from '@harper-edge/tenants';

type Constraints = Omit<PriceConstraints, 'currentPrice'>;

/**
 * The constraints of a request together with those of its tenant: of a margin, a change and a distance from a competitor
 * the stricter one holds. Endings or a step of the request take the place of the tenant's endings.
 *
 * @throws EdgeError INVALID_INPUT for a competitor's price that nobody says how to heed
 */
export function policyConstraints(asked: Constraints, policy: PricePolicy): Constraints {
  const { minMargin, maxChange, maxOverCompetitor, ...rest } = asked;
  const strictest = {
    minMargin: least(minMargin, policy.minMargin, Math.max),
    maxChange: least(maxChange, policy.maxChange, Math.min),
    // A rule for competitors says nothing where none is named.
    maxOverCompetitor: least(
      maxOverCompetitor,
      asked.competitorPrice === undefined ? null : policy.maxOverCompetitor,
      Math.min,
    ),
  };
  if (asked.competitorPrice !== undefined && strictest.maxOverCompetitor === undefined) {
    throw new EdgeError(
      'INVALID_INPUT',
      'competitorPrice: needs maxOverCompetitor, in the constraints or the pricing of the tenant, such as 0 for a price not above it',
    );
  }
  const isFree = asked.endings === undefined && asked.step === undefined;
  const given = Object.entries(strictest).filter(([, value]) => value !== undefined);
  return {
    ...rest,
    ...Object.fromEntries(given),
    ...(isFree && policy.endings.length > 0 && { endings: policy.endings }),
  };
}

function least(
  asked: number | undefined,
  ofTenant: number | null,
  stricter: (first: number, second: number) => number,
): number | undefined {
  if (ofTenant === null) return asked;
  return asked === undefined ? ofTenant : stricter(asked, ofTenant);
}
