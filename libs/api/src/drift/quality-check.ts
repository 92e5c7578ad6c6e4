import type { InferenceEvent, ModelVersion } from '@harper-edge/contracts';
import {
  createQualityCheck,
  type ColumnQuality,
  type QualityReport,
  type QualityRules,
  type Violation,
} from '@harper-edge/drift/quality';
import type { QualityOfColumn, QualitySettings, QualityVerdict } from '@harper-edge/monitoring';
import { given } from '../http/given.ts';
import { fitting } from './fitting.ts';
import { inputColumns } from './model-columns.ts';
import { createRowReader } from './row-reader.ts';

export interface QualityReader {
  add(event: InferenceEvent): void;
  end(): QualityReport;
}

export interface QualityReaderOptions {
  readonly settings: QualitySettings;
  readonly reference: QualityReport | null;
}

/** Duplicates are found among so many rows; the hashes of more are not kept in memory. */
const partRows = 100_000;

/** Looks at every input of events, part by part. */
export function readQuality(model: ModelVersion, { settings, reference }: QualityReaderOptions): QualityReader {
  const tensors = inputColumns(model);
  const rules: QualityRules = Object.fromEntries(
    tensors.flatMap(({ names, isText }) =>
      names.map((name) => [name, { type: isText ? 'text' : 'numeric', ...given(settings.rules[name] ?? {}) } as const]),
    ),
  );
  let seed = 1;
  const newPart = () =>
    createQualityCheck(rules, { alpha: settings.alpha, seed: seed++, ...(reference !== null && { reference }) });
  const whole = newPart();
  let part = newPart();
  let rowsOfPart = 0;
  const reader = createRowReader(
    tensors,
    (columns, rows) => {
      part.add(columns);
      rowsOfPart += rows;
      if (rowsOfPart < partRows) return;
      whole.merge(part.toJSON());
      part = newPart();
      rowsOfPart = 0;
    },
    { isRaw: true },
  );
  return {
    add: ({ featuresIn }) => reader.add(featuresIn),
    end: () => {
      reader.end();
      whole.merge(part.toJSON());
      return whole.report();
    },
  };
}

const worseFirst = { drift: 0, possible: 1, none: 2 } as const;
const maxBytes = { violations: 16_000, columns: 28_000 } as const;
const textLength = 200;

/** The report as it is kept with every result. */
export function qualityVerdict({ rows, columns, duplicateRows, violations }: QualityReport): QualityVerdict {
  const sorted = [...violations].sort((a, b) => worseFirst[a.severity] - worseFirst[b.severity] || b.share - a.share);
  const listed = fitting(sorted.map(violationOf), maxBytes.violations);
  const listedColumns = fitting(columns.map(columnOf), maxBytes.columns);
  const violated = violations.filter(({ severity }) => severity === 'drift');
  return {
    ok: true,
    severity: sorted[0]?.severity ?? 'none',
    rows,
    violatedShare: Math.min(1, Math.max(0, ...violated.map(({ share }) => share))),
    duplicateRows,
    violations: listed,
    violationsLeftOut: violations.length - listed.length,
    columns: listedColumns,
    columnsLeftOut: columns.length - listedColumns.length,
  };
}

const violationOf = ({
  kind,
  columns,
  count,
  share,
  severity,
  detail,
}: Violation): QualityVerdict['violations'][number] => ({
  kind,
  columns,
  count,
  share,
  severity,
  ...(detail !== undefined && { detail: detail.slice(0, textLength) }),
});

const columnOf = ({ name, missingShare, distinct, numbers, top }: ColumnQuality): QualityOfColumn => ({
  column: name,
  missingShare,
  distinct,
  numbers: numbers && {
    minimum: numbers.minimum,
    maximum: numbers.maximum,
    mean: numbers.mean,
    standardDeviation: numbers.standardDeviation,
    median: numbers.quantiles[3] ?? numbers.mean,
  },
  top: top && { value: String(top.value).slice(0, 40), share: top.share },
});
