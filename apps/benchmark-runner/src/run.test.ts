import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { run } from './run.ts';
import type { Report } from './target.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-run-'));
  const profile = { description: 'for tests', iterations: 250, warmUp: { windowMs: 10, maxMs: 50 } };
  await writeFile(join(folder, 'tiny.json'), JSON.stringify(profile));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start(...argv: readonly string[]): Promise<{ good: boolean; stdout: string; stderr: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const own = ['--history', join(folder, 'history.jsonl'), '--profile', join(folder, 'tiny.json')];
  const streams = { stdin, stdout, stderr } as unknown as Parameters<typeof run>[2];
  const good = await run(parseArguments([...own, ...argv]), { apiKey: undefined }, streams);
  stdout.end();
  stderr.end();
  return { good, stdout: await text(stdout), stderr: await text(stderr) };
}

const comparisonsOf = (json: string) => (JSON.parse(json) as { comparisons: Report[] }).comparisons;

describe('a run in this process', () => {
  it('compares every shipped group, and keeps and shows the results', async () => {
    const html = join(folder, 'reports/report.html');
    const { good, stdout, stderr } = await start('--all', '--json', '--html', html, '--seed', '3', '--run-by', 'me');
    const reports = comparisonsOf(stdout);
    expect(good).toBe(true);
    expect(reports.map(({ equivalenceGroup, parity }) => [equivalenceGroup, parity.ok])).toEqual([
      ['iris', true],
      ['mlp', true],
    ]);
    for (const { results, settings, runBy } of reports) {
      expect([settings.seed, runBy]).toEqual([3, 'me']);
      for (const result of Object.values(results)) expect(result).toMatchObject({ successCount: 250, errorCount: 0 });
    }
    expect(stderr).toContain('iris-logreg-zipmap:v1 against iris-logreg:v1: same answers');
    expect(await readFile(html, 'utf8')).toContain('regression/mlp');
    const kept = (await readFile(join(folder, 'history.jsonl'), 'utf8')).trim().split('\n');
    expect(kept.map((line) => JSON.parse(line) as unknown)).toEqual(reports);
  });

  it('fails only on a regression that is beyond doubt', async () => {
    const first = await start('--group', 'iris', '--fail-on', 'regression>5%');
    expect(first.good).toBe(true);
    expect(first.stdout).toContain('nothing to compare with');
    // The earlier result becomes ten times as fast, then ten times as slow as it was.
    const path = join(folder, 'history.jsonl');
    const report = JSON.parse(await readFile(path, 'utf8')) as Report;
    const scaled = (factor: number): string =>
      JSON.stringify(report, (key, value: unknown) =>
        key === 'p50Latency' && typeof value === 'number' ? value * factor : value,
      );
    await writeFile(path, `${scaled(0.1)}\n{"torn`);
    const slower = await start('--group', 'iris', '--fail-on', 'regression>5%');
    expect(slower.good).toBe(false);
    expect(slower.stdout).toContain('a regression');
    await writeFile(join(folder, 'earlier.json'), `{"comparisons": [${scaled(10)}]}`);
    const faster = ['--group', 'iris', '--compare-to', join(folder, 'earlier.json'), '--fail-on', 'regression>5%'];
    expect((await start(...faster)).good).toBe(true);
  });

  it('takes groups from a folder', async () => {
    const models = ['iris-logreg', 'iris-logreg-zipmap'];
    for (const model of models)
      await writeFile(
        join(folder, `${model}.onnx`),
        await readFile(join(import.meta.dirname, '../../../examples/iris', `${model}.onnx`)),
      );
    const group = {
      taskType: 'classification',
      equivalenceGroup: 'own',
      models: models.map((modelId) => ({ modelId, file: `${modelId}.onnx` })),
      testData: [{ float_input: [5.1, 3.5, 1.4, 0.2] }],
    };
    await writeFile(join(folder, 'own.group.json'), JSON.stringify(group));
    const { stdout } = await start('--models', folder, '--group', 'classification/own', '--json');
    expect(comparisonsOf(stdout)).toMatchObject([{ parity: { ok: true, pairs: [{ compared: 1 }] } }]);
    await writeFile(join(folder, 'own.group.json'), JSON.stringify({ ...group, models: [] }));
    await expect(start('--models', folder, '--all')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('lists what there is, and refuses what there is not', async () => {
    const { stdout } = await start('--list');
    expect(stdout).toMatch(/classification\/iris +iris-logreg:v1, iris-logreg-zipmap:v1/);
    expect(stdout).toMatch(/open-loop +500 requests/);
    await expect(start('--group', 'none')).rejects.toThrow('expected one of classification/iris, regression/mlp');
    await expect(start()).rejects.toThrow('--group NAME or --all');
    expect((await start('--help')).stdout).toContain('Exit codes');
  });
});

describe('a run against a host', () => {
  it('says when there is none', async () => {
    await expect(start('--all', '--url', 'http://127.0.0.1:9')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
