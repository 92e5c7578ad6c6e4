import type { Command } from '../command.ts';
import { usageError } from '../cli-error.ts';
import { parseJson, readInput } from '../read-input.ts';
import { comparisonTable } from './comparison-table.ts';

const minute = 60_000;

export const benchmarkRun: Command = {
  name: 'benchmark run',
  summary: 'Measure the models of an equivalence group on the host, and compare their answers',
  details: 'The group is what the metadata of the models say: taskType and equivalenceGroup.',
  args: [
    { name: '<group>', description: 'taskType/equivalenceGroup' },
    { name: '<data>', description: 'a JSON list of features; @file reads it, - is standard input' },
  ],
  options: [
    { flags: '--iterations <number>', description: 'requests of each model, default 100', minimum: 1 },
    { flags: '--rounds <number>', description: 'in so many rounds, in an order drawn anew, default 5', minimum: 5 },
    { flags: '--concurrency <number>', description: 'callers at a time, default 1', minimum: 1 },
    { flags: '--run-by <name>', description: 'kept with the result' },
    { flags: '--notes <text>', description: 'kept with the result' },
  ],
  examples: [
    { line: `benchmark run classification/iris '[{"float_input": [5.1, 3.5, 1.4, 0.2]}]'`, says: 'on one input' },
    { line: 'benchmark run classification/iris @inputs.json --iterations 1000', says: 'on the inputs of a file' },
  ],
  output: { operation: 'postBenchmarkCompare' },
  // The host takes up to a minute of its own, and warms up before.
  timeoutMs: 5 * minute,
  run: async ({ args: [group = '', data = ''], client, given, progress, signal, stdin }) => {
    const [taskType, equivalenceGroup] = groupOf(group);
    const testData = parseJson(await readInput(data, stdin), 'data');
    if (!Array.isArray(testData))
      throw usageError('data: expected a JSON list of features, as [{"float_input": [1, 2]}]');
    progress.text(`${group}: the host measures`);
    const body = {
      taskType,
      equivalenceGroup,
      testData: testData as Record<string, unknown>[],
      iterations: given.number('iterations'),
      rounds: given.number('rounds'),
      concurrency: given.number('concurrency'),
      runBy: given.text('run-by'),
      notes: given.text('notes'),
    };
    const json = await client.compareModels({ body }, { signal });
    return { json, show: (style) => comparisonTable(json, style) };
  },
};

export function groupOf(text: string): readonly [string, string] {
  const [taskType, equivalenceGroup, ...more] = text.split('/');
  if (taskType && equivalenceGroup && more.length === 0) return [taskType, equivalenceGroup];
  throw usageError(`group: expected taskType/equivalenceGroup, received ${JSON.stringify(text)}`);
}
