import type { Client, Operations } from '@harper-edge/client';
import { CliError } from '../cli-error.ts';
import type { Argument } from '../command.ts';
import { formatShare } from '../output/format.ts';

export type Experiment = Operations['getApiTenantExperiments']['answer']['experiments'][number];

export interface ExperimentPlace {
  readonly tenant: string;
  readonly id: string;
}

export const experimentArguments: readonly Argument[] = [
  { name: '<tenant>', description: 'the shop' },
  { name: '<experiment>', description: 'id of the experiment' },
];

/** Looks through the list: the API answers for one experiment with a variant, not with its definition. @throws CliError */
export async function findExperiment(
  client: Client,
  { tenant, id }: ExperimentPlace,
  signal: AbortSignal,
): Promise<Experiment> {
  let cursor: string | undefined;
  do {
    const page = await client.listExperiments({ params: { tenant }, query: { cursor } }, { signal });
    const found = page.experiments.find(({ experimentId }) => experimentId === id);
    if (found !== undefined) return found;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  throw new CliError('notFound', `${tenant} has no experiment "${id}"; see: harper-ai experiment list ${tenant}`);
}

/** As `baseline 50 %, ai-enhanced 50 %`. */
export const variantsOf = ({ plan }: Experiment): string =>
  plan.variants.map(({ id, weight }) => (weight === undefined ? id : `${id} ${formatShare(weight) ?? ''}`)).join(', ');

export const isActive = ({ plan }: Experiment): boolean => plan['active'] !== false;
