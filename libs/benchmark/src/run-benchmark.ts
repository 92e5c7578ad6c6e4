import { EdgeError, isEdgeError, type Clock } from '@harper-edge/contracts';
import { createRandomGenerator, type RandomGenerator } from '@harper-edge/stats';
import type { CandidateResult, RoundResult } from './candidate-result.ts';
import type { Candidate, Usage } from './candidate.ts';
import type { ComparableAnswer } from './comparable-answer.ts';
import { compareCandidates, type Verdict } from './compare.ts';
import { compareAnswers, type AnswersOf, type Parity } from './parity.ts';
import { runLoad, type Load, type LoadSpan, type Sample, type Sleep } from './run-load.ts';
import { parityRuleFor, type BenchmarkSettings, type ParityRule } from './settings.ts';
import { createTally, type Tallying } from './tally.ts';
import { warmUp, type ColdPart } from './warm-up.ts';

export interface Progress {
  readonly phase: 'warm-up' | 'parity' | 'rounds';
  readonly done: number;
  readonly total: number;
}

export interface BenchmarkOptions<Input, Answer> {
  /** At least one; the first is the reference of the parity. */
  readonly candidates: readonly Candidate<Input, Answer>[];
  /** At least one; sent in turn, the same to every candidate. */
  readonly inputs: readonly Input[];
  readonly settings: BenchmarkSettings & { readonly seed: number };
  /** Requests of each candidate over all rounds. Default: as many as fit into `roundMs`. One of the two must be given. */
  readonly iterations?: number;
  readonly parity: { readonly rule?: ParityRule; readonly read: (answer: Answer) => ComparableAnswer };
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Shared out among what is left to do: rounds are cut short rather than taking longer. Default no limit. */
  readonly timeLimitMs?: number;
}

export interface Measurement {
  readonly settings: BenchmarkSettings & { readonly seed: number };
  readonly results: readonly CandidateResult[];
  readonly parity: Parity;
  readonly verdict: Verdict;
}

/** Inputs whose answers are compared, at most. */
const parityInputs = 200;

/**
 * Warms every candidate, compares their answers, and measures them in interleaved rounds.
 *
 * @throws EdgeError INVALID_INPUT when the options contradict themselves; DEADLINE_EXCEEDED when `signal` is aborted
 * @example
 * const { verdict } = await runBenchmark({ candidates, inputs, settings, iterations: 10_000, parity: { read }, clock, sleep });
 */
export async function runBenchmark<Input, Answer>(options: BenchmarkOptions<Input, Answer>): Promise<Measurement> {
  const { candidates, settings, iterations } = options;
  const load = loadOf(settings);
  if (candidates.length === 0 || options.inputs.length === 0 || (iterations ?? settings.roundMs) === undefined) {
    throw new EdgeError('INVALID_INPUT', 'a benchmark needs a candidate, an input, and iterations or roundMs');
  }
  const rng = createRandomGenerator(settings.seed);
  const run: Run<Input, Answer> = {
    options,
    load,
    rng,
    signal: options.signal ?? new AbortController().signal,
    firstErrors: new Map(),
    startMs: options.clock.monotonicMs(),
  };
  const slots: Slot<Input, Answer>[] = [];
  for (const candidate of candidates) {
    options.onProgress?.({ phase: 'warm-up', done: slots.length, total: candidates.length });
    slots.push(await prepare(run, candidate));
  }
  options.onProgress?.({ phase: 'parity', done: 0, total: 1 });
  const parity = compareAnswers(
    options.parity.rule ?? settings.parity ?? parityRuleFor(''),
    await collectAnswers(run, candidates),
  );
  await measureRounds(run, slots);
  const results = slots.map((slot) => resultOf(slot, run.firstErrors.get(slot.candidate.name)));
  const { metric, confidenceLevel, seed } = settings;
  return { settings, results, parity, verdict: compareCandidates(results, { parity, metric, confidenceLevel, seed }) };
}

/** @throws EdgeError INVALID_INPUT */
function loadOf({ mode, concurrency, ratePerSecond }: BenchmarkSettings): Load {
  if (mode === 'closed') return { mode, concurrency };
  if (ratePerSecond !== undefined) return { mode, ratePerSecond };
  throw new EdgeError('INVALID_INPUT', `mode ${mode} needs ratePerSecond`);
}

interface Run<Input, Answer> {
  readonly options: BenchmarkOptions<Input, Answer>;
  readonly load: Load;
  readonly rng: RandomGenerator;
  readonly signal: AbortSignal;
  readonly startMs: number;
  /** By candidate. */
  readonly firstErrors: Map<string, string>;
}

interface Slot<Input, Answer> {
  readonly candidate: Candidate<Input, Answer>;
  readonly cold: ColdPart;
  readonly memoryBytes: number | null;
  readonly total: Tallying;
  readonly rounds: RoundResult[];
  cpuSeconds: number;
}

const inputAt = <Input>(inputs: readonly Input[], index: number): Input => inputs[index % inputs.length] as Input;

/** What every load of this candidate has in common. */
function loadOptions<Input, Answer>(run: Run<Input, Answer>, candidate: Candidate<Input, Answer>) {
  const { options, load, rng, signal, firstErrors } = run;
  const send = async (index: number): Promise<void> => {
    try {
      await candidate.run(inputAt(options.inputs, index), { signal });
    } catch (error) {
      if (!firstErrors.has(candidate.name)) firstErrors.set(candidate.name, describe(error));
      throw error;
    }
  };
  return { load, rng, signal, send, clock: options.clock, sleep: options.sleep };
}

