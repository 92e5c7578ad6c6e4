export { bootstrapInterval, ratioOfMediansInterval } from './bootstrap.ts';
export type { BootstrapInterval, BootstrapOptions } from './bootstrap.ts';
export { chiSquareGoodnessOfFit } from './contingency/chi-square-goodness-of-fit.ts';
export type { ChiSquareGoodnessOfFit } from './contingency/chi-square-goodness-of-fit.ts';
export { chiSquareHomogeneity } from './contingency/chi-square-homogeneity.ts';
export type { ChiSquareHomogeneity, HomogeneityOptions } from './contingency/chi-square-homogeneity.ts';
export { dirichletMultinomialLogBayesFactor } from './contingency/dirichlet-multinomial.ts';
export { fisherExact } from './contingency/fisher-exact.ts';
export type { FisherExact } from './contingency/fisher-exact.ts';
export { monteCarloHomogeneity } from './contingency/monte-carlo-homogeneity.ts';
export type { MonteCarloHomogeneity, MonteCarloOptions } from './contingency/monte-carlo-homogeneity.ts';
export { newcombeInterval } from './contingency/newcombe-interval.ts';
export type { NoTest } from './contingency/no-test.ts';
export type { Proportion } from './contingency/proportion.ts';
export { twoProportionTest } from './contingency/two-proportion-test.ts';
export type { Alternative, TwoProportionOptions, TwoProportionTest } from './contingency/two-proportion-test.ts';
export { wilsonInterval } from './contingency/wilson-interval.ts';
export type { ProportionInterval } from './contingency/wilson-interval.ts';
export { covariance, pearsonCorrelation, spearmanCorrelation } from './correlation.ts';
export { cosineSimilarity } from './cosine-similarity.ts';
export { betaGreaterLog, betaMaximumLog } from './distributions/beta-maximum.ts';
export type { BetaShapes } from './distributions/beta-maximum.ts';
export { betaCdf, betaIsf, betaLogCdf, betaLogSf, betaQuantile, betaSf } from './distributions/beta.ts';
export { binomialCdf, binomialLogCdf, binomialLogPmf, binomialLogSf, binomialSf } from './distributions/binomial.ts';
export {
  chiSquareCdf,
  chiSquareIsf,
  chiSquareLogCdf,
  chiSquareLogSf,
  chiSquareQuantile,
  chiSquareSf,
} from './distributions/chi-square.ts';
export { gammaCdf, gammaIsf, gammaLogCdf, gammaLogSf, gammaQuantile, gammaSf } from './distributions/gamma.ts';
export { kolmogorovCdf, kolmogorovIsf, kolmogorovLogSf, kolmogorovSf } from './distributions/kolmogorov.ts';
export { noncentralTCdf, noncentralTSf } from './distributions/noncentral-t.ts';
export {
  normalCdf,
  normalIsf,
  normalIsfLog,
  normalLogCdf,
  normalLogSf,
  normalPdf,
  normalQuantile,
  normalSf,
} from './distributions/normal.ts';
export {
  studentTCdf,
  studentTIsf,
  studentTLogCdf,
  studentTLogSf,
  studentTQuantile,
  studentTSf,
} from './distributions/student-t.ts';
export { createHistogram } from './histogram.ts';
export type { Histogram, HistogramSnapshot } from './histogram.ts';
export { createLatencyHistogram } from './latency-histogram.ts';
export type { LatencyHistogram, LatencySnapshot } from './latency-histogram.ts';
export { emptyMoments, mergeMoments, momentsOf, populationVariance, skewness, variance } from './moments.ts';
export type { Moments } from './moments.ts';
export { adjustPValues } from './multiple-testing.ts';
export type { Correction } from './multiple-testing.ts';
export { median, quantile } from './quantile.ts';
export { createRandomGenerator } from './random-generator.ts';
export type { RandomGenerator } from './random-generator.ts';
export { rank } from './ranks.ts';
export type { Ranks } from './ranks.ts';
export type { Estimates, Fit, NoFit } from './regression/least-squares.ts';
export { linearRegression } from './regression/linear-regression.ts';
export type { RegressionOptions } from './regression/linear-regression.ts';
export { twoStageLeastSquares } from './regression/two-stage-least-squares.ts';
export type { InstrumentedColumns, InstrumentedFit } from './regression/two-stage-least-squares.ts';
export { sortNumbers } from './sort-numbers.ts';
export { erf, erfc, erfcx } from './special/erfcx.ts';
export { logGamma } from './special/log-gamma.ts';
export { topK } from './top-k.ts';
export type { ScoredIndex } from './top-k.ts';
