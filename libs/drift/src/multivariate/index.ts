export { domainClassifier } from './domain-classifier.ts';
export type { DomainClassification, DomainClassifierOptions } from './domain-classifier.ts';
export { encodeTable, fitEncoding } from './encoding.ts';
export type { EncodedTable, Encoding } from './encoding.ts';
export { maximumMeanDiscrepancy } from './maximum-mean-discrepancy.ts';
export type { Discrepancy, DiscrepancyOptions } from './maximum-mean-discrepancy.ts';
export type { Points } from './points.ts';
export { fitReconstruction, reconstructionShift } from './reconstruction-error.ts';
export type { ReconstructionOptions, ReconstructionReference, ReconstructionShift } from './reconstruction-error.ts';
