import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startOllamaServer, type OllamaServer } from '@harper-edge/backends/ollama/testing';
import { startFileServer } from '@harper-edge/model-fetch/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { readSnippets, root } from './documents.ts';
import type { RunningHost } from './running-host.ts';

const program = join(root, 'apps/cli/bin/harper-ai.mjs');
const key = 'a-key-for-the-command-line';
const row = { float_input: [5.1, 3.5, 1.4, 0.2] };

let folder: string;
let ollama: OllamaServer;
let host: RunningHost;
let validate: (name: string, data: unknown) => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-cli-'));
  const schemas = JSON.parse(await readFile(join(root, 'apps/cli/output.schema.json'), 'utf8')) as { $defs: object };
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(schemas, 'output');
  validate = (name, data) => {
    expect(Object.keys(schemas.$defs)).toContain(name);
    const check = ajv.getSchema(`output#/$defs/${encodeURIComponent(name)}`) ?? ajv.compile({ not: {} });
    expect([check(data), check.errors]).toEqual([true, null]);
  };
  ollama = await startOllamaServer();
  host = await startStandalone({
    dataDir: join(folder, 'data'),
    httpPort: await freePort(),
    env: {
      EDGE_AI_LOG_LEVEL: 'error',
      EDGE_AI_API_KEY: key,
      OLLAMA_HOST: ollama.host,
      MODEL_FETCH_ROOTS: join(root, 'examples'),
      MODEL_FETCH_ALLOWED_ADDRESSES: '127.0.0.1',
      MODEL_FETCH_MAX_RETRIES: '0',
      MODEL_FETCH_WEBHOOK_SECRET: 'what the receiver knows',
    },
  });
});
afterAll(async () => {
  await host.stop();
  await ollama.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** Runs the command as a user does: a process of its own, with a home folder that holds nothing. */
async function run(args: readonly string[], { input = '', env = {}, cwd = folder }: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, EDGE_AI_URL: host.url, EDGE_AI_API_KEY: key, ...env },
  });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

const succeed = async (args: readonly string[], options?: RunOptions): Promise<string> => {
  const ran = await run(args, options);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return ran.stdout;
};

/** The document that `--json` prints, once it is what the schema of the command says. */
async function json(name: string, args: readonly string[], options?: RunOptions): Promise<any> {
  const printed = JSON.parse(await succeed([...name.split(' '), ...args, '--json'], options)) as unknown;
  validate(name, printed);
  return printed;
}

/** One line on standard error that says what to do, and the same as JSON. */
async function fail(code: number, args: readonly string[], says: RegExp, options?: RunOptions): Promise<void> {
  const plain = await run(args, options);
  expect(plain).toMatchObject({ code, stdout: '' });
  expect(plain.stderr).toMatch(says);
  expect(plain.stderr).toMatch(/^harper-ai: [^\n]+\n$/);
  const asJson = await run([...args, '--json'], options);
  expect(asJson).toMatchObject({ code, stdout: '' });
  const failure = JSON.parse(asJson.stderr) as { error: string; exitCode: number };
  validate('failure', failure);
  expect([failure.error, failure.exitCode]).toEqual([expect.stringMatching(says), code]);
  for (const { stderr } of [plain, asJson]) expect(stderr).not.toContain(key);
}

describe('models', () => {
  const iris = join(root, 'examples/iris/iris-logreg.onnx');

  it('are uploaded, listed and shown', async () => {
    const uploaded = await json('model upload', [iris, 'iris:v1', '--stage', 'production', '--metadata', '{"a":1}']);
    expect(uploaded).toMatchObject({ success: true, modelId: 'iris', version: 'v1', sizeBytes: 672 });
    expect(await succeed(['model', 'upload', iris, 'iris:v2'])).toMatch(
      /^iris:v2 is served: 672 B, SHA-256 [0-9a-f]{64}\n$/,
    );
    const listed = await json('model list', ['--stage', 'production', '--framework', 'onnx']);
    expect(listed).toMatchObject({ count: 1, models: [{ id: 'iris:v1', metadata: { a: 1 } }] });
    // Where it is no terminal: tabs between the cells, and neither names of columns nor colours.
    const first = {
      code: 0,
      stdout: expect.stringMatching(/^iris:v2\tdevelopment\tonnx\t672 B\t[\dT:-]+Z\n$/) as string,
    };
    const more = 'there are more; see them with --limit\n';
    expect(await run(['model', 'list', '--limit', '1'])).toEqual({ ...first, stderr: more });
    expect(await run(['model', 'list', '--limit', '1', '--quiet'])).toEqual({ ...first, stderr: '' });
    expect(await json('model show', ['iris'])).toMatchObject({ versions: [{ version: 'v2' }, { version: 'v1' }] });
    expect(await json('model show', ['iris:v1'])).toMatchObject({ versions: [{ sha256: uploaded.sha256 }] });
    expect(await succeed(['model', 'show', 'iris:v1'])).toContain('float_input FP32 [-1, 4]');
  });

  it('of several files are uploaded as a folder', async () => {
    const words = join(root, 'examples/small-models/words-to-vectors');
    await mkdir(join(folder, 'about'));
    await writeFile(join(folder, 'about/words.json'), '{"equivalenceGroup":"words"}');
    const args = [words, 'words:v1', '--framework', 'onnx', '--metadata', '@about/words.json'];
    expect(await json('model upload', args)).toMatchObject({ success: true });
    expect(await json('model show', ['words:v1'])).toMatchObject({
      versions: [{ metadata: { equivalenceGroup: 'words' } }],
    });
  });

  it('are deleted when that is confirmed', async () => {
    expect(await json('model delete', ['iris:v2', '--dry-run'])).toMatchObject({ deleted: false, model: { id: 'iris:v2' } }); // prettier-ignore
    await fail(2, ['model', 'delete', 'iris:v2'], /confirm with --yes/);
    expect(await json('model delete', ['iris:v2', '--yes'])).toMatchObject({ deleted: true, model: { id: 'iris:v2' } });
    await fail(3, ['model', 'delete', 'iris:v2', '--yes'], /iris/);
    await fail(5, ['model', 'delete', 'iris:v1', '--yes'], /production/);
  });

  it('that cannot be uploaded are refused with a reason', async () => {
    await writeFile(join(folder, 'broken.onnx'), 'no model');
    await fail(2, ['model', 'upload', 'broken.onnx', 'broken:v1'], /broken|model/i);
    await fail(2, ['model', 'upload', 'none.onnx', 'none:v1'], /none\.onnx cannot be read \(ENOENT\)/);
    await fail(2, ['model', 'upload', 'about', 'none:v1'], /--framework is needed/);
    await fail(2, ['model', 'upload', 'broken.onnx', 'none'], /expected none:<version>/);
    await fail(
      2,
      ['model', 'upload', 'broken.onnx', 'none:v1', '--metadata', '[]'],
      /--metadata: expected a JSON object/,
    );
    await fail(5, ['model', 'upload', join(root, 'examples/iris/iris-logreg-zipmap.onnx'), 'iris:v1'], /iris/);
  });
});