/** Messages of our own errors are made to be shown; others may hold anything. */
const describe = (error: unknown): string =>
  isEdgeError(error) ? `${error.code}: ${error.message}` : error instanceof Error ? error.name : 'unknown';

async function prepare<Input, Answer>(
  run: Run<Input, Answer>,
  candidate: Candidate<Input, Answer>,
): Promise<Slot<Input, Answer>> {
  const { settings, candidates, timeLimitMs = Infinity } = run.options;
  // Half of the time at most, so that something is left to measure in.
  const maxMs = Math.min(settings.warmUp.maxMs, timeLimitMs / (2 * candidates.length));
  const before = await candidate.usage?.();
  const { load, ...rest } = loadOptions(run, candidate);
  // Random arrivals would make the rate of short windows differ by chance alone.
  const even: Load = load.mode === 'poisson' ? { ...load, mode: 'constant' } : load;
  const cold = await warmUp({ ...rest, load: even }, { ...settings.warmUp, maxMs });
  const after = await candidate.usage?.();
  checkNotAborted(run);
  return {
    candidate,
    cold,
    memoryBytes: before === undefined || after === undefined ? null : after.rssBytes - before.rssBytes,
    total: createTally(settings.limitMs),
    rounds: [],
    cpuSeconds: 0,
  };
}

async function collectAnswers<Input, Answer>(
  { options, signal }: Run<Input, Answer>,
  candidates: readonly Candidate<Input, Answer>[],
): Promise<readonly AnswersOf[]> {
  const collected: AnswersOf[] = [];
  for (const { name, run } of candidates) {
    const answers: (ComparableAnswer | undefined)[] = [];
    for (const input of options.inputs.slice(0, parityInputs)) {
      // A failure is an answer that agrees with none.
      const answer = await run(input, { signal }).then(options.parity.read, () => undefined);
      answers.push(answer);
    }
    collected.push({ name, answers });
  }
  return collected;
}

async function measureRounds<Input, Answer>(
  run: Run<Input, Answer>,
  slots: readonly Slot<Input, Answer>[],
): Promise<void> {
  const { options, rng } = run;
  const { rounds } = options.settings;
  const total = rounds * slots.length;
  for (let round = 0; round < rounds; round++) {
    for (const [position, slot] of shuffled(slots, rng).entries()) {
      const done = round * slots.length + position;
      options.onProgress?.({ phase: 'rounds', done, total });
      await measureSlice(run, slot, { round, position, slicesLeft: total - done });
      checkNotAborted(run);
    }
  }
  options.onProgress?.({ phase: 'rounds', done: total, total });
}

async function measureSlice<Input, Answer>(
  run: Run<Input, Answer>,
  slot: Slot<Input, Answer>,
  { round, position, slicesLeft }: { round: number; position: number; slicesLeft: number },
): Promise<void> {
  const { settings, iterations, clock, timeLimitMs = Infinity } = run.options;
  const { rounds, roundMs = Infinity, limitMs } = settings;
  const tally = createTally(limitMs);
  const requests = iterations === undefined ? undefined : sliceOf(iterations, rounds, round);
  const shareMs = Math.max(1, (run.startMs + timeLimitMs - clock.monotonicMs()) / slicesLeft);
  const before = await slot.candidate.usage?.();
  const span: LoadSpan = await runLoad({
    ...loadOptions(run, slot.candidate),
    onSample: (sample: Sample) => {
      tally.add(sample);
    },
    durationMs: Math.min(roundMs, shareMs),
    ...(requests === undefined ? {} : { requests }),
  });
  slot.cpuSeconds += cpuBetween(before, await slot.candidate.usage?.());
  tally.addTime(span.endMs - span.startMs);
  slot.total.merge(tally);
  const { p50Latency, p95Latency, p99Latency, throughputPerSecond, successCount, errorCount } = tally.result();
  slot.rounds.push({ position, p50Latency, p95Latency, p99Latency, throughputPerSecond, successCount, errorCount });
}

/** Requests of one round, so that all rounds together make exactly `iterations`. */
const sliceOf = (iterations: number, rounds: number, round: number): number =>
  Math.floor((iterations * (round + 1)) / rounds) - Math.floor((iterations * round) / rounds);

const cpuBetween = (before: Usage | undefined, after: Usage | undefined): number =>
  before === undefined || after === undefined ? Number.NaN : after.cpuSeconds - before.cpuSeconds;

function shuffled<T>(items: readonly T[], rng: RandomGenerator): readonly T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = rng.nextInteger(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

function resultOf<Input, Answer>(slot: Slot<Input, Answer>, firstError: string | undefined): CandidateResult {
  const { candidate, cold, memoryBytes, total, rounds, cpuSeconds } = slot;
  const tally = total.result();
  const requests = tally.successCount + tally.errorCount;
  const cpuSecondsPer1000 = (cpuSeconds / requests) * 1_000;
  return {
    name: candidate.name,
    ...tally,
    firstError: firstError ?? null,
    cold,
    rounds,
    memoryBytes,
    cpuSecondsPer1000: Number.isFinite(cpuSecondsPer1000) ? cpuSecondsPer1000 : null,
  };
}

function checkNotAborted({ signal }: { readonly signal: AbortSignal }): void {
  if (signal.aborted) throw new EdgeError('DEADLINE_EXCEEDED', 'the benchmark was stopped before it was done');
}
