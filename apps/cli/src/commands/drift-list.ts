import type { Operations } from '@harper-edge/client';
import type { Command } from '../command.ts';
import { parseModelName } from '../model-name.ts';
import { formatNumber, formatTime } from '../output/format.ts';
import { limitOption, moreNote } from './paging.ts';
import { windowOf, windowOptions } from './window.ts';

type Kinds = Operations['postMonitoringDriftModelNameCheck']['answer']['kinds'];

export const driftList: Command = {
  name: 'drift list',
  summary: 'What drift checks of a model found, newest first',
  args: [{ name: '<model>', description: 'model, or model:version' }],
  options: [...windowOptions, limitOption],
  examples: [
    { line: 'drift list iris --limit 5', says: 'the last five, with a score of each kind' },
    { line: "drift list iris --json | jq '.checks[0].kinds.input'", says: 'all about the last one' },
  ],
  output: { operation: 'getMonitoringDriftModelName' },
  run: async ({ args: [name = ''], client, given, signal }) => {
    const { modelId: modelName, version } = parseModelName(name);
    const { startTime: from, endTime: to } = windowOf(given);
    const query = { version, from, to, limit: given.number('limit') };
    const json = await client.listDriftChecks({ params: { modelName }, query }, { signal });
    const rows = json.checks.map(({ checkedAt, modelVersion, severity, events, trigger, kinds }) => [
      ...[formatTime(checkedAt), modelVersion, severity, events],
      ...[scoreOf(kinds.input), scoreOf(kinds.prediction), scoreOf(kinds.concept)],
      trigger,
    ]);
    const columns = ['TIME', 'VERSION', 'SEVERITY', 'EVENTS', 'INPUT', 'PREDICTION', 'CONCEPT', 'BY'];
    return { json, show: (style) => style.table(columns, rows), note: moreNote(json.nextCursor) };
  },
};

/** The score, or why there is none. */
const scoreOf = (verdict: Kinds[keyof Kinds]): string | undefined =>
  verdict?.ok === true ? formatNumber(verdict.driftScore) : verdict?.reason;
