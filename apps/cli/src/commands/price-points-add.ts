import type { Operations } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { parsePricePoints } from '../price-points.ts';
import { readInput } from '../read-input.ts';

export const pricePointsAdd: Command = {
  name: 'price points add',
  summary: 'Record what was sold at which price, up to 10,000 points at once',
  details:
    'A point has productId, price and demand, and may have timestamp, days and sourceId. With timestamps the same points again are the same points.',
  args: [
    { name: '<tenant>', description: 'the shop' },
    { name: '<points>', description: 'JSON, or CSV whose first line names its columns; @file reads it, - is standard input' }, // prettier-ignore
  ],
  options: [],
  examples: [
    { line: 'price points add hill-shop @sold.csv', says: 'from a table' },
    {
      line: `price points add hill-shop '{"productId": "hiking-boots", "price": 150, "demand": 25, "days": 7}'`,
      says: 'one week that begins now',
    },
  ],
  output: { operation: 'postApiTenantPricePoints' },
  run: async ({ args: [tenant = '', points = ''], client, signal, stdin }) => {
    const body = parsePricePoints(await readInput(points, stdin)) as Operations['postApiTenantPricePoints']['body'];
    const json = await client.recordPricePoints({ params: { tenant }, body }, { signal });
    return { json, show: () => `recorded ${json.recorded} point${json.recorded === 1 ? '' : 's'}` };
  },
};
