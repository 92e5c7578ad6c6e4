import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { readSnippets, root } from './documents.ts';

const snippets = readSnippets();
const run = promisify(execFile);
const hasCurl = spawnSync('curl', ['--version']).status === 0;
const withoutCurl = hasCurl ? '' : ' (skipped: there is no curl)';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-documents-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Shell code of a document that talks to a host, as one script. */
const scriptOf = (document: string, url: string): string =>
  [
    'set -euo pipefail',
    ...snippets
      .filter(
        (snippet) => snippet.document === document && snippet.language === 'bash' && snippet.code.includes('localhost'),
      )
      .map(({ code }) => code.replaceAll('http://localhost:9926', url)),
  ].join('\n');

describe('every snippet', () => {
  it('is of a kind that a test here runs, or starts what start.test.ts starts', () => {
    const started = ['npm start\n', 'npm run start:standalone\n', 'npm test\n'];
    const others = snippets.filter(
      ({ document, language, code }) =>
        !(
          language === 'bash' &&
          (started.includes(code) || (code.includes('localhost') && /^(README|docs\/deploy)\.md$/.test(document)))
        ) &&
        !(language === 'js' && /^(libs\/[\w-]+\/)?README\.md$/.test(document)) &&
        !(language === 'sh' && document === 'examples/iris/README.md') &&
        !(language === '' && document === 'docs/architecture.md') &&
        // Run by benchmarking.test.ts.
        document !== 'docs/benchmarking.md',
    );
    expect(others).toEqual([]);
  });
});

describe('README.md', () => {
  const expectWalkThrough = async (url: string): Promise<void> => {
    const { stdout } = await run('bash', ['-c', scriptOf('README.md', url)], { cwd: root });
    // One JSON document per command, in the order of the page.
    const answers = stdout
      .replaceAll(/\}\n?\{/g, '}\n{')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(answers).toMatchObject([
      { success: true, modelId: 'flowers', version: 'v1' },
      { id: 'flowers:v1', stage: 'production', inputs: [{ name: 'float_input', shape: [-1, 4] }] },
      { prediction: { label: 'setosa' }, modelName: 'flowers' },
      { success: true },
      { modelId: 'flowers', userId: 'user-1', correct: true, actualOutcome: { class: 'setosa' } },
      { count: 1 },
      { modelId: 'flowers', count: 1, accuracy: 1, errorRate: 0 },
      { prediction: { label: ['setosa', 'virginica'] } },
    ]);
  };

  it.skipIf(!hasCurl)(`its walk-through works on the standalone host${withoutCurl}`, async () => {
    const host = await startStandalone({
      dataDir: join(folder, 'standalone'),
      httpPort: await freePort(),
      env: { EDGE_AI_LOG_LEVEL: 'error' },
    });
    await expectWalkThrough(host.url).finally(() => host.stop());
  });

  it.skipIf(!hasCurl)(`its walk-through works on Harper${withoutCurl}`, async () => {
    const componentDir = join(root, 'dist/harper-component');
    const options = {
      componentDir,
      dataDir: join(folder, 'harper'),
      httpPort: await freePort(),
      env: { EDGE_AI_ACCESS: 'open' },
    };
    const host = await startHarper(options);
    await expectWalkThrough(host.url).finally(() => host.stop());
  });

  it('its library example runs and prints what it says', async () => {
    const [example] = snippets.filter(({ document, language }) => document === 'README.md' && language === 'js');
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', example?.code ?? ''], {
      cwd: join(root, 'tools'),
    }).catch(async () => run(process.execPath, ['--input-type=module', '-e', example?.code ?? ''], { cwd: root }));
    expect(example?.code).toContain(`// ${stdout.trim()}`);
  });
});

