import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startOllamaServer } from '@harper-edge/backends/ollama/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { seedExamples } from '../shop/seed-examples.ts';
import { startStandalone } from '../standalone-process.mjs';
import { readSnippets, root } from './documents.ts';
import { call, type RunningHost } from './running-host.ts';

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

/** JSON documents one after the other, each an object. */
const answersIn = (stdout: string): readonly unknown[] =>
  stdout
    .replaceAll(/\}\n?\{/g, '}\n{')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

interface HostOptions {
  readonly dataDir: string;
  readonly httpPort: number;
  readonly env: Record<string, string>;
}

describe('every snippet', () => {
  it('is of a kind that a test here runs, or starts what start.test.ts starts', () => {
    const started = ['npm start\n', 'npm run start:standalone\n', 'npm test\n'];
    const others = snippets.filter(
      ({ document, language, code }) =>
        !(
          language === 'bash' &&
          (started.includes(code) ||
            (code.includes('localhost') && /^(README|docs\/(backends|deploy))\.md$/.test(document)))
        ) &&
        !(language === 'js' && /^(libs\/[\w-]+\/)?README\.md$/.test(document)) &&
        !(language === 'sh' && document.startsWith('examples/')) &&
        !(language === '' && document === 'docs/architecture.md') &&
        // Run by benchmarking.test.ts.
        document !== 'docs/benchmarking.md' &&
        // Run by protocols-page.test.ts and lifecycle-pages.test.ts.
        !['docs/protocols.md', 'docs/lifecycle.md', 'docs/model-metadata.md'].includes(document) &&
        // Run by experiments-page.test.ts.
        document !== 'docs/experiments.md' &&
        // Run by prices-page.test.ts.
        document !== 'docs/prices.md' &&
        // Run by personalization-page.test.ts.
        document !== 'docs/personalization.md' &&
        // Run by fetching-page.test.ts.
        document !== 'docs/fetching.md' &&
        // Run by proxy-page.test.ts and pictures-and-reviews-page.test.ts.
        !['docs/proxy.md', 'docs/pictures-and-reviews.md'].includes(document) &&
        // Run by tenants-page.test.ts.
        document !== 'docs/tenants.md' &&
        // Run by drift-page.test.ts.
        document !== 'docs/drift.md' &&
        // Run by monitoring-page.test.ts and alerts-page.test.ts.
        !['docs/monitoring.md', 'docs/alerts.md'].includes(document) &&
        // Run by cli.test.ts.
        !['docs/cli.md', 'docs/profiles.md'].includes(document),
    );
    expect(others).toEqual([]);
  });
});

