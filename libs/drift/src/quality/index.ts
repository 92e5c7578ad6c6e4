export { createQualityCheck } from './create-quality-check.ts';
export type { QualityCheck, QualityOptions } from './create-quality-check.ts';
export type { ColumnQuality, QualityReport, Violation, ViolationKind } from './quality-report.ts';
export type { ColumnRules, QualityRules } from './quality-rules.ts';
export type { QualityState } from './quality-state.ts';
