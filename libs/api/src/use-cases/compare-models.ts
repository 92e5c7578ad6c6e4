import { cpuUsage, memoryUsage } from 'node:process';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  comparableAnswer,
  parityRuleFor,
  runBenchmark,
  type BenchmarkResult,
  type BenchmarkSettings,
  type Candidate,
  type CandidateResult,
  type ComparableAnswer,
  type Progress,
  type Usage,
} from '@harper-edge/benchmark';
import { EdgeError, type Clock, type ModelVersion, type Tensor } from '@harper-edge/contracts';
import { given } from '../http/given.ts';
import type { Services } from '../services.ts';
import { formatPrediction } from '../tensors/format-prediction.ts';
import { parseFeatures } from '../tensors/parse-features.ts';

type Features = Readonly<Record<string, unknown>>;

export interface ComparisonRequest {
  /** As in the metadata of the models. */
  readonly taskType: string;
  readonly equivalenceGroup: string;
  /** Needed when the models of the group differ in theirs. */
  readonly outputDimensions?: number | undefined;
  /** Features as for a prediction; at least one. */
  readonly testData: readonly Features[];
  /** Requests of each model; default as many as fit into the rounds. */
  readonly iterations?: number | undefined;
  readonly settings: BenchmarkSettings;
  readonly runBy?: string | undefined;
  readonly notes?: string | undefined;
  readonly timeLimitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

type ComparisonServices = Pick<Services, 'registry' | 'engine' | 'benchmarks' | 'clock' | 'newId'>;

interface Answer {
  readonly model: ModelVersion;
  readonly outputs: readonly Tensor[];
}

/**
 * registry.list → engine.predict, many times → benchmarks.add: measures the models of a group on the same inputs, on the
 * way of every prediction but without recording events.
 *
 * @throws EdgeError INVALID_INPUT when fewer than two models are found or one does not take the inputs; UNAVAILABLE while
 *   another comparison runs; DEADLINE_EXCEEDED when `signal` is aborted
 */
export async function compareModels(
  services: ComparisonServices,
  request: ComparisonRequest,
): Promise<BenchmarkResult> {
  const { registry, engine, benchmarks, clock, newId } = services;
  const { taskType, equivalenceGroup, iterations, settings, signal, onProgress, timeLimitMs } = request;
  const models = await equivalentModels(registry, request);
  const id = newId();
  const timestamp = clock.nowMs();
  const { results, ...measured } = await benchmarks.alone(() =>
    runBenchmark<Features, Answer>({
      candidates: models.map((model) => ({
        ...candidateOf(engine, model, request.testData),
        usage: settings.mode === 'closed' ? processUsage : memoryOnly,
      })),
      inputs: request.testData,
      // The last twelve digits of an id are random.
      settings: { ...settings, seed: settings.seed ?? Number.parseInt(id.slice(-12), 16) },
      parity: { rule: settings.parity ?? parityRuleFor(taskType), read: readAnswer },
      clock,
      sleep: createPreciseSleep(clock),
      ...given({ iterations, signal, onProgress, timeLimitMs }),
    }),
  );
  const result: BenchmarkResult = {
    id,
    timestamp,
    taskType,
    equivalenceGroup,
    iterations: iterations ?? null,
    runBy: request.runBy ?? null,
    notes: request.notes ?? null,
    ...measured,
    results: results.map((candidate) => withMemory(engine, models, candidate)),
  };
  await benchmarks.add(result);
  return result;
}

/** Oldest first, so that the reference of the parity is the model that was there first. */
async function equivalentModels(
  registry: Services['registry'],
  { taskType, equivalenceGroup, outputDimensions }: ComparisonRequest,
): Promise<readonly ModelVersion[]> {
  const found: ModelVersion[] = [];
  let cursor: string | undefined;
  do {
    const page = await registry.list({ limit: 1_000, ...given({ cursor }) });
    found.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const group = found
    .filter(({ metadata }) => metadata['taskType'] === taskType && metadata['equivalenceGroup'] === equivalenceGroup)
    .filter(({ metadata }) => outputDimensions === undefined || dimensionsOf({ metadata }) === String(outputDimensions))
    .sort((a, b) => a.uploadedAt - b.uploadedAt || (a.id < b.id ? -1 : 1));
  const wanted = `metadata.taskType ${JSON.stringify(taskType)} and metadata.equivalenceGroup ${JSON.stringify(equivalenceGroup)}`;
  if (group.length < 2) {
    const ids = group.map(({ id }) => id).join(', ');
    throw new EdgeError(
      'INVALID_INPUT',
      `expected at least two models with ${wanted}, found ${group.length === 0 ? 'none' : `only ${ids}`}; upload more with this metadata`,
    );
  }
  if (new Set(group.map(dimensionsOf)).size > 1) {
    const each = group.map((model) => `${model.id}: ${dimensionsOf(model)}`).join(', ');
    throw new EdgeError(
      'INVALID_INPUT',
      `the models with ${wanted} differ in metadata.outputDimensions (${each}); choose with outputDimensions`,
    );
  }
  return group;
}

/** One dimension may be declared as a number or as a list of one. */
const dimensionsOf = ({ metadata: { outputDimensions = null } }: Pick<ModelVersion, 'metadata'>): string =>
  JSON.stringify(
    Array.isArray(outputDimensions) && outputDimensions.length === 1 ? outputDimensions[0] : outputDimensions,
  );

function candidateOf(
  engine: Services['engine'],
  model: ModelVersion,
  testData: readonly Features[],
): Candidate<Features, Answer> {
  const tensors = new Map(testData.map((features, index) => [features, tensorsOf(model, features, index)]));
  return {
    name: model.id,
    // Without the signal, which many requests share: a run cannot be interrupted, and after it no more are sent.
    run: async (features) => {
      const { outputs } = await engine.predict(model, tensors.get(features) ?? [], { tenant: 'benchmark' });
      return { model, outputs };
    },
  };
}

/** Equivalent models of different frameworks seldom call their inputs the same: of one input the name does not count. */
function tensorsOf({ id, inputs }: ModelVersion, features: Features, index: number): readonly Tensor[] {
  const [values, only] = [Object.values(features), inputs[0]];
  const named = values.length === 1 && inputs.length === 1 && only !== undefined;
  try {
    return parseFeatures(named ? { [only.name]: values[0] } : features, inputs).tensors;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new EdgeError('INVALID_INPUT', `testData ${index}, for ${id}: ${error.message}`, { cause: error });
  }
}

const readAnswer = ({ model, outputs }: Answer): ComparableAnswer =>
  comparableAnswer(formatPrediction(outputs, { specs: model.outputs, batched: true }));

function processUsage(): Usage {
  const { user, system } = cpuUsage();
  return { rssBytes: memoryUsage.rss(), cpuSeconds: (user + system) / 1_000_000 };
}

/** In open loop this very process is busy waiting for the next arrival. */
const memoryOnly = (): Usage => ({ ...processUsage(), cpuSeconds: Number.NaN });

/** A model that was loaded before adds nothing to the resident set; the engine knows what it added then. */
function withMemory(
  engine: Services['engine'],
  models: readonly ModelVersion[],
  candidate: CandidateResult,
): CandidateResult {
  const model = models.find(({ id }) => id === candidate.name);
  const loaded = engine
    .loaded()
    .find(({ sha256, framework }) => sha256 === model?.sha256 && framework === model.framework);
  return { ...candidate, memoryBytes: loaded?.memoryBytes ?? candidate.memoryBytes };
}

/** Timers of Node are up to a millisecond late; the last is spent watching the clock, while others have their turns. */
const createPreciseSleep =
  (clock: Clock) =>
  async (ms: number): Promise<void> => {
    const endMs = clock.monotonicMs() + ms;
    if (ms >= 2) await setTimeout(Math.floor(ms - 1));
    do await setImmediate();
    while (clock.monotonicMs() < endMs);
  };
