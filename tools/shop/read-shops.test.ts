import { join } from 'node:path';
import { experienceLevels, seasons } from '@harper-edge/tenants';
import { describe, expect, it } from 'vitest';
import { readShops } from './read-shops.ts';

const shops = await readShops(join(import.meta.dirname, '../../examples'));

describe.each(shops)('the catalogue of $tenantId', ({ products, tenantId }) => {
  it('has enough products, each with its own id, name and description', () => {
    expect(products.length).toBeGreaterThanOrEqual(tenantId === 'alpine-gear-co' ? 120 : 15);
    for (const field of ['productId', 'name', 'description'] as const) {
      expect(new Set(products.map((product) => product[field])).size).toBe(products.length);
    }
  });

  it.each(products)('$productId says all that a product says', (product) => {
    expect(product.productId).toMatch(/^[a-z0-9-]{3,60}$/);
    expect(product.description).toMatch(/^[A-Z].{40,300}\.$/);
    expect(product.activities.length).toBeGreaterThan(0);
    expect(seasons).toEqual(expect.arrayContaining([...product.seasons]));
    expect(experienceLevels).toEqual(expect.arrayContaining([...product.experienceLevels]));
    expect(product.price).toBeGreaterThan(product.cost ?? 0);
    expect(product.cost).toBeGreaterThan(0.2 * product.price);
  });
});

it('has the products that the documents ask for, and experiments whose variants the tenant knows', () => {
  const {
    products = [],
    settings,
    experiments = {},
  } = shops.find(({ tenantId }) => tenantId === 'alpine-gear-co') ?? {};
  const ids = products.map(({ productId }) => productId);
  const asked = [
    'trail-runner-shoes',
    'ultralight-backpack',
    'rain-jacket',
    'trail-runner-pro-2024',
    'hiking-boots-pro',
  ];
  expect(ids).toEqual(expect.arrayContaining(asked));
  expect(settings).toMatchObject({ personalizeExperiment: { experimentId: Object.keys(experiments)[0] } });
  expect(experiments['gear-rec-test']).toMatchObject({ variants: [{ id: 'baseline' }, { id: 'ai-enhanced' }] });
});
