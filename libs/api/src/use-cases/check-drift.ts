import type { ModelVersion } from '@harper-edge/contracts';
import {
  defaultDriftSettings,
  defaultEventSettings,
  driftKinds,
  resultPlace,
  type DriftKind,
  type DriftMetrics,
  type DriftSettings,
} from '@harper-edge/monitoring';
import { comparedWith, type ComparedWith } from '../drift/compared-with.ts';
import { comparable, readInputs, readPredictions, type ProfileReader } from '../drift/current-profile.ts';
import { columnsVerdict, conceptVerdict, noVerdict } from '../drift/verdicts.ts';
import { windowEvents, type TimeWindow } from '../drift/window-events.ts';
import type { Services } from '../services.ts';

export interface DriftCheck extends TimeWindow {
  readonly kinds?: readonly DriftKind[] | undefined;
  readonly trigger: DriftMetrics['trigger'];
  readonly signal?: AbortSignal | undefined;
}

/** JSON that the columns of a kind may take in the stored row. */
const maxBytes = { input: 34_000, prediction: 12_000 } as const;

const worst = ['drift', 'possible', 'none'] as const;

/**
 * monitoring.window → drift.detectDrift → monitoring.checks: compares what a version was asked and answered in a window with
 * its baseline, keeps the result and tells whoever listens for it. Reads events one by one into counts: how much memory it
 * takes does not depend on how many there are.
 *
 * @throws EdgeError INVALID_INPUT for a window that ends before it starts, or settings that do not fit the model
 */
export async function checkDrift(services: Services, model: ModelVersion, check: DriftCheck): Promise<DriftMetrics> {
  const { monitoring, clock, newId } = services;
  const { from, to, trigger, signal, kinds: asked = driftKinds } = check;
  const config = await monitoring.config(model.modelId);
  const { drift: settings = defaultDriftSettings, events: { samplingRate } = defaultEventSettings } = config;
  const baseline = await comparedWith(services, model);
  const kinds = asked.map((kind) => startKind(kind, { model, settings, baseline }));
  let events = 0;
  for await (const event of windowEvents(services, model, { from, to, signal })) {
    events++;
    // What failed has no answer, and often no inputs that fit.
    if (event.errorCode === null) for (const { add } of kinds) add(event);
  }
  const verdicts: DriftMetrics['kinds'] = Object.fromEntries(kinds.map(({ kind, verdict }) => [kind, verdict()]));
  const severities = Object.values(verdicts).map((verdict) => (verdict.ok ? verdict.severity : 'none'));
  const result: DriftMetrics = {
    ...resultPlace(model.modelId, clock.nowMs(), newId()),
    modelVersion: model.version,
    from,
    to,
    trigger,
    baseline: baseline?.origin ?? null,
    events,
    samplingRate,
    severity: worst.find((severity) => severities.includes(severity)) ?? 'none',
    kinds: verdicts,
  };
  await monitoring.checks.drift.save(result);
  return result;
}

type Verdict = NonNullable<DriftMetrics['kinds'][DriftKind]>;

interface KindCheck {
  readonly kind: DriftKind;
  readonly add: ProfileReader['add'];
  readonly verdict: () => Verdict;
}

interface KindParts {
  readonly model: ModelVersion;
  readonly settings: DriftSettings;
  readonly baseline: ComparedWith | undefined;
}

function startKind(kind: DriftKind, parts: KindParts): KindCheck {
  return kind === 'concept' ? startConcept(parts) : startColumns(kind, parts);
}

const nothing = (kind: DriftKind, verdict: Verdict): KindCheck => ({
  kind,
  add: () => undefined,
  verdict: () => verdict,
});

function startColumns(kind: 'input' | 'prediction', { model, settings, baseline: all }: KindParts): KindCheck {
  const stored = all?.[kind];
  if (stored === undefined || stored === null) {
    const where = `POST /monitoring/drift/${model.modelId}/baseline, or baselineDistributions in the metadata`;
    return nothing(kind, noVerdict('noBaseline', `there is nothing to compare with; ${where}`));
  }
  const { baseline, unknown } = comparable(stored, model, { kind, wanted: settings.columns });
  if (baseline.columns.length === 0) {
    const names = unknown.slice(0, 10).join(', ');
    return nothing(
      kind,
      noVerdict('noColumns', `the baseline has no column of this model${names && `, but ${names}`}`),
    );
  }
  const reader = (kind === 'input' ? readInputs : readPredictions)(model, baseline);
  return {
    kind,
    add: reader.add,
    verdict: () => columnsVerdict({ baseline, current: reader.end(), settings, maxBytes: maxBytes[kind] }),
  };
}

function startConcept({ settings, baseline }: KindParts): KindCheck {
  const reference = baseline?.accuracy;
  if (reference === undefined || reference === null)
    return nothing('concept', noVerdict('noBaseline', 'it is not known how often answers of this version are right'));
  let [successes, trials] = [0, 0];
  return {
    kind: 'concept',
    add: ({ correct }) => {
      if (correct === null) return;
      trials++;
      successes += Number(correct);
    },
    verdict: () => conceptVerdict(reference, { successes, trials }, settings),
  };
}
