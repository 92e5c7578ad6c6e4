import type { Command } from '../command.ts';
import { whyOptions } from './change.ts';
import { parseNumber } from '../parse-number.ts';
import { productArguments } from './product-arguments.ts';

export const priceApply: Command = {
  name: 'price apply',
  summary: 'Change the price of a product in the catalogue, with an entry in its history',
  args: [...productArguments, { name: '<price>', description: 'from now on' }],
  options: [
    { flags: '--recommendation <id>', description: 'of price optimize; the entry keeps what it rested on' },
    { flags: '--idempotency-key <key>', description: 'the same key again is the same change, made once' },
    ...whyOptions,
  ],
  examples: [{ line: 'price apply hill-shop hiking-boots 139.99 --reason spring', says: 'from now on' }],
  output: { operation: 'postApiTenantPricesProductIdApply' },
  run: async ({ args: [tenant = '', productId = '', price = ''], client, given, signal }) => {
    const body = {
      price: parseNumber(price, 'price'),
      recommendationId: given.text('recommendation'),
      idempotencyKey: given.text('idempotency-key'),
      reason: given.text('reason'),
      by: given.text('by'),
    };
    const json = await client.applyPrice({ params: { tenant, productId }, body }, { signal });
    return { json, show: () => `${json.productId}: ${json.from} → ${json.to} (${json.state})` };
  },
};
