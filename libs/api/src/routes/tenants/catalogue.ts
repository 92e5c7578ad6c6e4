import { EdgeError } from '@harper-edge/contracts';
import { experienceLevels, seasons, type Product } from '@harper-edge/tenants';
import { z } from 'zod';
import { given } from '../../http/given.ts';
import { audited } from '../../shop/audited.ts';
import { tenantRoute } from '../../shop/tenant-route.ts';
import { cursor, id, limit } from '../schemas.ts';

const scope = 'manage';
const ofProduct = z.object({ productId: id('productId') });
const text = (max: number) => z.string().trim().max(max).default('');

const fields = {
  name: z.string().trim().min(1).max(200),
  description: text(10_000),
  category: text(128),
  activities: z
    .array(z.string().trim().min(1).max(64))
    .max(50)
    .default([])
    .meta({ example: ['trail-running'] }),
  seasons: z.array(z.enum(seasons)).max(4).default([]).meta({ description: 'Empty: all year.' }),
  experienceLevels: z.array(z.enum(experienceLevels)).max(4).default([]).meta({ description: 'Empty: everybody.' }),
  price: z.number().gt(0).max(1_000_000_000).meta({ description: "In the shop's currency." }),
  cost: z.number().min(0).max(1_000_000_000).nullable().default(null).meta({ description: 'null: not known.' }),
};

const productAnswer = z.object({ productId: z.string(), ...fields, updatedAt: z.number() }).meta({ id: 'Product' });

/** Readonly, which its schema does not say. */
const answerOf = ({ id: _id, tenantId: _tenantId, ...product }: Product) => product as z.infer<typeof productAnswer>;

const listRoute = tenantRoute({
  method: 'GET',
  path: '/products',
  summary: 'The catalogue of a tenant, in the order of the ids',
  scope,
  query: z.object({ limit, cursor }),
  answer: z.object({
    products: z.array(productAnswer),
    count: z.number(),
    catalogueRevision: z.string(),
    nextCursor: z.string().optional(),
  }),
  handle: async ({ services, tenant: { id: tenantId, catalogueRevision }, query }) => {
    const { rows, nextCursor } = await services.shop.products.list(tenantId, given(query));
    return { products: rows.map(answerOf), count: rows.length, catalogueRevision, ...given({ nextCursor }) };
  },
});

const putManyRoute = tenantRoute({
  method: 'PUT',
  path: '/products',
  summary: 'Add products or replace those with the same ids; the others stay',
  scope,
  body: z.strictObject({
    products: z
      .array(z.strictObject({ productId: id('productId'), ...fields }))
      .min(1)
      .max(10_000),
  }),
  answer: z.object({
    success: z.literal(true),
    added: z.number(),
    changed: z.number(),
    unchanged: z.number(),
    catalogueRevision: z.string(),
  }),
  handle: async (context) => {
    const { services, tenant, body } = context;
    const change = await audited(
      context,
      { action: 'products.put', tenantId: tenant.id, details: { products: body.products.length } },
      {
        act: () => services.shop.products.put(tenant.id, body.products),
        tell: ({ added, changed }) => ({ added, changed }),
      },
    );
    return { success: true as const, ...change };
  },
});

const getRoute = tenantRoute({
  method: 'GET',
  path: '/products/:productId',
  summary: 'One product of a tenant',
  scope,
  params: ofProduct,
  answer: productAnswer,
  handle: async ({ services, tenant, params }) =>
    answerOf(await services.shop.products.get(tenant.id, params.productId)),
});

const putRoute = tenantRoute({
  method: 'PUT',
  path: '/products/:productId',
  summary: 'Add a product, or replace it',
  scope,
  params: ofProduct,
  body: z.strictObject(fields),
  answer: productAnswer,
  errors: ['TOO_LARGE'],
  handle: async (context) => {
    const { services, tenant, params, body } = context;
    await audited(
      context,
      { action: 'products.put', tenantId: tenant.id, details: { productId: params.productId } },
      { act: () => services.shop.products.put(tenant.id, [{ ...body, ...params }]) },
    );
    return answerOf(await services.shop.products.get(tenant.id, params.productId));
  },
});

const deleteRoute = tenantRoute({
  method: 'DELETE',
  path: '/products/:productId',
  summary: 'Take a product out of the catalogue',
  scope,
  params: ofProduct,
  answer: z.object({ success: z.literal(true), productId: z.string() }),
  handle: async (context) => {
    const { services, tenant, params } = context;
    const { productId } = params;
    await audited(
      context,
      { action: 'products.delete', tenantId: tenant.id, details: { productId } },
      {
        act: async () => {
          if (await services.shop.products.delete(tenant.id, productId)) return;
          throw new EdgeError('NOT_FOUND', `tenant "${tenant.id}" has no product "${productId}"`);
        },
      },
    );
    return { success: true as const, productId };
  },
});

export const catalogueRoutes = [listRoute, putManyRoute, getRoute, putRoute, deleteRoute];
