import type { ModelVersion } from '@harper-edge/contracts';
import { parseProfile, type Profile } from '@harper-edge/drift';
import type { QualityReport } from '@harper-edge/drift/quality';
import { driftBaselineId, type DriftBaseline, type DriftBaselineSource } from '@harper-edge/monitoring';
import type { Services } from '../services.ts';
import { metadataBaseline } from './metadata-baseline.ts';

/** What the events of a version are compared with, each part `null` where nothing is known. */
export interface ComparedWith {
  readonly origin: DriftBaselineSource;
  readonly input: Profile | null;
  readonly prediction: Profile | null;
  readonly accuracy: { readonly successes: number; readonly trials: number } | null;
  readonly quality: QualityReport | null;
}

/** The baseline of a version: the one that was fitted on its events, else what its metadata says. */
export async function comparedWith(
  { monitoring }: Pick<Services, 'monitoring'>,
  { modelId, version, metadata }: ModelVersion,
): Promise<ComparedWith | undefined> {
  const fitted = await monitoring.checks.baselines.get(driftBaselineId(modelId, version));
  return fitted === undefined ? metadataBaseline(metadata) : fromStored(fitted);
}

function fromStored({
  from,
  to,
  fittedAt,
  input,
  prediction,
  correct,
  labelled,
  quality,
}: DriftBaseline): ComparedWith {
  return {
    origin: { source: 'window', from, to, fittedAt },
    input: input === null ? null : parseProfile(input),
    prediction: prediction === null ? null : parseProfile(prediction),
    accuracy: labelled > 0 ? { successes: correct, trials: labelled } : null,
    // Written by this program; what is not in it is not compared.
    quality: quality as QualityReport | null,
  };
}
