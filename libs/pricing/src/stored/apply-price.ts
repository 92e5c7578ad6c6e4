import { EdgeError, isEdgeError, type Clock, type Table } from '@harper-edge/contracts';
import type { PriceCatalogue } from './price-catalogue.ts';
import { changeKeys, type PriceChange, type PriceEvidence, type PriceRecommendationRow } from './price-change.ts';

export interface PriceApplication {
  readonly productId: string;
  readonly price: number;
  /** The same key again is the same change, made once. */
  readonly key: string;
  readonly recommendationId: string | null;
  readonly by: string | null;
  readonly reason: string | null;
}

export interface ApplyParts {
  readonly changes: Table<PriceChange>;
  readonly recommendations: Table<PriceRecommendationRow>;
  readonly catalogue: PriceCatalogue;
  readonly clock: Clock;
}

/**
 * Changes a price: first the row of the log, which says what is going to happen, then the price in the catalogue, if nobody
 * else has changed it meanwhile, then that it was done. Whoever repeats it with the same key, after a crash at any point,
 * finishes it or is told what became of it.
 *
 * @throws EdgeError NOT_FOUND for a product that is not in the catalogue or a recommendation that was not given; CONFLICT
 *   when the price was changed by someone else meanwhile, or the key stands for another change
 */
export async function applyPrice(
  parts: ApplyParts,
  tenantId: string,
  application: PriceApplication,
): Promise<PriceChange> {
  const id = `${tenantId}/${application.key}`;
  const known = await parts.changes.get(id);
  const change = known ?? (await startChange(parts, tenantId, application));
  if (change.productId !== application.productId || change.to !== application.price) {
    throw new EdgeError('CONFLICT', `the key "${application.key}" stands for another change of a price; use a new one`);
  }
  if (change.state === 'applied') return change;
  if (change.state === 'refused') throw overtaken(change);
  return finish(parts, change);
}

async function startChange(
  { changes, recommendations, catalogue, clock }: ApplyParts,
  tenantId: string,
  { productId, price, key, recommendationId, by, reason }: PriceApplication,
): Promise<PriceChange> {
  const product = await catalogue.find(tenantId, productId);
  if (product === undefined) {
    throw new EdgeError('NOT_FOUND', `no product "${productId}" in the catalogue, whose price could be changed`);
  }
  const at = clock.nowMs();
  const change: PriceChange = {
    id: `${tenantId}/${key}`,
    ...changeKeys(tenantId, productId, at),
    tenantId,
    productId,
    at,
    from: product.price,
    to: price,
    by,
    reason,
    state: 'started',
    recommendationId,
    evidence:
      recommendationId === null
        ? null
        : await evidenceOf(recommendations, { id: `${tenantId}/${recommendationId}`, recommendationId, productId }),
  };
  try {
    await changes.put(change, { ifAbsent: true });
  } catch (error) {
    const other = isEdgeError(error, 'CONFLICT') ? await changes.get(change.id) : undefined;
    if (other === undefined) throw error;
    return other;
  }
  return change;
}

async function evidenceOf(
  recommendations: Table<PriceRecommendationRow>,
  { id, recommendationId, productId }: { id: string; recommendationId: string; productId: string },
): Promise<PriceEvidence> {
  const found = await recommendations.get(id);
  if (found?.productId !== productId) {
    throw new EdgeError('NOT_FOUND', `no recommendation "${recommendationId}" was given for product "${productId}"`);
  }
  const { id: _id, tenantId: _tenant, productId: _product, currentPrice: _price, timestamp: _at, ...evidence } = found;
  return evidence;
}

async function finish({ changes, catalogue }: ApplyParts, change: PriceChange): Promise<PriceChange> {
  const { tenantId, productId, from, to } = change;
  const isDone = await catalogue.setPrice(tenantId, productId, { from, to });
  const after = await changes.patch(change.id, { state: isDone ? 'applied' : 'refused' });
  if (!isDone) throw overtaken(after);
  return after;
}

const overtaken = ({ productId, from, to }: PriceChange): EdgeError =>
  new EdgeError(
    'CONFLICT',
    `the price of "${productId}" was to go from ${from} to ${to}, but someone else has changed it; look at it again`,
  );
