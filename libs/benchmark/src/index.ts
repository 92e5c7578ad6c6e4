export { benchmarkResultTable } from './benchmark-result.ts';
export type { BenchmarkResult } from './benchmark-result.ts';
export { createBenchmarks } from './benchmarks.ts';
export type { BenchmarkFilter, Benchmarks } from './benchmarks.ts';
export type { CandidateResult, RoundResult } from './candidate-result.ts';
export type { Candidate, Usage } from './candidate.ts';
export { comparableAnswer } from './comparable-answer.ts';
export type { ComparableAnswer } from './comparable-answer.ts';
export type { Comparison, RatioInterval, Verdict } from './compare.ts';
export type { Parity, ParityPair } from './parity.ts';
export { checkRegression, parseFailOn } from './regression.ts';
export type { RegressionCheck, RegressionOptions } from './regression.ts';
export { runBenchmark } from './run-benchmark.ts';
export type { BenchmarkOptions, Measurement, Progress } from './run-benchmark.ts';
/** @public A load by itself, for whoever measures something else than candidates. */
export { runLoad } from './run-load.ts';
export type { Load, LoadOptions, Sample, Sleep } from './run-load.ts';
export { benchmarkSettings, parityRuleFor } from './settings.ts';
export type { BenchmarkSettings, ParityRule } from './settings.ts';
/** @public */
export { createTally } from './tally.ts';
export type { Latencies, Tally } from './tally.ts';
