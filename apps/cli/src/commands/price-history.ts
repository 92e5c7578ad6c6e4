import type { Command } from '../command.ts';
import { formatTime } from '../output/format.ts';
import { limitOption, moreNote } from './paging.ts';

export const priceHistory: Command = {
  name: 'price history',
  summary: 'Who changed which price, when and why, newest first',
  args: [
    { name: '<tenant>', description: 'the shop' },
    { name: '[product]', description: 'only of this product' },
  ],
  options: [limitOption],
  examples: [{ line: 'price history hill-shop hiking-boots', says: 'every price it had' }],
  output: { operation: 'getApiTenantPriceChanges' },
  run: async ({ args: [tenant = '', productId], client, given, signal }) => {
    const query = { productId, limit: given.number('limit') };
    const json = await client.listPriceChanges({ params: { tenant }, query }, { signal });
    const rows = json.changes.map(({ at, productId: product, from, to, state, by, reason }) => [
      ...[formatTime(at), product, from, to, state, by, reason],
    ]);
    const columns = ['TIME', 'PRODUCT', 'FROM', 'TO', 'STATE', 'BY', 'WHY'];
    return { json, show: (style) => style.table(columns, rows), note: moreNote(json.nextCursor) };
  },
};
