import { EdgeError, type ModelVersion } from '@harper-edge/contracts';
import { createRandomGenerator } from '@harper-edge/stats';
import { groupName, type Features, type Group } from './group.ts';
import type { CompareOptions, GroupSummary, Report, Target } from './target.ts';

export interface HostTargetOptions {
  readonly url: string;
  readonly apiKey: string | undefined;
  /** Their inputs are used for the host's groups of the same name. */
  readonly groups: readonly Group[];
  /** Inputs to use instead. */
  readonly data: readonly Features[] | undefined;
  readonly fetch: typeof fetch;
}

const maxIterations = 10_000;
const timeLimitMs = 100_000;
const randomInputs = 16;

/** Lets a running host compare its models; it measures in its own process and keeps the result. */
export function createHostTarget({ url, apiKey, groups, data, fetch: send }: HostTargetOptions): Target {
  const call = async <T>(path: string, body?: unknown): Promise<T> => {
    const headers = {
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    const response = await send(`${url}${path}`, init).catch((cause: unknown) => {
      throw new EdgeError('UNAVAILABLE', `${url} does not answer`, { cause });
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer as T;
    const { error = 'no reason given' } = (answer ?? {}) as { error?: string };
    throw new EdgeError('UNAVAILABLE', `${url}${path} answered ${response.status}: ${error}`);
  };
  const models = async (): Promise<readonly ModelVersion[]> => {
    const found: ModelVersion[] = [];
    let cursor: string | undefined;
    do {
      const page: { models: ModelVersion[]; nextCursor?: string } = await call(
        `/models?limit=1000${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      found.push(...page.models);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return found;
  };
  const inputsFor = async (group: GroupSummary, seed: number | undefined): Promise<readonly Features[]> => {
    const known = data ?? groups.find((candidate) => groupName(candidate) === groupName(group))?.testData;
    if (known !== undefined) return known;
    const model = (await models()).find(({ id }) => id === group.models[0]);
    return makeInputs(model, seed ?? 1);
  };
  return {
    groups: async () => summarise(await models()),
    compare: async (group, options) =>
      call('/benchmark/compare', bodyOf(group, options, await inputsFor(group, options.seed))),
    history: async ({ taskType, equivalenceGroup }) => {
      const query = new URLSearchParams({ taskType, equivalenceGroup, limit: '100' });
      return (await call<{ comparisons: Report[] }>(`/benchmark/history?${query.toString()}`)).comparisons;
    },
    close: () => Promise.resolve(),
  };
}

function bodyOf(
  { taskType, equivalenceGroup }: GroupSummary,
  { profile, seed, runBy, notes }: CompareOptions,
  testData: readonly Features[],
): object {
  const { name, description, $schema, iterations = maxIterations, ...settings } = profile;
  return {
    ...settings,
    taskType,
    equivalenceGroup,
    testData,
    iterations: Math.min(iterations, maxIterations),
    timeLimitMs,
    ...(seed === undefined ? {} : { seed }),
    ...(runBy === undefined ? {} : { runBy }),
    ...(notes === undefined ? {} : { notes }),
  };
}

/** The groups of at least two models. */
function summarise(models: readonly ModelVersion[]): readonly GroupSummary[] {
  const groups = new Map<string, { taskType: string; equivalenceGroup: string; models: string[] }>();
  for (const { id, metadata } of models) {
    const { taskType, equivalenceGroup } = metadata;
    if (typeof taskType !== 'string' || typeof equivalenceGroup !== 'string') continue;
    const group = { taskType, equivalenceGroup, models: [] };
    const key = groupName(group);
    groups.set(key, groups.get(key) ?? group);
    groups.get(key)?.models.push(id);
  }
  return [...groups.values()].filter(({ models: ids }) => ids.length > 1);
}

/** Random numbers where the model takes numbers. @throws EdgeError INVALID_INPUT where it takes anything else */
function makeInputs(model: ModelVersion | undefined, seed: number): readonly Features[] {
  const random = createRandomGenerator(seed);
  const inputs = model?.inputs ?? [];
  if (inputs.length === 0 || inputs.some(({ datatype }) => !datatype.startsWith('FP')))
    throw new EdgeError('INVALID_INPUT', 'no inputs are known for this group; give some with --data FILE');
  return Array.from({ length: randomInputs }, () =>
    Object.fromEntries(
      inputs.map(({ name, shape }) => {
        const sizes = shape.map((size) => (size === -1 ? 1 : size));
        const length = sizes.reduce((product, size) => product * size, 1);
        return [name, { shape: sizes, data: Array.from({ length }, () => random.next() * 2 - 1) }];
      }),
    ),
  );
}
