import { EdgeError, type Json, type ModelVersion } from '@harper-edge/contracts';
import type { Profile } from '@harper-edge/drift';
import type { QualityReport } from '@harper-edge/drift/quality';
import {
  defaultDriftSettings,
  defaultQualitySettings,
  driftBaselineId,
  type DriftBaseline,
  type NoVerdict,
} from '@harper-edge/monitoring';
import { confidenceColumn } from '../drift/current-profile.ts';
import { fitColumns } from '../drift/fit-columns.ts';
import { inputColumns, outputColumns, type TensorColumns } from '../drift/model-columns.ts';
import { readQuality } from '../drift/quality-check.ts';
import { createRowReader } from '../drift/row-reader.ts';
import { createRowSample } from '../drift/row-sample.ts';
import { windowEvents, type TimeWindow } from '../drift/window-events.ts';
import type { Services } from '../services.ts';

/** Rows that are kept in memory to fit on, and their values altogether. */
const maxRows = 20_000;
const maxValues = 2_000_000;
/** Pairs of columns whose correlation is kept: the strongest. */
const maxPairs = 60;

const confidence: TensorColumns = {
  tensor: confidenceColumn,
  names: [confidenceColumn],
  isText: false,
  mapKeys: undefined,
};

/**
 * Makes what a version was asked and answered in a window the baseline that it is compared with from then on. Fitted on up
 * to 20,000 rows, drawn evenly from all of the window.
 *
 * @throws EdgeError INVALID_INPUT for a window that ends before it starts, or a model without columns
 */
export async function fitBaseline(
  services: Services,
  model: ModelVersion,
  { from, to }: TimeWindow,
): Promise<{ readonly ok: true; readonly baseline: DriftBaseline } | NoVerdict> {
  const { monitoring, clock } = services;
  const config = await monitoring.config(model.modelId);
  const { drift: { minimumSamples } = defaultDriftSettings, quality: rules = defaultQualitySettings } = config;
  const inputs = fitting(inputColumns(model));
  const outputs = fitting(outputColumns(model));
  const sure = fitting([confidence]);
  const quality = readQuality(model, { settings: rules, reference: null });
  let [correct, labelled] = [0, 0];
  for await (const event of windowEvents(services, model, { from, to })) {
    if (event.errorCode !== null) continue;
    inputs.add(event.featuresIn);
    outputs.add(event.prediction);
    if (event.confidence !== null) sure.add({ [confidenceColumn]: event.confidence });
    quality.add(event);
    labelled += Number(event.correct !== null);
    correct += Number(event.correct === true);
  }
  const [input, answers, confidences] = [inputs.end(), outputs.end(), sure.end()];
  const prediction = together(answers, confidences);
  const received = Math.max(inputs.seen(), outputs.seen(), sure.seen());
  if (received < minimumSamples) {
    const detail = `expected ${minimumSamples} rows or more in the window; there are ${received}`;
    return { ok: false, reason: 'insufficientData', needed: minimumSamples, received, detail };
  }
  if (input === null && prediction === null)
    throw new EdgeError('INVALID_INPUT', `${model.id} has neither inputs nor outputs with a fixed number of columns`);
  const { modelId, version: modelVersion } = model;
  const baseline: DriftBaseline = {
    id: driftBaselineId(modelId, modelVersion),
    modelId,
    modelVersion,
    from,
    to,
    fittedAt: clock.nowMs(),
    rows: received,
    input: asJson(input),
    prediction: asJson(prediction),
    correct,
    labelled,
    quality: asJson(strongest(quality.end())),
  };
  await monitoring.checks.baselines.put(baseline);
  return { ok: true, baseline };
}

function fitting(tensors: readonly TensorColumns[]) {
  const width = tensors.reduce((sum, { names }) => sum + names.length, 0);
  const sample = createRowSample(Math.min(maxRows, Math.floor(maxValues / Math.max(1, width))));
  const reader = createRowReader(tensors, sample.add);
  return {
    add: reader.add,
    seen: sample.seen,
    end: (): Profile | null => {
      reader.end();
      return fitColumns(tensors, sample);
    },
  };
}

function together(first: Profile | null, second: Profile | null): Profile | null {
  if (first === null || second === null) return first ?? second;
  return { rows: Math.max(first.rows, second.rows), columns: [...first.columns, ...second.columns] };
}

/** Those that could change their sign by much. */
function strongest({ correlations, ...report }: QualityReport): QualityReport {
  const strength = ({ sums: [, , , x = 0, y = 0, xy = 0] }: QualityReport['correlations'][number]): number =>
    x > 0 && y > 0 ? Math.abs(xy) / Math.sqrt(x * y) : 0;
  return { ...report, correlations: [...correlations].sort((a, b) => strength(b) - strength(a)).slice(0, maxPairs) };
}

/** Plain data, though its types do not say so. */
const asJson = (data: Profile | QualityReport | null): Json => JSON.parse(JSON.stringify(data)) as Json;
