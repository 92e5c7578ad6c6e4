import { EdgeError } from '@harper-edge/contracts';
import {
  accuracyDrop,
  detectDrift,
  effectThresholds,
  type ColumnDrift,
  type Decided,
  type DriftReport,
  type DriftTestName,
  type Effect,
  type Profile,
} from '@harper-edge/drift';
import type {
  ColumnsVerdict,
  ConceptVerdict,
  DriftOfColumn,
  DriftSettings,
  DriftTest,
  NoVerdict,
} from '@harper-edge/monitoring';
import { fitting } from './fitting.ts';
import { snapshotOf } from './snapshot.ts';

/** From which drop on a loss of accuracy matters. */
const accuracyThreshold = 0.05;

const worseFirst = { drift: 0, possible: 1, none: 2 } as const;

interface ColumnsCompared {
  readonly baseline: Profile;
  readonly current: Profile;
  readonly settings: DriftSettings;
  /** Columns are listed up to so much JSON. */
  readonly maxBytes: number;
}

/** @throws EdgeError INVALID_INPUT for a test that does not apply to its column */
export function columnsVerdict({ baseline, current, settings, maxBytes }: ColumnsCompared): ColumnsVerdict | NoVerdict {
  const { minimumSamples, thresholds } = settings;
  const received = Math.min(baseline.rows, current.rows);
  if (received < minimumSamples) return tooFew(minimumSamples, received, 'rows');
  const report = reportOf(baseline, current, settings);
  const sizes = { ...effectThresholds, ...thresholds };
  const columns = report.columns
    .map((column) => columnOf(column, { baseline, current, sizes }))
    .sort((a, b) => worseFirst[a.severity] - worseFirst[b.severity] || ratioOf(b) - ratioOf(a));
  const listed = fitting(columns, maxBytes);
  return {
    ok: true,
    severity: report.severity,
    driftScore: scoreOf(
      columns.flatMap(({ result, missing }) => [result, ...(missing === undefined ? [] : [missing])]),
    ),
    referenceRows: report.referenceRows,
    currentRows: report.currentRows,
    testedColumns: report.testedColumns,
    driftedColumns: report.driftedColumns,
    columns: listed,
    columnsLeftOut: columns.length - listed.length,
  };
}

function reportOf(baseline: Profile, current: Profile, { alpha, thresholds, tests }: DriftSettings): DriftReport {
  const own = Object.entries(tests).filter(([name]) => baseline.columns.some((column) => column.name === name));
  try {
    return detectDrift(baseline, withoutUnknownAtoms(baseline, current), {
      alpha,
      thresholds,
      tests: Object.fromEntries(own) as Record<string, DriftTestName>,
    });
  } catch (error) {
    if (!(error instanceof RangeError) || own.length === 0) throw error;
    throw new EdgeError('INVALID_INPUT', `drift.tests: ${error.message}`, { cause: error });
  }
}

/**
 * Of a declared histogram nobody knows how many values lie exactly on an edge. Where the baseline counts none there, only what
 * lies up to and with each edge is compared, which is known of both sides.
 */
const withoutUnknownAtoms = (baseline: Profile, current: Profile): Profile => ({
  ...current,
  columns: current.columns.map((column) => {
    const before = baseline.columns.find(({ name }) => name === column.name);
    if (column.type !== 'numeric' || before?.type !== 'numeric' || before.histogram.atEdge.some(Boolean)) return column;
    return { ...column, histogram: { ...column.histogram, atEdge: column.histogram.atEdge.map(() => 0) } };
  }),
});

interface Accuracy {
  readonly successes: number;
  readonly trials: number;
}

/** Whether fewer answers are right than were. */
export function conceptVerdict(
  reference: Accuracy,
  current: Accuracy,
  { alpha, minimumSamples, thresholds }: DriftSettings,
): ConceptVerdict | NoVerdict {
  const threshold = thresholds['accuracyDrop'] ?? accuracyThreshold;
  const found = accuracyDrop(reference, current, { alpha, minimumDrop: Math.min(1, threshold), minimumSamples });
  if (!found.ok) return tooFew(minimumSamples, Math.min(reference.trials, current.trials), 'predictions with feedback');
  const test = testOf({ ...found, adjustedPValue: found.pValue }, { accuracyDrop: threshold });
  const { severity, referenceAccuracy, currentAccuracy } = found;
  return { ok: true, severity, driftScore: scoreOf([test]), test, referenceAccuracy, currentAccuracy };
}

export const noVerdict = (reason: 'noBaseline' | 'noColumns', detail: string): NoVerdict => ({
  ok: false,
  reason,
  detail,
});

function tooFew(needed: number, received: number, what: string): NoVerdict {
  const detail = `expected ${needed} ${what} or more, both in the baseline and in the window; there are ${received}`;
  return { ok: false, reason: 'insufficientData', needed, received, detail };
}

type Sizes = Readonly<Record<string, number>>;

function columnOf(
  { column, severity, test, reason, result, missing, newCategories }: ColumnDrift,
  { baseline, current, sizes }: { readonly baseline: Profile; readonly current: Profile; readonly sizes: Sizes },
): DriftOfColumn {
  const named = ({ columns }: Profile) => columns.find(({ name }) => name === column);
  const [before, now] = [named(baseline), named(current)];
  if (before === undefined || now === undefined) throw new RangeError(`There is no column "${column}" to compare.`);
  return {
    column,
    severity,
    test,
    reason,
    result: result.ok ? testOf(result, sizes) : { ok: false, reason: result.reason },
    ...(missing && {
      missing: {
        ...testOf(missing, sizes),
        referenceShare: missing.referenceShare,
        currentShare: missing.currentShare,
      },
    }),
    ...(newCategories.length > 0 && {
      newCategories: Object.fromEntries(
        newCategories.slice(0, 10).map(({ category, count }) => [category.slice(0, 40), count]),
      ),
    }),
    snapshot: snapshotOf(before, now),
  };
}

type TestDone = Omit<Decided, 'dropped' | 'warnings'>;

/** The test with that of its effects which is the largest in units of its threshold. */
function testOf({ effect, otherEffects = [], ...test }: TestDone, sizes: Sizes): DriftTest {
  const [largest = effect] = [effect, ...otherEffects].sort((a, b) => unitsOf(b, sizes) - unitsOf(a, sizes));
  const { severity, statistic, pValue, adjustedPValue, log10P, method, n, m } = test;
  return {
    severity,
    statistic: finite(statistic),
    pValue,
    adjustedPValue,
    log10P: finite(log10P),
    effect: {
      name: largest.name,
      value: finite(largest.value),
      threshold: sizes[largest.name] ?? 0,
      ...largest.interval,
    },
    method,
    n,
    m,
  };
}

const unitsOf = ({ name, value }: Effect, sizes: Sizes): number => units(value, sizes[name] ?? Infinity);
const units = (value: number, threshold: number): number => (threshold > 0 ? Math.abs(value) / threshold : Infinity);

/** JSON has no infinity. */
const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));

const ratioOf = ({ result }: DriftOfColumn): number =>
  'effect' in result ? units(result.effect.value, result.effect.threshold) : 0;

/** See `driftScore` of a verdict. */
function scoreOf(tests: readonly DriftOfColumn['result'][]): number {
  const drifted = tests.filter((test): test is DriftTest => 'effect' in test && test.severity === 'drift');
  const largest = Math.max(0, ...drifted.map(({ effect }) => units(effect.value, effect.threshold)));
  return largest === Infinity ? 1 : largest / (1 + largest);
}