describe('README.md', () => {
  /** On a host with the example shops, as `npm start` has it. */
  const expectWalkThrough = async ({ url, adminUser, adminPassword }: RunningHost): Promise<void> => {
    const credential =
      adminUser === undefined || adminPassword === undefined ? undefined : { user: adminUser, password: adminPassword };
    await seedExamples({ url, credential }, join(root, 'examples'));
    const { stdout } = await run('bash', ['-c', scriptOf('README.md', url)], { cwd: root });
    const answers = answersIn(stdout);
    expect(answers).toMatchObject([
      { success: true, modelId: 'flowers', version: 'v1' },
      { id: 'flowers:v1', stage: 'production', inputs: [{ name: 'float_input', shape: [-1, 4] }] },
      { prediction: { label: 'setosa' }, modelName: 'flowers' },
      { success: true },
      { modelId: 'flowers', userId: 'user-1', correct: true, actualOutcome: { class: 'setosa' } },
      { count: 1 },
      { modelId: 'flowers' },
      {
        personalized: true,
        model: 'gear-words:v1',
        experiment: { variant: 'ai-enhanced' },
        products: [{ id: 'trail-runner-shoes', explanation: [{ name: 'similarity' }, {}, {}, {}] }, {}, {}, {}],
      },
      { experimentId: 'gear-rec-test', variant: 'ai-enhanced' },
      { status: 'significant_winner', winner: 'ai-enhanced', sampleRatioMismatch: false },
      { ok: true, productId: 'trail-runner-pro-2024', currentPrice: 129.99, elasticity: expect.any(Number) as number },
      { ok: false, productId: 'climbing-helmet-foam', recommendedPrice: null },
      { prediction: { label: ['setosa', 'virginica'] } },
    ]);
    // Of what another thread has counted, a host may be a second behind.
    await vi.waitFor(
      async () => {
        const { body } = await call(`${url}/monitoring/metrics?modelId=flowers`);
        expect(body).toMatchObject({ count: 2, accuracy: 1, errorRate: 0 });
      },
      { timeout: 20_000, interval: 200 },
    );
    const [{ products }, , , { recommendedPrice, confidenceInterval }] = answers.slice(7) as [
      { products: readonly { id: string }[] },
      unknown,
      unknown,
      { recommendedPrice: number; confidenceInterval: readonly [number, number] },
    ];
    expect(products.at(-1)?.id).toBe('camp-kitchen-set');
    // Over the weeks of a year it was 105.25 to 112.11.
    expect(Math.abs(recommendedPrice - 108)).toBeLessThan(6);
    expect(confidenceInterval[0]).toBeLessThan(-2.2);
    expect(confidenceInterval[1]).toBeGreaterThan(-2.2);
  };

  it.skipIf(!hasCurl)(
    `its walk-through works on the standalone host${withoutCurl}`,
    async () => {
      const host = await startStandalone({
        dataDir: join(folder, 'standalone'),
        httpPort: await freePort(),
        env: { EDGE_AI_LOG_LEVEL: 'error' },
      });
      await expectWalkThrough(host).finally(() => host.stop());
    },
    400_000,
  );

  it.skipIf(!hasCurl)(
    `its walk-through works on Harper${withoutCurl}`,
    async () => {
      const componentDir = join(root, 'dist/harper-component');
      const options = {
        componentDir,
        dataDir: join(folder, 'harper'),
        httpPort: await freePort(),
        env: { EDGE_AI_ACCESS: 'open' },
      };
      const host = await startHarper(options);
      await expectWalkThrough(host).finally(() => host.stop());
    },
    400_000,
  );

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

describe.each(['examples/iris', 'examples/small-models', 'examples/gear-words'])('%s/README.md', (example) => {
  it('makes the models again as they are', async () => {
    const entries = await readdir(join(root, example), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(3);
    const before = await Promise.all(files.map((path) => readFile(path)));
    const [making] = snippets.filter(({ document }) => document === `${example}/README.md`);
    await run('bash', ['-c', making?.code ?? 'false'], { cwd: root });
    expect(await Promise.all(files.map((path) => readFile(path)))).toEqual(before);
  });
});

describe('docs/backends.md', () => {
  const uploaded = (modelId: string) => ({ success: true, modelId, version: 'v1' });
  const near = (value: number): number => expect.closeTo(value, 5) as number;

  /** One JSON document per command, in the order of the page. */
  const expectAnswers = (answers: readonly unknown[]): void => {
    expect(answers).toMatchObject([
      uploaded('iris-of-backends'),
      uploaded('parts'),
      { platform: 'onnx_onnxv1', metadata: { serving: { maxBatchRows: 64 } } },
      { prediction: { label: ['setosa', 'virginica'] } },
      uploaded('words'),
      {
        prediction: {
          embedding: [
            [near(1), near(0)],
            [near(0), near(1)],
          ],
        },
      },
      uploaded('classes'),
      { prediction: { label: 'fresh', probabilities: { warm: near(1 / 18), fresh: near(16 / 18) } } },
      uploaded('pictures'),
      { prediction: { label: 'reddish', probabilities: { reddish: near(0.75), bluish: near(0.25) } } },
      uploaded('layers'),
      { platform: 'tensorflowjs_layersmodel', runtime: expect.stringMatching(/^(tfjs-node|wasm|cpu)$/) as string },
      { prediction: { y: [near(2.25), near(11.5)] } },
      uploaded('colours'),
      { prediction: { labels: ['blue'], scores: [near(1)] } },
      uploaded('sentences'),
      {
        prediction: {
          embedding: [
            [6, 3],
            [2, 1],
          ],
        },
      },
      uploaded('any-label'),
      { prediction: { labels: [['red', 'green', 'blue']], scores: [[near(0.6), near(0.3), near(0.1)]] } },
      uploaded('hub-pictures'),
      { prediction: { label: 'bluish', probabilities: { bluish: near(0.75) } } },
      uploaded('assistant'),
      { prediction: { text: expect.stringMatching(/^[A-Z].*\.$/) as string }, framework: 'ollama' },
      { prediction: { text: expect.any(String) as string, finishReason: 'stop' } },
      uploaded('meanings'),
      { prediction: { embedding: [{ length: 4 }, { length: 4 }] } },
    ]);
  };

  it.skipIf(!hasCurl).each([
    [
      'the standalone host',
      (options: HostOptions) => startStandalone({ ...options, env: { ...options.env, EDGE_AI_LOG_LEVEL: 'error' } }),
    ],
    [
      'Harper',
      (options: HostOptions) =>
        startHarper({
          ...options,
          componentDir: join(root, 'dist/harper-component'),
          env: { ...options.env, EDGE_AI_ACCESS: 'open' },
        }),
    ],
  ])(`its commands work on %s${withoutCurl}`, async (name, start) => {
    const ollama = await startOllamaServer();
    const dataDir = join(folder, `backends-${name.replace(/\W/g, '')}`);
    const host = await start({ dataDir, httpPort: await freePort(), env: { OLLAMA_HOST: ollama.host } });
    try {
      const { stdout } = await run('bash', ['-c', scriptOf('docs/backends.md', host.url)], { cwd: root });
      expectAnswers(answersIn(stdout));
    } finally {
      await host.stop();
      await ollama.close();
    }
  });

  it('names the packages and versions that the backends need', async () => {
    const page = await readFile(join(root, 'docs/backends.md'), 'utf8');
    const manifest = await readFile(join(root, 'libs/backends/package.json'), 'utf8');
    const { peerDependencies, dependencies } = JSON.parse(manifest) as Record<string, Record<string, string>>;
    const versions = { ...peerDependencies, ...dependencies };
    const named = [...page.matchAll(/npm install ([^`]+)`/g)].flatMap(([, list = '']) => list.split(' '));
    for (const item of named) {
      const at = item.lastIndexOf('@');
      expect(item).toBe(`${item.slice(0, at)}@${versions[item.slice(0, at)] ?? 'none'}`);
    }
    for (const name of Object.keys(peerDependencies ?? {})) expect(page).toContain(name);
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
    const listed = (section: string) => [...section.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name).sort();
    const read = async (path: string) =>
      [...new Set((await readFile(join(root, path), 'utf8')).match(/(?:EDGE_AI|OLLAMA)_[A-Z_]+/g))].sort();
    const mail = await read('libs/api/src/alerts/mail-settings.ts');
    expect(listed(standalone)).toEqual([...(await read('apps/server/src/settings.ts')), ...mail].sort());
    expect(listed(harper)).toEqual([...(await read('apps/harper-component/src/settings.ts')), ...mail].sort());
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
