import { usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { parseModelName } from '../model-name.ts';
import { windowOf, windowOptions } from './window.ts';

export const driftBaseline: Command = {
  name: 'drift baseline',
  summary: 'Make what a model was asked in a time when all was well what it is compared with',
  details: 'It takes the place of the distributions of its metadata. Ends with 7 when the time has too little data.',
  args: [{ name: '<model>', description: 'model, or model:version' }],
  options: windowOptions,
  examples: [{ line: 'drift baseline iris --since 2026-01-01 --until 2026-01-08', says: 'the first week of the year' }],
  output: { operation: 'postMonitoringDriftModelNameBaseline' },
  run: async ({ args: [name = ''], client, given, signal }) => {
    const { modelId: modelName, version } = parseModelName(name);
    const { startTime: from, endTime: to } = windowOf(given);
    if (from === undefined || to === undefined) throw usageError('drift baseline: expected --since and --until');
    const json = await client.fitDriftBaseline({ params: { modelName }, body: { version, from, to } }, { signal });
    if (!json.ok) return { json, show: () => `no baseline (${json.reason}): ${json.detail}`, exitCode: 'negative' };
    const said = `${json.modelName}:${json.version} is compared with ${json.rows} rows, ${json.labelled} with feedback`;
    return { json, show: () => said };
  },
};
