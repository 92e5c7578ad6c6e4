import type { Operations } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { parseModelName } from '../model-name.ts';
import { formatNumber } from '../output/format.ts';
import type { Cell, Style } from '../output/style.ts';
import { windowOf, windowOptions } from './window.ts';

type Metrics = Operations['postMonitoringDriftModelNameCheck']['answer'];
type Columns = NonNullable<Metrics['kinds']['input']>;
type Concept = NonNullable<Metrics['kinds']['concept']>;

/** From the mildest on. */
const severities: readonly string[] = ['none', 'possible', 'drift'] satisfies Metrics['severity'][];

export const driftCheck: Command = {
  name: 'drift check',
  summary: 'Compare what a model was asked and answered with its baseline, now',
  details:
    'Too little data is an answer too, and no drift: it ends with 0 whatever was found, unless --fail-on says otherwise.',
  args: [{ name: '<model>', description: 'model, or model:version' }],
  options: [
    { flags: '--window <duration>', description: 'up to now, as 30m or 6h; default as configured' },
    ...windowOptions,
    { flags: '--fail-on <severity>', description: 'end with 7 when it is found, or worse', choices: ['possible', 'drift'] }, // prettier-ignore
  ],
  examples: [
    { line: 'drift check iris --window 6h', says: 'each column with its severity' },
    { line: 'drift check iris --fail-on drift', says: 'as a step of a pipeline' },
  ],
  output: { operation: 'postMonitoringDriftModelNameCheck' },
  run: async ({ args: [name = ''], client, given, signal }) => {
    const { modelId: modelName, version } = parseModelName(name);
    const { startTime: from, endTime: to } = windowOf(given);
    const body = { version, window: given.text('window'), from, to };
    const json = await client.checkDrift({ params: { modelName }, body }, { signal });
    const failsOn = given.text('fail-on');
    const isBad = failsOn !== undefined && severities.indexOf(json.severity) >= severities.indexOf(failsOn);
    return { json, show: (style) => showCheck(json, style), exitCode: isBad ? 'negative' : 'done' };
  },
};

function showCheck({ modelId, modelVersion, events, severity, kinds }: Metrics, style: Style): string {
  const { input, prediction, concept } = kinds;
  const rows = [
    ...(input === undefined ? [] : columnRows('input', input)),
    ...(prediction === undefined ? [] : columnRows('prediction', prediction)),
    ...(concept === undefined ? [] : [conceptRow(concept)]),
  ];
  const said = `${modelId}:${modelVersion}, ${events} events: ${severity === 'none' ? 'no drift' : severity}`;
  return [
    style.table(['KIND', 'COLUMN', 'SEVERITY', 'TEST', 'EFFECT', 'THRESHOLD', 'P-VALUE', 'WHY'], rows),
    severity === 'drift' ? style.bad(said) : style.bold(said),
  ].join('\n');
}

function columnRows(kind: string, verdict: Columns): readonly (readonly Cell[])[] {
  if (!verdict.ok) return [refusedRow(kind, verdict)];
  const rows = verdict.columns.map(({ column, severity, test, result }) =>
    'ok' in result
      ? [kind, column, severity, test, undefined, undefined, undefined, result.reason]
      : [kind, column, severity, test, ...numbersOf(result)],
  );
  const more = [kind, `${verdict.columnsLeftOut} more`, undefined, undefined, undefined, undefined, undefined, 'left out of the result']; // prettier-ignore
  return verdict.columnsLeftOut === 0 ? rows : [...rows, more];
}

const conceptRow = (verdict: Concept): readonly Cell[] =>
  verdict.ok
    ? ['concept', 'correct', verdict.severity, verdict.test.method, ...numbersOf(verdict.test)]
    : refusedRow('concept', verdict);

const refusedRow = (kind: string, { reason, detail }: Extract<Concept, { ok: false }>): readonly Cell[] => [
  ...[kind, undefined, 'not known', undefined, undefined, undefined, undefined, `${reason}: ${detail}`],
];

type Tested = Extract<Concept, { ok: true }>['test'];

const numbersOf = ({ effect, adjustedPValue }: Tested): readonly Cell[] => [
  `${effect.name} ${formatNumber(effect.value) ?? ''}`,
  formatNumber(effect.threshold),
  formatNumber(adjustedPValue),
];