describe('a large model', () => {
  const hasProc = existsSync('/proc/self/status');

  it.skipIf(!hasProc)(`is never held in memory${hasProc ? '' : ' (skipped: there is no /proc)'}`, async () => {
    const path = join(folder, 'large.onnx');
    await writeFile(path, '');
    await truncate(path, 300_000_000);
    const child = spawn(process.execPath, [program, 'model', 'upload', path, 'large:v1'], {
      env: { ...process.env, EDGE_AI_URL: host.url, EDGE_AI_API_KEY: key },
    });
    let peakBytes = 0;
    const timer = setInterval(() => {
      void readFile(`/proc/${child.pid ?? 0}/status`, 'utf8').then(
        (text) => (peakBytes = 1_024 * Number(/VmHWM:\s+(\d+) kB/.exec(text)?.[1] ?? 0)),
        () => undefined,
      );
    }, 20);
    const [code] = (await once(child, 'close')) as [number];
    clearInterval(timer);
    // It is no model, and refused as such once all of it has arrived.
    expect(code).toBe(2);
    expect(peakBytes).toBeGreaterThan(30_000_000);
    expect(peakBytes).toBeLessThan(200_000_000);
  });
});

describe('predictions', () => {
  it('are asked for, answered to and counted', async () => {
    const predicted = await json('predict', ['iris', JSON.stringify(row), '--user', 'u1']);
    expect(predicted).toMatchObject({ prediction: { label: 'setosa' }, modelVersion: 'v1' });
    expect(await json('predict', ['iris:v1', '-'], { input: JSON.stringify(row) })).toMatchObject({
      modelName: 'iris',
    });
    expect(await succeed(['predict', 'iris', JSON.stringify(row)])).toContain('label\t"setosa"');
    const id = predicted.inferenceId as string;
    expect(await json('feedback', [id, 'setosa', '--correct'])).toEqual({ success: true, inferenceId: id });
    const many = JSON.stringify([{ inferenceId: id, outcome: { class: 'setosa' }, correct: true }]);
    expect(await json('feedback', ['-'], { input: many })).toEqual({ success: true, inferenceIds: [id] });
    expect(await json('events', ['iris', '--user', 'u1'])).toMatchObject({ count: 1, events: [{ id, correct: true }] });
    expect(await succeed(['events', 'iris', '--since', '2001-01-01', '--limit', '3'])).toContain('\tright\t');
    expect(await json('metrics', ['iris'])).toMatchObject({ count: 3, accuracy: 1, errorRate: 0 });
    expect(await succeed(['metrics', 'iris'])).toContain('accuracy\t100 %');
  });

  it('of texts have vectors', async () => {
    expect(await json('predict', ['words', '--text', 'red', '--text', 'green tent'])).toMatchObject({
      prediction: { embedding: [[expect.closeTo(1, 5), expect.closeTo(0, 5)], [{}, {}].map(() => expect.any(Number) as number)] }, // prettier-ignore
    });
    expect(await json('embed', ['words', 'red', 'green tent'])).toMatchObject({ data: [{ index: 0 }, { index: 1 }] });
    expect(await json('embed', ['words', '-'], { input: 'red\n\ngreen tent\n' })).toMatchObject({ data: [{}, { index: 1 }] }); // prettier-ignore
    expect(await succeed(['embed', 'words', 'red'])).toMatch(/^red\t\[/);
  });

  it('of chat models come as they are said', async () => {
    await writeFile(join(folder, 'chat.json'), JSON.stringify({ modelName: 'llama3.2', mode: 'chat' }));
    await json('model upload', ['chat.json', 'assistant:v1', '--framework', 'ollama']);
    const answer = await json('chat', ['assistant', 'hello', '--system', 'be brief', '--temperature', '0']);
    const said = await succeed(['chat', 'assistant', '-', '--system', 'be brief'], { input: 'hello' });
    expect(said.trim()).toBe(answer.choices[0].message.content);
    await fail(2, ['chat', 'assistant', 'hello', '--temperature', 'hot'], /from 0 to 2/);
  });

  it('that are not possible fail with their reason', async () => {
    await fail(3, ['predict', 'nothing', '{}'], /nothing/);
    await fail(2, ['predict', 'iris', '{"float_input": [1]}'], /float_input/);
    await fail(2, ['predict', 'iris', '{float_input}'], /features: expected JSON, received/);
    await fail(2, ['predict', 'iris'], /expected features or --text/);
    await fail(2, ['predict', '../../etc', '{}'], /expected model or model:version/);
    await fail(3, ['feedback', 'nobody', 'x'], /nobody/);
    await fail(2, ['events', '--since', 'yesterday'], /ISO 8601/);
    await fail(3, ['metrics', 'nothing'], /nothing/);
  });
});

describe('the life of a model', () => {
  const upload = (name: string) => succeed(['model', 'upload', join(root, 'examples/iris/iris-logreg.onnx'), name]);

  it('goes step by step into production and back, with a history', async () => {
    await upload('living:v1');
    await upload('living:v2');
    const steps = async (version: string): Promise<any> => {
      await json('model promote', [version, 'candidate', '--by', 'ben']);
      await fail(5, ['model', 'promote', version, 'staging'], /validat/);
      const validated = await json('model validate', [version, 'passed', '--metric', 'accuracy=0.97', '--by', 'ben']);
      expect(validated.change.validation).toMatchObject({ passed: true, metrics: { accuracy: 0.97 } });
      await json('model promote', [version, 'staging']);
      await fail(2, ['model', 'promote', version, 'production'], /approvedBy/);
      const warmUp = ['--warm-up', JSON.stringify(row)];
      return json('model promote', [version, 'production', '--approved-by', 'ada', '--reason', 'better', ...warmUp]);
    };
    expect(await steps('living:v1')).toMatchObject({ production: 'v1', serving: 'v1' });
    const between = Date.now();
    const { revision } = await steps('living:v2');
    expect(await json('model history', ['living', '--at', String(between)])).toMatchObject({
      serving: { version: 'v1' },
    });
    expect(await json('model history', ['living', '--limit', '1'])).toMatchObject({
      serving: { version: 'v2', isProduction: true },
      changes: [{ approvedBy: 'ada', reason: 'better', version: 'v2', to: 'production' }],
    });
    await fail(5, ['model', 'rollback', 'living', '--if-revision', String(Number(revision) - 1), '--approved-by', 'ada'], /revision|changed/i); // prettier-ignore
    const back = ['living', '--if-revision', String(revision), '--approved-by', 'ada', '--reason', 'too slow'];
    expect(await json('model rollback', back)).toMatchObject({ production: 'v1' });
    expect(await succeed(['model', 'history', 'living'])).toMatch(/^v1 answers now$/m);
    await fail(3, ['model', 'history', 'nothing'], /nothing/);
    await fail(2, ['model', 'validate', 'living:v1', 'passed', '--metric', 'accuracy'], /name=number/);
  });
});

describe('aliases', () => {
  it('are set, moved, used wherever a version is, and taken away', async () => {
    for (const version of ['v1', 'v2']) {
      await succeed(['model', 'upload', join(root, 'examples/iris/iris-logreg.onnx'), `named:${version}`]);
    }
    const set = await json('alias set', ['named:champion', 'v1', '--by', 'ben', '--reason', 'first']);
    expect(set).toMatchObject({ aliases: { champion: 'v1' }, change: { by: 'ben', reason: 'first' } });
    expect(await succeed(['alias', 'set', 'named:champion', 'v2'])).toBe('named:champion is named:v2\n');
    expect(await json('alias list', ['named'])).toMatchObject({ aliases: { champion: 'v2' } });
    expect(await succeed(['alias', 'list', 'named'])).toBe('champion\tv2\n');
    expect(await json('predict', ['named:champion', JSON.stringify(row)])).toMatchObject({ modelVersion: 'v2' });
    await fail(5, ['alias', 'set', 'named:champion', 'v1', '--if-revision', String(set.revision)], /revision|changed/i);
    await fail(5, ['alias', 'set', 'named:v1', 'v2'], /v1/);
    await fail(3, ['alias', 'set', 'named:champion', 'v9'], /v9/);
    await fail(2, ['alias', 'set', 'named', 'v1'], /expected named:/);
    const about = { modelId: 'named', alias: 'champion', version: 'v2' };
    expect(await json('alias delete', ['named:champion', '--dry-run'])).toEqual({ deleted: false, dryRun: true, ...about }); // prettier-ignore
    await fail(2, ['alias', 'delete', 'named:champion'], /confirm with --yes/);
    expect(await json('alias delete', ['named:champion', '--yes'])).toEqual({ deleted: true, dryRun: false, ...about });
    await fail(
      3,
      ['alias', 'delete', 'named:champion', '--yes'],
      /no alias "champion"; see: harper-ai alias list named/,
    );
    await fail(3, ['alias', 'list', 'nothing'], /nothing/);
  });
});

describe('garbage', () => {
  it('is shown first, and deleted when that is confirmed', async () => {
    const path = join(folder, 'passing.json');
    await writeFile(path, JSON.stringify({ modelName: 'llama3.2', mode: 'chat', systemPrompt: 'Say little.' }));
    const { sha256 } = await json('model upload', [path, 'passing:v1', '--framework', 'ollama']);
    await succeed(['model', 'delete', 'passing:v1', '--yes']);
    const now = ['--older-than', '0'];
    expect(await json('model gc', ['--dry-run'])).toMatchObject({ dryRun: true, artifacts: [], versions: [] });
    const found = await json('model gc', [...now, '--dry-run']);
    expect(found.artifacts).toContainEqual(expect.objectContaining({ sha256 }));
    await fail(2, ['model', 'gc', ...now], /confirm with --yes/);
    expect(await json('model gc', [...now, '--yes'])).toEqual({ ...found, dryRun: false });
    expect(await succeed(['model', 'gc', ...now])).toBe('deleted 0 versions and 0 artifacts, 0 B\n');

    await succeed(['model', 'upload', path, 'passing:v1', '--framework', 'ollama', '--stage', 'archived']);
    expect(await json('model gc', [...now, '--archived-for', '1', '--yes'])).toMatchObject({ versions: [] });
    const gone = await succeed(['model', 'gc', ...now, '--archived-for', '0', '--yes']);
    expect(gone).toContain('version\tpassing:v1\n');
    expect(gone).toContain(`artifact\t${String(sha256)}\t`);
    await fail(3, ['model', 'show', 'passing:v1'], /passing/);
    await fail(2, ['model', 'gc', '--archived-for', '-1'], /whole number of at least 0/);
  });
});

describe('fetched models', () => {
  const closers: (() => void)[] = [];
  afterAll(() => {
    for (const close of closers) close();
  });

  /** Gives the model only when it is told to. */
  async function slowSource() {
    const bytes = await readFile(join(root, 'examples/iris/iris-logreg.onnx'));
    let isOpen = false;
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-length': bytes.length, 'content-type': 'application/octet-stream' });
      if (request.method === 'HEAD') return response.end();
      response.write(bytes.subarray(0, 100));
      const timer = setInterval(() => {
        if (isOpen) response.end(bytes.subarray(100));
      }, 20);
      response.once('close', () => { clearInterval(timer); }); // prettier-ignore
      return response;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/slow.onnx`, open: () => { isOpen = true; } }; // prettier-ignore
  }

  it('are inspected, fetched and listed', async () => {
    const inspected = await json('model inspect', ['filesystem', 'iris/iris-logreg.onnx']);
    expect(inspected).toMatchObject({ framework: 'onnx', totalBytes: 672, files: [{ sizeBytes: 672 }] });
    expect(await succeed(['model', 'inspect', 'filesystem', 'iris/iris-logreg.onnx'])).toContain('\t672 B');
    const fetched = await json('model fetch', ['filesystem', 'iris/iris-logreg.onnx', 'fetched:v1', '--wait']);
    expect(fetched).toMatchObject({ status: 'completed', modelId: 'fetched', downloadedBytes: 672 });
    expect(await json('predict', ['fetched', JSON.stringify(row)])).toMatchObject({ prediction: { label: 'setosa' } });
    expect(await json('job list', ['--model', 'fetched'])).toMatchObject({ count: 1, jobs: [{ status: 'completed' }] });
    expect(await succeed(['job', 'list', '--status', 'completed'])).toContain(
      'fetched:v1\tfilesystem iris/iris-logreg.onnx',
    );
    await fail(3, ['model', 'inspect', 'filesystem', 'iris/none.onnx'], /./);
    await fail(3, ['job', 'watch', 'none'], /none/);
  });

  it('have a priority, and tell a webhook how they ended', async () => {
    const hooks = await startFileServer({ '/hook': new Uint8Array() });
    const asked = ['filesystem', 'iris/iris-logreg.onnx', 'urgent:v1', '--wait'];
    const job = await json('model fetch', [...asked, '--priority', '9', '--webhook', `${hooks.url}/hook`]);
    expect(job).toMatchObject({ status: 'completed', priority: 9, webhook: { url: `${hooks.url}/hook` } });
    await vi.waitFor(
      () => {
        expect(hooks.requests.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
          { type: 'model_fetch.completed', data: { jobId: job.jobId } },
        ]);
      },
      { timeout: 30_000 },
    );
    await hooks.close();
    await fail(2, ['model', 'fetch', ...asked, '--priority', '1.5'], /--priority <number>: expected a whole number/);
    await fail(2, ['model', 'fetch', ...asked, '--priority', '10'], /priority/);
    await fail(2, ['model', 'fetch', ...asked, '--webhook', 'file:///etc/passwd'], /file: URLs are refused/);
  });

  it('that fail say why, with an exit code of their own', async () => {
    const failed = await run(['model', 'fetch', 'filesystem', 'iris/iris.csv', 'table:v1', '--framework', 'onnx', '--wait', '--json']); // prettier-ignore
    expect(failed.code).toBe(7);
    const job = JSON.parse(failed.stdout) as { status: string; error: { message: string } };
    validate('model fetch', job);
    expect(job.status).toBe('failed');
    expect(job.error.message.length).toBeGreaterThan(10);
  });

  it('are watched, cancelled and tried again', async () => {
    const source = await slowSource();
    const { jobId } = await json('model fetch', ['url', source.url, 'slow:v1', '--framework', 'onnx']);
    await fail(
      6,
      ['job', 'watch', jobId as string, '--timeout', '1'],
      /is still downloading; go on with: harper-ai job watch/,
    );
    const watching = spawn(process.execPath, [program, 'job', 'watch', jobId as string], {
      env: { ...process.env, EDGE_AI_URL: host.url, EDGE_AI_API_KEY: key },
    });
    setTimeout(() => watching.kill('SIGINT'), 1_500);
    expect(await once(watching, 'close')).toEqual([130, null]);
    expect(await json('job cancel', [jobId as string, '--dry-run'])).toMatchObject({ status: 'downloading' });
    await fail(2, ['job', 'cancel', jobId as string], /confirm with --yes/);
    await json('job cancel', [jobId as string, '--yes']);
    const cancelled = await run(['job', 'watch', jobId as string]);
    expect(cancelled).toMatchObject({ code: 7, stdout: expect.stringContaining('slow:v1 cancelled') as string });
    source.open();
    expect(await json('job retry', [jobId as string, '--wait'])).toMatchObject({ status: 'completed' });
    expect(await json('job watch', [jobId as string])).toMatchObject({ status: 'completed', downloadedBytes: 672 });
  });
});

describe('profiles', () => {
  it('are listed', async () => {
    const { profiles } = (await json('profile list', [])) as { profiles: { name: string; fetches: boolean }[] };
    expect(profiles.filter(({ fetches }) => !fetches).map(({ name }) => name)).toEqual(['minimal', 'testing']);
  });

  it('are deployed once; the second time nothing changes', async () => {
    const other = await startStandalone({
      dataDir: join(folder, 'profiles'),
      httpPort: await freePort(),
      env: { EDGE_AI_LOG_LEVEL: 'error', MODEL_FETCH_ROOTS: join(root, 'examples') },
    });
    try {
      const env = { EDGE_AI_URL: other.url, EDGE_AI_API_KEY: '' };
      for (const profile of ['minimal', 'testing']) {
        const lacking = await run(['profile', 'diff', profile, '--json'], { env });
        validate('profile diff', JSON.parse(lacking.stdout));
        expect(lacking.code).toBe(7);
        expect(await json('profile apply', [profile, '--dry-run'], { env })).toMatchObject({
          dryRun: true,
          changed: 0,
        });
        const first = await json('profile apply', [profile], { env });
        expect(first).toMatchObject({ changed: first.models.length as number, unchanged: 0, failed: 0 });
        const before = await json('model list', [], { env });
        expect(await json('profile apply', ['--profile', profile], { env })).toMatchObject({
          changed: 0,
          unchanged: first.models.length as number,
        });
        expect(await json('model list', [], { env })).toEqual(before);
        expect(await json('profile diff', [profile], { env })).toMatchObject({ upToDate: true });
        expect(await succeed(['profile', 'apply', profile], { env })).toContain('0 changed, ');
        expect(await succeed(['profile', 'apply', profile], { env })).toContain(': nothing was to do');
      }
      expect(await json('predict', ['iris', JSON.stringify(row)], { env })).toMatchObject({
        prediction: { label: 'setosa' },
      });
    } finally {
      await other.stop();
    }
  });

  it('of one’s own fetch, promote, and say what cannot be', async () => {
    const profile = join(folder, 'own.json');
    const write = (...models: object[]) => writeFile(profile, JSON.stringify({ description: 'own', models }));
    const one = { model: 'own', version: 'v1', source: 'filesystem', reference: 'iris/iris-logreg.onnx' };
    await write(one);
    expect(await json('profile apply', [profile])).toMatchObject({ changed: 1, models: [{ action: 'fetch' }] });
    expect(await json('profile apply', [profile])).toMatchObject({ changed: 0, unchanged: 1 });
    await write({ ...one, stage: 'candidate' });
    expect(await json('profile apply', [profile])).toMatchObject({
      models: [{ action: 'promote', result: 'changed' }],
    });
    const zipmap = join(root, 'examples/iris/iris-logreg-zipmap.onnx');
    await write({ ...one, stage: 'production' }, { model: 'iris', version: 'v1', path: zipmap }, { ...one, version: 'v2', framework: 'tensorflow' }); // prettier-ignore
    const failed = await run(['profile', 'apply', profile, '--json']);
    validate('profile apply', JSON.parse(failed.stdout));
    expect([failed.code, JSON.parse(failed.stdout)]).toMatchObject([
      7,
      {
        changed: 0,
        failed: 3,
        models: [
          { action: 'promote', result: 'failed' },
          { action: 'conflict', message: expect.stringContaining('other bytes') as string },
          { action: 'fetch', result: 'failed' },
        ],
      },
    ]);
    await fail(2, ['profile', 'apply', 'unknown'], /no profile unknown; see: harper-ai profile list/);
    await fail(2, ['profile', 'apply'], /expected a profile/);
  });
});

describe('benchmarks', () => {
  it('are run and kept', async () => {
    const about = '{"taskType":"classification","equivalenceGroup":"iris","outputDimensions":3}';
    for (const name of ['iris-logreg', 'iris-logreg-zipmap'])
      await succeed(['model', 'upload', join(root, `examples/iris/${name}.onnx`), `${name}:v1`, '--metadata', about]);
    const data = JSON.stringify([row]);
    const args = ['classification/iris', '-', '--iterations', '50', '--notes', 'a test'];
    const compared = await json('benchmark run', args, { input: data });
    expect(compared).toMatchObject({ parity: { ok: true }, notes: 'a test' });
    expect(await json('benchmark history', ['classification/iris'])).toMatchObject({ count: 1 });
    expect(await succeed(['benchmark', 'history'])).toContain('iris-logreg-zipmap:v1\t');
    await fail(2, ['benchmark', 'run', 'iris', '[]'], /taskType\/equivalenceGroup/);
  });
});

/** Asks the host what no command asks for. */
async function ask(path: string, { method = 'POST', body }: { readonly method?: string; readonly body: object }) {
  const response = await fetch(`${host.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(body),
  });
  expect([path, response.ok]).toEqual([path, true]);
}

const putTenant = (tenant: string) => ask(`/tenants/${tenant}`, { method: 'PUT', body: { name: tenant } });

describe('experiments', () => {
  const place = ['trail-shop', 'sizes'];
  const delivered = (type: string, userId: string) => ({ type, userId, value: 40, id: `${type}-of-${userId}` });

  it('are created, assigned, judged, stopped and started again', async () => {
    await putTenant('trail-shop');
    const variants = ['--variants', 'baseline=50,large=50'];
    const created = await json('experiment create', [...place, ...variants]);
    expect(created).toMatchObject({ outcome: 'created', plan: { variants: [{ id: 'baseline', weight: 0.5 }, {}] } });
    expect(await succeed(['experiment', 'create', ...place, ...variants])).toBe('sizes is unchanged\n');
    const users = Array.from({ length: 3_000 }, (_, at) => `shopper-${at}`);
    const assigned = await json('experiment assign', [...place, '-'], { input: users.join('\n') });
    const assignments = assigned.assignments as { userId: string; variant: string }[];
    expect(assignments.map(({ userId }) => userId)).toEqual(users);
    const { variant = '' } = assignments[7] ?? {};
    expect(await succeed(['experiment', 'assign', ...place, 'shopper-7'])).toBe(`shopper-7\t${variant}\tyes\tsticky\n`);
    // Of the baseline one in ten buys, of the others one in three.
    const buyers = assignments.filter((one, at) => at % (one.variant === 'baseline' ? 10 : 3) === 0);
    const orders = buyers.map(({ userId }) => delivered('conversion', userId));
    await ask('/api/trail-shop/experiment/sizes/events', { body: orders });
    const results = await json('experiment results', place);
    expect(results).toMatchObject({ status: 'significant_winner', winner: 'large', units: 3_000 });
    const shown = await succeed(['experiment', 'results', ...place]);
    expect(shown).toMatch(/^baseline \(baseline\)\t\d+\t0\.\d+\t\d/m);
    expect(shown).toContain(`\nsignificant_winner: ${String(results.recommendation)}\n`);
    expect(await json('experiment stop', place)).toMatchObject({ outcome: 'changed', plan: { active: false } });
    expect(await succeed(['experiment', 'stop', ...place])).toBe('sizes was stopped already\n');
    expect(await succeed(['experiment', 'list', 'trail-shop'])).toMatch(/^sizes\tstopped\tbaseline 50 %, large 50 %\t/);
    expect(await succeed(['experiment', 'create', ...place, ...variants])).toBe('sizes is changed\n');
    expect(await json('experiment list', ['trail-shop'])).toMatchObject({ count: 1 });
    expect(await json('experiment show', place)).toMatchObject({ experimentId: 'sizes', plan: { alpha: 0.05 } });
    expect(await succeed(['experiment', 'show', ...place])).toContain('alpha\t0.05\n');
  });

  it('of a file are deleted when that is confirmed', async () => {
    await putTenant('hat-shop');
    const definition = { variants: [{ id: 'a' }, { id: 'b' }], coverage: 0.5 };
    await writeFile(join(folder, 'hats.json'), JSON.stringify(definition));
    const hats = ['hat-shop', 'hats'];
    expect(await json('experiment create', [...hats, '@hats.json'])).toMatchObject({ plan: { coverage: 0.5 } });
    const about = { experimentId: 'hats', removedUsers: null };
    expect(await json('experiment delete', [...hats, '--dry-run'])).toEqual({ deleted: false, dryRun: true, ...about });
    await fail(2, ['experiment', 'delete', ...hats], /confirm with --yes/);
    const gone = { deleted: true, dryRun: false, experimentId: 'hats', removedUsers: 0 };
    expect(await json('experiment delete', [...hats, '--yes'])).toEqual(gone);
    await fail(3, ['experiment', 'delete', ...hats, '--yes'], /no experiment "hats"; see: harper-ai experiment list hat-shop/); // prettier-ignore
    await fail(3, ['experiment', 'stop', ...hats], /no experiment "hats"/);
    await fail(3, ['experiment', 'results', ...hats], /hats/);
    await fail(3, ['experiment', 'list', 'no-shop'], /no-shop/);
  });

  it('that make no sense are refused', async () => {
    await putTenant('sock-shop');
    const socks = ['experiment', 'create', 'sock-shop', 'socks'];
    await fail(2, socks, /expected either a definition or --variants/);
    await fail(2, [...socks, '{}', '--variants', 'a=1'], /expected either a definition or --variants/);
    await fail(2, [...socks, '--variants', 'a=50,b'], /--variants: expected id=weight, received "b"/);
    await fail(2, [...socks, '--variants', 'a=50,b=20'], /1 or 100/);
    await fail(2, [...socks, '{"variant": []}'], /variant/);
    await succeed([...socks, '--variants', 'a=50,b=50']);
    await fail(5, [...socks, '--variants', 'a=10,b=90'], /variants/);
  });
});

describe('prices', () => {
  const boots = ['hill-shop', 'hiking-boots'];
  /** What was sold in eight weeks, as in docs/prices.md. */
  const weeks = [[150, 25], [140, 32], [145, 27], [135, 33], [155, 23], [130, 38], [150, 26], [140, 29]] as const; // prettier-ignore
  const day = (week: number): string => new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString().slice(0, 10);

  it('go from what was sold to a price with its history', async () => {
    await putTenant('hill-shop');
    const product = { name: 'Hiking boots', description: 'For stony paths.', category: 'shoes', price: 150, cost: 80 };
    const products = [{ productId: 'hiking-boots', activities: [], seasons: [], experienceLevels: [], ...product }];
    await ask('/api/hill-shop/products', { method: 'PUT', body: { products } });
    const early = await run(['price', 'optimize', ...boots, '--json']);
    validate('price optimize', JSON.parse(early.stdout));
    expect([early.code, JSON.parse(early.stdout)]).toMatchObject([7, { ok: false, reason: 'insufficientData' }]);

    const lines = weeks.map(([price, demand], week) => `hiking-boots,${price},${demand},7,${day(week)}`);
    const table = ['productId,price,demand,days,timestamp', ...lines].join('\n');
    await writeFile(join(folder, 'sold.csv'), table);
    expect(await json('price points add', ['hill-shop', '@sold.csv'])).toMatchObject({ recorded: 8 });
    expect(await succeed(['price', 'points', 'add', 'hill-shop', '-'], { input: table })).toBe('recorded 8 points\n');
    expect(await json('price points list', [...boots, '--limit', '3'])).toMatchObject({ count: 3, total: 8 });
    const since = ['--since', day(7)];
    expect(await succeed(['price', 'points', 'list', ...boots, ...since])).toBe(
      `${day(7)}T00:00:00Z\t140\t4.14\t7\trecorded\n`,
    );

    const constraints = ['--constraints', '{"minPrice": 120, "maxPrice": 170, "endings": [0.99]}'];
    const advice = await json('price optimize', [...boots, '--current-price', '150', ...constraints]);
    expect(advice).toMatchObject({ ok: true, objective: 'profit', evidence: { points: 8, days: 56 } });
    expect(advice.recommendedPrice % 1).toBeCloseTo(0.99, 6);
    const price = String(advice.recommendedPrice);
    expect(await succeed(['price', 'optimize', ...boots, ...constraints])).toContain(`recommended price\t${price}\n`);
    const reasons = ['--recommendation', advice.recommendationId, '--reason', 'spring', '--by', 'kim'];
    const applied = await json('price apply', [...boots, price, ...reasons, '--idempotency-key', 'spring-2026']);
    expect(applied).toMatchObject({ success: true, from: 150, to: advice.recommendedPrice, state: 'applied' });
    expect(await json('price apply', [...boots, price, ...reasons, '--idempotency-key', 'spring-2026'])).toMatchObject({ changeId: applied.changeId }); // prettier-ignore
    expect(await json('price history', boots)).toMatchObject({ count: 1, changes: [{ reason: 'spring' }] });
    expect(await succeed(['price', 'history', 'hill-shop'])).toContain(`\thiking-boots\t150\t${price}\tapplied\t`);
  });

  it('that make no sense are refused', async () => {
    await putTenant('dale-shop');
    await fail(2, ['price', 'points', 'add', 'dale-shop', 'productId,price,demand\nx,1'], /line 2: expected 3 cells/);
    await fail(2, ['price', 'points', 'add', 'dale-shop', '{"productId": "x", "price": -1, "demand": 1}'], /price/);
    await fail(2, ['price', 'optimize', 'dale-shop', 'x', '--unit-cost', 'low'], /--unit-cost: expected a number/);
    await fail(3, ['price', 'optimize', 'dale-shop', 'x'], /x/);
    await fail(3, ['price', 'apply', 'dale-shop', 'x', '10'], /x/);
    await fail(2, ['price', 'apply', 'dale-shop', 'x', 'ten'], /price: expected a number, received "ten"/);
  });
});

describe('drift and alerts', () => {
  const patient = { timeout: 30_000, interval: 250 };

  /** So many flowers of the examples, larger by so much, once they are recorded. */
  async function predictFlowers(more: number): Promise<void> {
    const [, ...lines] = (await readFile(join(root, 'examples/iris/iris.csv'), 'utf8')).trim().split('\n');
    const rows = lines.map((line) => line.split(',').slice(0, 4).map((cell) => Number(cell) + more)); // prettier-ignore
    const from = Date.now();
    const body = { modelName: 'blooming', features: { float_input: rows } };
    await Promise.all([ask('/predict', { body }), ask('/predict', { body })]);
    await vi.waitFor(async () => {
      expect(await json('events', ['blooming', '--since', String(from)])).toMatchObject({ count: 2 });
    }, patient);
  }

  it('are found, listed, acknowledged and decided about', async () => {
    await succeed(['model', 'upload', join(root, 'examples/iris/iris-logreg.onnx'), 'blooming:v1']);
    await ask('/monitoring/rules/inputs', { method: 'PUT', body: { expression: 'driftScore(input) > 0.3', severity: 'critical', modelName: 'blooming' } }); // prettier-ignore
    expect(await json('alert rules', [])).toMatchObject({ rules: [{ id: 'inputs', threshold: 0.3 }] });
    expect(await succeed(['alert', 'rules'])).toMatch(/^inputs\tdriftScore\(input\) > 0\.3.*\tblooming\tcritical\ton\tall\t/); // prettier-ignore
    expect(await json('drift check', ['blooming', '--fail-on', 'possible'])).toMatchObject({ baseline: null });
    expect(await succeed(['drift', 'check', 'blooming'])).toMatch(/^input\t\tnot known\t.*noBaseline: /m);

    const begin = Date.now();
    const window = ['--since', String(begin - 1_000)];
    const empty = await run(['drift', 'baseline', 'blooming', '--since', '1', '--until', '2', '--json']);
    expect([empty.code, JSON.parse(empty.stdout)]).toMatchObject([7, { ok: false, reason: 'insufficientData' }]);
    await predictFlowers(0);
    const fitted = await json('drift baseline', ['blooming:v1', ...window, '--until', String(Date.now())]);
    expect(fitted).toMatchObject({ ok: true, version: 'v1', rows: 300 });

    const shifted = ['blooming', '--since', String(Date.now())];
    await predictFlowers(1);
    expect(await json('drift check', shifted)).toMatchObject({ severity: 'drift', kinds: { input: { driftedColumns: 4 } } }); // prettier-ignore
    const failing = await run(['drift', 'check', ...shifted, '--fail-on', 'drift']);
    expect(failing).toMatchObject({ code: 7, stderr: '' });
    expect(failing.stdout).toMatch(/^input\tfloat_input\[0\]\tdrift\t\w+\t\w+ [\d.]+\t[\d.]+\t/m);
    expect(failing.stdout).toMatch(/^blooming:v1, 2 events: drift$/m);
    expect(await json('drift list', ['blooming', '--limit', '1'])).toMatchObject({ checks: [{ severity: 'drift' }] });
    expect(await succeed(['drift', 'list', 'blooming:v1'])).toMatch(/\tv1\tdrift\t2\t0\.\d+\t.*noBaseline\trequest\n/);

    const listed = await json('alert list', ['--state', 'firing', '--model', 'blooming', '--severity', 'critical']);
    expect(listed.alerts).toMatchObject([{ ruleId: 'inputs' }]);
    const alert = listed.alerts[0].id as string;
    const seen = await json('alert acknowledge', [alert, '--note', 'the season', '--by', 'kim']);
    expect(seen).toMatchObject({ id: alert, note: 'the season' });
    expect(await succeed(['alert', 'list'])).toContain(`\t${String(seen.acknowledgedBy)}\t${alert}\n`);

    await ask('/monitoring/retraining-requests', { body: { modelName: 'blooming', note: 'they are larger now' } });
    const waiting = await json('alert retraining list', ['--status', 'pending_approval', '--model', 'blooming']);
    expect(waiting.requests).toMatchObject([{ cause: 'manual', note: 'they are larger now' }]);
    const request = waiting.requests[0].id as string;
    await fail(2, ['alert', 'retraining', 'approve', request], /expected --reason/);
    const approved = await json('alert retraining approve', [request, '--reason', 'the season has changed']);
    expect(approved).toMatchObject({ status: 'approved', decisionReason: 'the season has changed' });
    await fail(5, ['alert', 'retraining', 'reject', request, '--reason', 'too late'], /approved/);
    await ask('/monitoring/retraining-requests', { body: { modelName: 'blooming', note: 'once more' } });
    const [second] = (await json('alert retraining list', ['--status', 'pending_approval'])).requests as { id: string }[]; // prettier-ignore
    expect(await json('alert retraining reject', [second?.id ?? '', '--reason', 'done already'])).toMatchObject({ status: 'rejected' }); // prettier-ignore
    expect(await succeed(['alert', 'retraining', 'list'])).toMatch(
      /\trejected\tblooming:v1\tmanual\t.*\tdone already\t/,
    );
  });

  it('that are not there are named', async () => {
    await fail(3, ['drift', 'check', 'nothing'], /nothing/);
    await fail(3, ['drift', 'list', 'nothing'], /nothing/);
    await fail(2, ['drift', 'baseline', 'nothing', '--since', '2026-01-01'], /expected --since and --until/);
    await fail(3, ['alert', 'acknowledge', 'none'], /none/);
    await fail(3, ['alert', 'retraining', 'reject', 'none', '--reason', 'gone'], /none/);
    await fail(2, ['alert', 'list', '--state', 'silent'], /Allowed choices are pending, firing, resolved/);
  });
});

describe('the host', () => {
  it('shows what it holds', async () => {
    await succeed(['predict', 'words', '--text', 'red']);
    const { loaded } = (await json('ps', [])) as { loaded: { models: string[] }[] };
    expect(loaded.flatMap(({ models }) => models)).toContain('words:v1');
    expect(await succeed(['ps'])).toMatch(/^.*words:v1\tonnx\t/m);
  });

  it('is examined', async () => {
    const { ok, checks } = (await json('doctor', [])) as { ok: boolean; checks: { name: string }[] };
    expect([ok, checks.map(({ name }) => name)]).toEqual([
      true,
      ['node', 'settings', 'host', 'ready', 'access', 'version'],
    ]);
    const wrong = await run(['doctor', '--json'], { env: { EDGE_AI_API_KEY: 'another-key-than-that' } });
    expect([wrong.code, JSON.parse(wrong.stdout)]).toMatchObject([7, { ok: false, checks: [{}, {}, {}, {}, { name: 'access', ok: false }] }]); // prettier-ignore
    expect(wrong.stdout).toContain('EDGE_AI_API_KEY');
    expect(wrong.stdout).not.toContain('another-key-than-that');
    const gone = await run(['doctor', '--url', 'http://127.0.0.1:9']);
    expect(gone).toMatchObject({ code: 7, stdout: expect.stringMatching(/^FAIL {2}host .+--url$/m) as string });
  });
});

describe('docs/cli.md', () => {
  it('has a walk-through that works, by npx', async () => {
    const script = readSnippets()
      .filter(({ document, language }) => document === 'docs/cli.md' && language === 'bash')
      .map(({ code }) => code.replaceAll('http://localhost:9926', host.url))
      .join('\n');
    const env = { ...process.env, EDGE_AI_API_KEY: key, HOME: folder };
    const { stdout } = await promisify(execFile)('bash', ['-c', `set -euo pipefail\n${script}`], { cwd: root, env });
    expect(stdout).toMatch(/^ok {4}version/m);
    expect(stdout).toMatch(/^garden:v1 is served/m);
    expect(stdout).toMatch(/^recorded for 1 prediction$/m);
    expect(stdout).toMatch(/^accuracy\t100 %$/m);
  });

  it('and docs/profiles.md have commands that work, and a profile that can be used', async () => {
    const ofPage = readSnippets().filter(({ document }) => document === 'docs/profiles.md');
    const bash = ofPage.filter(({ language }) => language === 'bash').map(({ code }) => code);
    const env = { ...process.env, EDGE_AI_URL: host.url, EDGE_AI_API_KEY: key, HOME: folder };
    const script = `set -euo pipefail\n${bash.join('\n')}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: root, env });
    expect(stdout).toMatch(/^profile minimal: 0 changed, 1 unchanged, 0 failed: nothing was to do$/m);
    expect(stdout).toMatch(/^iris:v1\tnone\tas it should be$/m);
    expect(stdout).toMatch(/^edge-ai\t3\tyes\t/m);
    const [own] = ofPage.filter(({ language }) => language === 'json').map(({ code }) => code);
    await writeFile(join(folder, 'shop.json'), own ?? '');
    await cp(join(root, 'examples/iris'), join(folder, 'examples/iris'), { recursive: true });
    const diff = await run(['profile', 'diff', 'shop.json', '--json']);
    expect([diff.code, JSON.parse(diff.stdout)]).toMatchObject([
      7,
      { steps: [{ action: 'upload' }, { action: 'fetch' }] },
    ]);
    const page = await readFile(join(root, 'docs/profiles.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `([a-z-]+)` +\| (yes|no)/gm)].map(([, name, fetches]) => [
      name,
      fetches === 'yes',
    ]);
    const { profiles } = (await json('profile list', [])) as { profiles: { name: string; fetches: boolean }[] };
    expect(listed.sort()).toEqual(profiles.map(({ name, fetches }) => [name, fetches]).sort());
  });

  it('every command is run by a test here', async () => {
    const { $defs } = JSON.parse(await readFile(join(root, 'apps/cli/output.schema.json'), 'utf8')) as {
      $defs: object;
    };
    const commands = Object.keys($defs).filter((name) => /^[a-z]/.test(name) && name !== 'failure');
    const source = await readFile(import.meta.filename, 'utf8');
    for (const name of commands) expect(source).toMatch(new RegExp(`(json|validate)\\('${name}'`));
  });

  it('completion prints a script', async () => {
    expect(await succeed(['completion', 'bash'])).toMatch(
      /^# bash completion of harper-ai\n[^]*\ncomplete -o default -F _harper_ai harper-ai\n$/,
    );
    await fail(2, ['completion', 'tcsh'], /bash, zsh, fish/);
  });
});

describe('on Harper', () => {
  it('a user uploads as a stream, asks, and deploys a profile', async () => {
    const harper = await startHarper({
      componentDir: join(root, 'dist/harper-component'),
      dataDir: join(folder, 'harper'),
      httpPort: await freePort(),
    });
    try {
      const env = {
        EDGE_AI_URL: harper.url,
        EDGE_AI_API_KEY: '',
        EDGE_AI_USER: harper.adminUser,
        EDGE_AI_PASSWORD: harper.adminPassword,
      };
      expect(await json('doctor', [], { env })).toMatchObject({ ok: true });
      const applied = await json('profile apply', ['testing'], { env });
      expect(applied).toMatchObject({ changed: applied.models.length as number, failed: 0 });
      expect(await json('profile apply', ['testing'], { env })).toMatchObject({ changed: 0, failed: 0 });
      expect(await json('predict', ['iris-logreg', JSON.stringify(row)], { env })).toMatchObject({
        prediction: { label: 'setosa' },
      });
      const promoted = await json('model promote', ['iris-logreg:v1', 'candidate', '--reason', 'known user'], { env });
      expect(promoted.change).toMatchObject({ by: harper.adminUser });
      await fail(4, ['ps'], /set EDGE_AI_API_KEY, or EDGE_AI_USER/, { env: { ...env, EDGE_AI_PASSWORD: 'wrong' } });
    } finally {
      await harper.stop();
    }
  });
});

describe('speed', () => {
  it('of --help is at most 1.5 times that of Node itself', () => {
    const times: { readonly node: number[]; readonly help: number[] } = { node: [], help: [] };
    const time = (args: readonly string[]): number => {
      const start = performance.now();
      expect(spawnSync(process.execPath, args).status).toBe(0);
      return performance.now() - start;
    };
    const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
    // In turns, so that what else the machine does meanwhile counts for both.
    for (let round = 0; round < 15; round++) {
      times.node.push(time(['-e', '0']));
      times.help.push(time([program, '--help']));
    }
    expect(median(times.help) / median(times.node)).toBeLessThan(1.5);
  });

  it('is not bought with another help than that of the commands', async () => {
    expect(await succeed(['--help'])).toBe(await succeed(['help']));
  });
});

describe('on a terminal', () => {
  /** Runs a command as on a terminal. */
  const onTerminal = 'script';
  const hasScript = spawnSync(onTerminal, ['--version']).status === 0;

  it.skipIf(!hasScript)(
    `there are tables and colours${hasScript ? '' : ' (skipped: there is no script)'}`,
    async () => {
      await succeed([
        'model',
        'upload',
        join(root, 'examples/iris/iris-logreg.onnx'),
        'shown:v1',
        '--stage',
        'production',
      ]);
      const show = async (env: Record<string, string>): Promise<string> => {
        const command = `"${process.execPath}" "${program}" model list --stage production`;
        const all = { ...process.env, TERM: 'xterm', EDGE_AI_URL: host.url, EDGE_AI_API_KEY: key, ...env };
        return (await promisify(execFile)(onTerminal, ['-qec', command, '/dev/null'], { env: all })).stdout;
      };
      expect(await show({ NO_COLOR: '' })).toMatch(
        /^\u001b\[1mMODEL +STAGE +FRAMEWORK +SIZE +UPLOADED\u001b\[22m\r\n/m,
      );
      expect(await show({ NO_COLOR: '1' })).toMatch(/^MODEL +STAGE +FRAMEWORK +SIZE +UPLOADED\r\n/m);
    },
  );
});

describe('settings', () => {
  const url = (): string => host.url;

  it('come from flags, then the environment, then .env, then the config file', async () => {
    const cwd = join(folder, 'settings');
    const nowhere = 'http://127.0.0.1:9';
    await mkdir(join(cwd, '.config/harper-ai'), { recursive: true });
    const config = (content: object) => writeFile(join(cwd, '.config/harper-ai/config.json'), JSON.stringify(content));
    const dotenv = (content: string) => writeFile(join(cwd, '.env'), content);
    const from = async (args: readonly string[], env: Record<string, string>) => {
      const { stdout } = await run(['doctor', ...args], { cwd, env: { EDGE_AI_URL: '', EDGE_AI_API_KEY: '', HOME: cwd, ...env } }); // prettier-ignore
      return /settings +(.*)/.exec(stdout)?.[1];
    };
    await config({ url: nowhere, apiKey: key });
    expect(await from([], {})).toBe(`${nowhere} (config file), API key (config file)`);
    await config({ url: url(), user: 'somebody', password: 'their secret' });
    expect(await from([], {})).toBe(`${url()} (config file), user somebody (config file)`);
    await dotenv(`EDGE_AI_URL=${nowhere}\nEDGE_AI_TOKEN="a b"\n`);
    expect(await from([], {})).toBe(`${nowhere} (.env), token (.env)`);
    // A .env that names the host gets no credential of ours.
    await dotenv(`EDGE_AI_URL=${nowhere}\n`);
    expect(await from([], { EDGE_AI_API_KEY: key })).toBe(`${nowhere} (.env), no credential`);
    expect(await from([], { EDGE_AI_URL: url(), EDGE_AI_API_KEY: key })).toBe(`${url()} (environment), API key (environment)`); // prettier-ignore
    await writeFile(join(cwd, 'key'), `${key}\n`);
    expect(await from(['--url', url(), '--api-key-file', 'key'], { EDGE_AI_TOKEN: 't' })).toBe(`${url()} (flag), API key (flag)`); // prettier-ignore
    const ps = await succeed(['ps', '--json', '--url', url(), '--api-key-file', 'key'], { cwd, env: { HOME: cwd } });
    expect(JSON.parse(ps)).toMatchObject({ host: 'standalone' }); // prettier-ignore
  });

  it('that are wrong are named', async () => {
    await writeFile(join(folder, 'wrong.json'), '{"apikey": "a secret"}');
    await fail(2, ['ps', '--config', 'wrong.json'], /unknown setting "apikey"; there are url, apiKey/);
    await fail(2, ['ps', '--config', 'none.json'], /there is no file none\.json/);
    await fail(2, ['ps', '--url', 'localhost:3001'], /expected http/);
    await fail(2, ['ps', '--url', 'http://me:hidden@localhost'], /^(?!.*hidden)/);
    await fail(2, ['ps', '--timeout', '1.5'], /whole number of seconds/);
    await fail(2, ['ps'], /user and a password/, { env: { EDGE_AI_API_KEY: '', EDGE_AI_USER: 'me' } });
  });
});

describe('failures', () => {
  it('have their exit codes and say what to do', async () => {
    await fail(
      6,
      ['ps', '--url', `http://127.0.0.1:${await freePort()}`],
      /cannot be reached \(ECONNREFUSED\); start a host/,
    );
    await fail(4, ['ps'], /set EDGE_AI_API_KEY/, { env: { EDGE_AI_API_KEY: '' } });
    await fail(2, ['model', 'uplod'], /Did you mean upload\?.*harper-ai model --help/);
    await fail(2, ['predict', 'iris', '{}', '--colour'], /--colour.*harper-ai predict --help/);
    await fail(2, ['model', 'list', '--stage', 'nowhere'], /Allowed choices are development/);
    await fail(2, ['model', 'list', '--limit', '0'], /at least 1/);
  });

  it('of a reader that leaves are none', async () => {
    const script = `"${process.execPath}" "${program}" model list --json | head -c 1`;
    const child = spawn('sh', ['-c', script], { env: { ...process.env, EDGE_AI_URL: host.url, EDGE_AI_API_KEY: key } });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(stderr).toBe('');
  });
});
