import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { readSnippets, root } from './documents.ts';

const snippets = readSnippets().filter(({ document }) => document === 'docs/benchmarking.md');
const commands = snippets.filter(({ language }) => language === 'bash').map(({ code }) => code);
const limits = commands.filter((code) => code.includes('bench:limits'));
const local = commands.filter((code) => !code.includes('localhost') && !limits.includes(code));
const [ownGroup = '', ownProfile = ''] = snippets.filter(({ language }) => language === 'json').map(({ code }) => code);
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const withoutCurl = hasCurl ? '' : ' (skipped: there is no curl)';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-benchmarking-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The command as it stands, but for where it keeps its results. */
async function runCommand(code: string, env: Record<string, string> = {}) {
  const script = code
    .replace(/npm run benchmark(:all)? --/g, `npm run benchmark$1 -- --history ${join(folder, 'history.jsonl')}`)
    .replace('.data/benchmark/report.html', join(folder, 'report.html'));
  const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 };
  return promisify(execFile)('bash', ['-c', `set -euo pipefail\n${script}`], options).then(
    ({ stdout }) => ({ stdout, exitCode: 0 }),
    (error: unknown) => ({
      stdout: (error as { stdout: string }).stdout + (error as { stderr: string }).stderr,
      exitCode: (error as { code: number }).code,
    }),
  );
}

describe('docs/benchmarking.md', () => {
  it.each(local)('its command works here: %s', async (code) => {
    const { stdout, exitCode } = await runCommand(code);
    expect(stdout).toContain('classification/iris (1 at a time, 5 rounds');
    expect(stdout).toMatch(/iris-logreg-zipmap:v1 against iris-logreg:v1: same answers/);
    // Whether this machine became slower meanwhile is not for a test to say.
    expect(code.includes('--fail-on') ? [0, 1] : [0]).toContain(exitCode);
    if (code.includes('--fail-on')) expect(stdout).toMatch(/iris-logreg:v1: latency since .+ times [\d.]+ \[/);
    if (code.includes('--html')) expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('</html>');
  });

  it.each(limits)('its command measures the host: %s', async (code) => {
    const { stdout, exitCode } = await runCommand(code);
    expect(stdout).toMatch(/added time at one connection, tiny model, p50 \(µs\) +gate <= 400 +goal 150 +\d/);
    expect(exitCode).toBe(0);
  });

  it('shows the group that is in the folder, and a profile that can be used', async () => {
    expect(JSON.parse(ownGroup)).toEqual(
      JSON.parse(await readFile(join(root, 'examples/iris/iris.group.json'), 'utf8')),
    );
    const profile = JSON.parse(ownProfile) as Record<string, unknown>;
    await writeFile(join(folder, 'own.json'), JSON.stringify({ ...profile, roundMs: 50 }));
    const { stdout, exitCode } = await runCommand(
      `npm run benchmark -- --group iris --profile ${join(folder, 'own.json')}`,
    );
    expect([stdout, exitCode]).toEqual([expect.stringContaining('200 per second, at random moments'), 0]);
  });

  it('says how wrong usage ends', async () => {
    expect((await runCommand('npm run benchmark -- --group nothing')).exitCode).toBe(2);
    expect((await runCommand('npm run benchmark -- --all --url http://127.0.0.1:9')).exitCode).toBe(1);
  });

  /** Without a key too, where the host has none. */
  const expectHost = async (url: string, key?: string): Promise<void> => {
    const env = key === undefined ? {} : { EDGE_AI_API_KEY: key };
    const curl = key === undefined ? 'curl -sf' : `curl -sf -H 'authorization: Bearer ${key}'`;
    for (const code of commands.filter((command) => command.includes('localhost'))) {
      const { stdout, exitCode } = await runCommand(
        code.replaceAll('http://localhost:9926', url).replaceAll('curl -sf', curl),
        env,
      );
      expect([stdout, exitCode]).toEqual([expect.stringContaining('iris-logreg'), 0]);
      const history = stdout.trim().split('}{"comparisons"')[1];
      if (history === undefined) continue;
      expect(JSON.parse(`{"comparisons"${history}`)).toMatchObject({
        count: 2,
        comparisons: [
          { iterations: 500, parity: { ok: true }, notes: null },
          { iterations: 500, parity: { ok: true }, notes: 'profile quick' },
        ],
      });
    }
    const { stdout } = await runCommand(
      `${curl} '${url}/monitoring/events'; npm run --silent benchmark -- --url ${url} --list`,
      env,
    );
    expect(stdout).toContain('{"events":[],"count":0}');
    expect(stdout).toMatch(/classification\/iris +iris-logreg(-zipmap)?:v1, iris-logreg(-zipmap)?:v1/);
  };

  it.skipIf(!hasCurl)(`compares on the standalone host, with a key${withoutCurl}`, async () => {
    const key = 'a-key-for-benchmarks';
    const host = await startStandalone({
      dataDir: join(folder, 'standalone'),
      httpPort: await freePort(),
      env: { EDGE_AI_LOG_LEVEL: 'error', EDGE_AI_API_KEY: key },
    });
    await expectHost(host.url, key).finally(() => host.stop());
  });

  it.skipIf(!hasCurl)(`compares on Harper${withoutCurl}`, async () => {
    const host = await startHarper({
      componentDir: join(root, 'dist/harper-component'),
      dataDir: join(folder, 'harper'),
      httpPort: await freePort(),
      env: { EDGE_AI_ACCESS: 'open' },
    });
    await expectHost(host.url).finally(() => host.stop());
  });
});
