// `npm test`: everything that must hold before a change is taken.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, checkNode, install, root, run, runMain, StartError } from './prepare.mjs';

const nx = (...args) => ['node_modules/nx/dist/bin/nx.js', ...args];

await runMain(async () => {
  checkNode();
  await install();
  const node = process.execPath;
  const env = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true' };
  await run('checking formats', node, [
    'node_modules/prettier/bin/prettier.cjs',
    '--check',
    '--log-level',
    'warn',
    '.',
  ]);
  await build();
  await run(
    'linting and checking boundaries',
    node,
    nx('run-many', '-t', 'lint', '--parallel=2', '--output-style=stream'),
    { env },
  );
  await run('looking for dead code', node, ['node_modules/knip/bin/knip.js']);
  await run('checking dependencies', node, [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    'libs',
    'apps',
    'tools',
  ]);
  const unit = await test('unit');
  const hosts = await test('hosts');
  const sum = (key) => unit[key] + hosts[key];
  const [passed, failed, skipped] = [sum('numPassedTests'), sum('numFailedTests'), sum('numPendingTests')];
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  if (passed === 0) throw new StartError('no test ran');
});

async function test(project) {
  const report = join(root, `node_modules/.harper-edge-${project}-tests.json`);
  await rm(report, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', project];
  await run(`testing (${project})`, process.execPath, [
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return JSON.parse(await readFile(report, 'utf8'));
}
