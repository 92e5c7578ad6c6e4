import type { Operations } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { formatNumber, formatShare } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { parseJsonObject, readInput } from '../read-input.ts';
import { parseNumber } from '../parse-number.ts';
import { productArguments } from './product-arguments.ts';

type Answer = Operations['postApiTenantOptimizePrice']['answer'];

export const priceOptimize: Command = {
  name: 'price optimize',
  summary: 'The price of the largest expected profit, with the evidence; ends with 7 when none can be recommended',
  args: productArguments,
  options: [
    { flags: '--current-price <price>', description: 'default that of the catalogue' },
    { flags: '--unit-cost <cost>', description: 'default that of the catalogue' },
    { flags: '--constraints <json>', description: 'a JSON object: minPrice, maxPrice, maxChange, …; @file reads it' },
    { flags: '--since <time>', description: 'only what was sold from then on: ISO 8601, or milliseconds since 1970' },
    { flags: '--pool', description: "draw what little is known towards the shop's other products" },
  ],
  examples: [
    { line: 'price optimize hill-shop hiking-boots', says: 'a price, or why there is none' },
    {
      line: `price optimize hill-shop hiking-boots --constraints '{"maxChange": 0.1, "endings": [0.99]}'`,
      says: 'within limits of your own',
    },
  ],
  output: { operation: 'postApiTenantOptimizePrice' },
  run: async ({ args: [tenant = '', productId = ''], client, given, signal, stdin }) => {
    const constraints = given.text('constraints');
    const body = {
      productId,
      currentPrice: parseNumber(given.text('current-price'), '--current-price'),
      unitCost: parseNumber(given.text('unit-cost'), '--unit-cost'),
      since: given.text('since'),
      ...(given.flag('pool') && { pool: true }),
      ...(constraints !== undefined && {
        constraints: parseJsonObject(await readInput(constraints, stdin), '--constraints'),
      }),
    };
    const json = await client.optimizePrice({ params: { tenant }, body }, { signal });
    return { json, show: (style) => showAdvice(json, style), exitCode: json.ok ? 'done' : 'negative' };
  },
};

function showAdvice(advice: Answer, style: Style): string {
  const { productId, currentPrice, warnings, evidence } = advice;
  const learnt = `${evidence.points} points, ${evidence.days} days, ${evidence.priceRange?.distinct ?? 0} prices`;
  if (!advice.ok) {
    const rows = [
      ['current price', currentPrice],
      ['learnt from', learnt],
    ];
    const said = style.bad(`no price is recommended (${advice.reason})`);
    return [style.table(['', productId], rows), `${said}: ${advice.detail}`].join('\n');
  }
  const [lower, upper] = advice.confidenceInterval;
  const rows = [
    ['recommended price', advice.recommendedPrice],
    ['current price', currentPrice],
    ['objective', advice.objective],
    ['improvement', formatShare(advice.improvement)],
    ['elasticity', `${formatNumber(advice.elasticity) ?? ''} [${formatNumber(lower) ?? ''}, ${formatNumber(upper) ?? ''}]`], // prettier-ignore
    ['held by', advice.binding.join(', ') || undefined],
    ['learnt from', learnt],
    ['warnings', warnings.join(', ') || undefined],
    ['recommendation', advice.recommendationId],
  ];
  return style.table(['', productId], rows);
}
