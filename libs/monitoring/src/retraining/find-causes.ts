import type { Json } from '@harper-edge/contracts';
import type { RetrainingSettings } from '../config/retraining-settings.ts';
import { driftKinds, driftScoreOf, type DriftMetrics } from '../drift/drift-metrics.ts';
import { parseDuration } from '../duration.ts';
import type { Metrics } from '../rollups/metric-sketch.ts';
import type { RetrainingCause } from './retraining-request.ts';

/** What is known of a model when it is asked whether it should be trained again. */
export interface RetrainingFacts {
  /** The newest check of the version that answers. */
  readonly drift: DriftMetrics | undefined;
  readonly lastDay: Pick<Metrics, 'count' | 'errorRate'>;
  /** Predictions with feedback since `since`. */
  readonly newLabelled: number;
  /** When the version began to answer, or retraining was last approved. */
  readonly since: number;
  readonly nowMs: number;
}

export interface FoundCause {
  readonly cause: Exclude<RetrainingCause, 'manual'>;
  readonly evidence: { readonly [fact: string]: Json };
}

/** Of so few predictions a share of failures says little. */
const minimumPredictions = 100;

type FindCause = (facts: RetrainingFacts, settings: RetrainingSettings) => FoundCause['evidence'] | undefined;

const byCause: Readonly<Record<FoundCause['cause'], FindCause>> = {
  drift: ({ drift }, { driftScore: threshold }) => {
    if (drift === undefined || threshold === null) return undefined;
    const scores = driftKinds.map((kind) => [kind, driftScoreOf(drift, kind)] as const);
    if (!scores.some(([, score]) => score !== null && score >= threshold)) return undefined;
    return { checkId: drift.id, scores: Object.fromEntries(scores), threshold };
  },
  // A drop that is large by chance is none: the test of the check has to confirm it.
  accuracy: ({ drift }, { accuracyDrop: threshold }) => {
    const concept = drift?.kinds.concept;
    if (concept?.ok !== true || threshold === null || concept.severity !== 'drift') return undefined;
    const { referenceAccuracy, currentAccuracy } = concept;
    if (!(referenceAccuracy - currentAccuracy > threshold)) return undefined;
    return { checkId: drift?.id ?? null, referenceAccuracy, currentAccuracy, threshold };
  },
  errorRate: ({ lastDay: { count, errorRate } }, { errorRate: threshold }) => {
    if (threshold === null || errorRate === null || count < minimumPredictions) return undefined;
    return errorRate > threshold ? { errorRate, count, threshold } : undefined;
  },
  newLabelled: ({ newLabelled, since }, { newLabelled: threshold }) =>
    threshold !== null && newLabelled >= threshold ? { newLabelled, since, threshold } : undefined,
  age: ({ since, nowMs }, { every }) =>
    every !== null && nowMs - since >= parseDuration(every, 'every') ? { since, every } : undefined,
};

/** Every reason there is to train the model again, none where it has too little to learn from. */
export function findCauses(facts: RetrainingFacts, settings: RetrainingSettings): readonly FoundCause[] {
  if (!settings.enabled || facts.newLabelled < settings.minimumNewLabelled) return [];
  const { newLabelled } = facts;
  return (Object.keys(byCause) as FoundCause['cause'][]).flatMap((cause) => {
    const evidence = byCause[cause](facts, settings);
    return evidence === undefined ? [] : [{ cause, evidence: { newLabelled, ...evidence } }];
  });
}
