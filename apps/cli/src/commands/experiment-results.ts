import type { Operations } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { formatNumber, formatShare } from '../output/format.ts';
import type { Style } from '../output/style.ts';
import { experimentArguments } from './find-experiment.ts';

type Results = Operations['getApiTenantExperimentIdResults']['answer'];

export const experimentResults: Command = {
  name: 'experiment results',
  summary: 'How an experiment stands, and what to do',
  details: 'By default looking early and often is safe; isAlwaysValid says whether it is.',
  args: experimentArguments,
  options: [],
  examples: [
    { line: 'experiment results trail-shop sizes', says: 'each variant, and the answer in words' },
    { line: 'experiment results trail-shop sizes --json | jq .status', says: 'for a program' },
  ],
  output: { operation: 'getApiTenantExperimentIdResults' },
  run: async ({ args: [tenant = '', id = ''], client, signal }) => {
    const json = await client.showResults({ params: { tenant, id } }, { signal });
    return { json, show: (style) => showResults(json, style) };
  },
};

function showResults(results: Results, style: Style): string {
  const metrics = Object.keys(results.variants[0]?.metrics ?? {});
  const rows = results.variants.map(({ id, isBaseline, units, metrics: means }) => [
    isBaseline ? `${id} (baseline)` : id,
    units,
    ...metrics.map((metric) => formatNumber(means[metric])),
  ]);
  const { status, recommendation, lift, pValue, chanceToWin } = results;
  const paints: Partial<Record<Results['status'], Style['bold']>> = {
    significant_winner: style.good,
    sample_ratio_mismatch: style.bad,
    guardrail_violation: style.bad,
  };
  const paint = paints[status] ?? style.bold;
  const evidence = [
    ['lift', lift === null ? undefined : intervalText(lift)],
    ['p-value', formatNumber(pValue)],
    ['chance to win', formatShare(chanceToWin)],
  ];
  return [
    style.table(['VARIANT', 'SHOPPERS', ...metrics.map((metric) => metric.toUpperCase())], rows),
    style.table(['', 'EVIDENCE'], evidence),
    `${paint(status)}: ${recommendation}`,
  ].join('\n');
}

/** A bound that is not there is one that nothing is known of. */
const intervalText = ({ estimate, lower, upper }: NonNullable<Results['lift']>): string =>
  `${formatShare(estimate) ?? ''} [${formatShare(lower) ?? '?'}, ${formatShare(upper) ?? '?'}]`;
