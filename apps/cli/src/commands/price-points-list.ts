import type { Command } from '../command.ts';
import { formatNumber, formatTime } from '../output/format.ts';
import { limitOption } from './paging.ts';
import { productArguments } from './product-arguments.ts';
import { windowOf, windowOptions } from './window.ts';

export const pricePointsList: Command = {
  name: 'price points list',
  summary: 'What was sold at which price, as units a day, newest first',
  args: productArguments,
  options: [...windowOptions, limitOption],
  examples: [{ line: 'price points list hill-shop hiking-boots --limit 10', says: 'the last ten' }],
  output: { operation: 'getApiTenantPricePoints' },
  run: async ({ args: [tenant = '', productId = ''], client, given, signal }) => {
    const { startTime: from, endTime: to } = windowOf(given);
    const query = { productId, from, to, limit: given.number('limit') };
    const json = await client.listPricePoints({ params: { tenant }, query }, { signal });
    const rows = json.points.map(({ timestamp, price, demand, days, source }) => [
      formatTime(timestamp),
      price,
      formatNumber(demand),
      days,
      source,
    ]);
    const note = json.total > json.count ? 'there are more; see them with --limit' : undefined;
    return { json, show: (style) => style.table(['TIME', 'PRICE', 'UNITS A DAY', 'DAYS', 'SOURCE'], rows), note };
  },
};