describe('the README.md of a library', () => {
  const examples = snippets.filter(({ document, language }) => document.startsWith('libs/') && language === 'js');

  it.each(examples)('$document: its example runs and prints what it says', async ({ document, code }) => {
    const cwd = join(root, dirname(document));
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd });
    const promised = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
    expect(stdout.trim().split('\n')).toEqual(promised);
  });
});

describe('examples/iris/README.md', () => {
  it('makes the models again as they are', async () => {
    const models = ['iris-logreg.onnx', 'iris-logreg-zipmap.onnx'].map((name) => join(root, 'examples/iris', name));
    const before = await Promise.all(models.map((path) => readFile(path)));
    const [making] = snippets.filter(({ document }) => document === 'examples/iris/README.md');
    await run('bash', ['-c', making?.code ?? 'false'], { cwd: root });
    expect(await Promise.all(models.map((path) => readFile(path)))).toEqual(before);
  });
});

describe('docs/deploy.md', () => {
  it.skipIf(!hasCurl)(`deploys the component into a Harper that runs without it${withoutCurl}`, async () => {
    const componentDir = join(folder, 'empty');
    await mkdir(componentDir);
    await writeFile(join(componentDir, 'config.yaml'), 'rest: true\n');
    const harper = await startHarper({
      componentDir,
      dataDir: join(folder, 'deploy'),
      httpPort: await freePort(),
      isReady: () => true,
    });
    try {
      const script = scriptOf('docs/deploy.md', harper.url).replace('http://localhost:9925', harper.operationsUrl);
      const env = { ...process.env, HARPER_PASSWORD: harper.adminPassword };
      const { stdout } = await run('bash', ['-c', script], { cwd: root, env });
      expect(stdout).toContain('Successfully deployed');
      expect(stdout).toContain('{"ready":true,"live":true}');
      expect(stdout).toMatch(/\{"models":\[\],"count":0\}$/);
    } finally {
      await harper.stop();
    }
  });
});

describe('docs/configuration.md', () => {
  it('lists exactly the settings that are read, with their defaults', async () => {
    const page = await readFile(join(root, 'docs/configuration.md'), 'utf8');
    const [, standalone = '', harper = '', start = '', benchmark = ''] = page.split('\n## ');
    const listed = (section: string) => [...section.matchAll(/^\| `(EDGE_AI_\w+)`/gm)].map(([, name]) => name).sort();
    const read = async (path: string) =>
      [...new Set((await readFile(join(root, path), 'utf8')).match(/EDGE_AI_[A-Z_]+/g))].sort();
    expect(listed(standalone)).toEqual(await read('apps/server/src/settings.ts'));
    expect(listed(harper)).toEqual(await read('apps/harper-component/src/settings.ts'));
    expect(listed(start)).toEqual((await read('tools/start.mjs')).filter((name) => name !== 'EDGE_AI_ACCESS'));
    expect(listed(benchmark)).toEqual(await read('apps/benchmark-runner/src/settings.ts'));
    const settings = await readFile(join(root, 'apps/server/src/settings.ts'), 'utf8');
    for (const [, name, value = ''] of standalone.matchAll(/^\| `(\w+)` +\| `(\d+)`/gm)) {
      expect(settings.replaceAll('_', '')).toContain(`'${(name ?? '').replaceAll('_', '')}', { fallback: ${value}`);
    }
  });
});

describe('docs/architecture.md', () => {
  it('names every project and only places that exist', async () => {
    const page = await readFile(join(root, 'docs/architecture.md'), 'utf8');
    const { stdout } = await run(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects', '--json'], {
      cwd: root,
      env: { ...process.env, NX_DAEMON: 'false' },
    });
    for (const project of JSON.parse(stdout) as string[]) expect(page).toContain(project.replace('@harper-edge/', ''));
    for (const [, path = ''] of page.matchAll(/`((?:libs|apps|tools)\/[\w./-]+)`/g)) {
      await expect(run('test', ['-e', join(root, path)]).then(() => path)).resolves.toBe(path);
    }
  });
});
