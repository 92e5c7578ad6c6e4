import { execFile, spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../free-port.mjs';
import { checkNode } from '../prepare.mjs';
import { expectExampleShops } from './example-shops.ts';
import { call } from './running-host.ts';

const root = join(import.meta.dirname, '../..');
const hasCurl = spawnSync('curl', ['--version']).status === 0;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-start-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Everything printed so far. */
  printed(): string;
  /** Exit code or signal. */
  readonly ended: Promise<number | string | null>;
}

/** Runs what `npm start` runs. */
function start(host: string, env: Record<string, string>): Started {
  const child = spawn(process.execPath, ['tools/start.mjs', host], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(code ?? signal);
    });
  });
  // Whatever the test expects in vain, it leaves nothing running.
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    await ended;
  });
  return { child, printed: () => printed, ended };
}

const untilServing = (started: Started): Promise<void> => untilPrinted(started, 'Ctrl-C stops it');

async function untilPrinted({ printed, ended }: Started, text: string): Promise<void> {
  const over = ended.then(() => {
    throw new Error(`it ended: ${printed()}`);
  });
  while (!printed().includes(text)) {
    if (printed().includes('not complete')) throw new Error(printed());
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  over.catch(() => undefined);
}

const isListening = async (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health/live`).then(
    () => true,
    () => false,
  );

describe.each([
  ['npm start', 'harper'],
  ['npm run start:standalone', 'standalone'],
])('%s', (_command, host) => {
  it(`serves the example, prints commands that work, stops everything on Ctrl-C and finds its data again${hasCurl ? '' : ' (commands not run: there is no curl)'}`, async () => {
    const port = await freePort();
    const env = {
      EDGE_AI_PORT: String(port),
      EDGE_AI_OPERATIONS_PORT: String(await freePort()),
      EDGE_AI_DATA: join(folder, host),
    };
    const first = start(host, env);
    await untilServing(first);
    const commands = first.printed().match(/^ {2}curl .+$/gm) ?? [];
    expect(commands).toHaveLength(3);
    if (hasCurl) {
      const answers: unknown[] = [];
      for (const command of commands) {
        const { stdout } = await promisify(execFile)('sh', ['-c', command]);
        answers.push(JSON.parse(stdout));
      }
      expect(answers).toMatchObject([
        { prediction: { label: 'virginica' }, modelName: 'iris' },
        { success: true },
        { modelId: 'iris' },
      ]);
      // Of what another thread has counted, the host may be a second behind.
      await vi.waitFor(
        async () => {
          const { body } = await call(`http://127.0.0.1:${port}/monitoring/metrics?modelId=iris`);
          expect(body).toMatchObject({ count: 2, accuracy: 1 });
        },
        { timeout: 20_000, interval: 200 },
      );
    }
    await untilPrinted(first, 'the example shops are there');
    if (hasCurl) {
      const [command = ''] = (first.printed().match(/^ {2}curl .+$/gm) ?? []).slice(-1);
      const { stdout } = await promisify(execFile)('sh', ['-c', command]);
      expect(JSON.parse(stdout)).toMatchObject({ personalized: true, products: [{}, {}, {}] });
    }
    await expectExampleShops(`http://127.0.0.1:${port}`);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(await isListening(port)).toBe(false);

    const second = start(host, env);
    await untilServing(second);
    // Another thread of the host may hold the last prediction for a moment.
    await vi.waitFor(
      async () => {
        const { body } = await call(`http://127.0.0.1:${port}/monitoring/metrics?modelId=iris`);
        expect(body.count).toBe(hasCurl ? 3 : 2);
      },
      { timeout: 20_000, interval: 200 },
    );
    expect((await call(`http://127.0.0.1:${port}/model/versions?modelId=iris`)).body.versions).toHaveLength(1);
    expect(second.printed()).not.toContain('the example shops');
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  }, 400_000);
});

describe('what keeps it from starting gets one line', () => {
  const expectOneLine = async ({ printed, ended }: Started, says: RegExp): Promise<void> => {
    expect(await ended).toBe(1);
    const lines = printed().trim().split('\n');
    expect(lines.at(-1)).toMatch(says);
    expect(printed()).not.toMatch(/^\s+at /m);
  };

  it('a busy port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await expectOneLine(
      start('standalone', { EDGE_AI_PORT: String(port) }),
      /^harper-edge-ai: port \d+ is in use by another process; choose another, for example EDGE_AI_PORT=/,
    );
    server.close();
  });

  it('a data folder that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const env = { EDGE_AI_PORT: String(await freePort()), EDGE_AI_DATA: join(folder, 'file', 'data') };
    await expectOneLine(start('standalone', env), /^harper-edge-ai: the data folder .+ cannot be written \(\w+\)/);
  });

  it('a port that is none', async () => {
    await expectOneLine(
      start('standalone', { EDGE_AI_PORT: 'http' }),
      /^harper-edge-ai: EDGE_AI_PORT: expected a port/,
    );
  });

  it('a Node.js that is too old', () => {
    for (const version of ['18.20.4', '20.18.3'])
      expect(() => {
        checkNode(version);
      }).toThrow(/Node\.js 20\.19 or newer is needed/);
    for (const version of ['20.19.0', '22.0.0', '24.1.0'])
      expect(() => {
        checkNode(version);
      }).not.toThrow();
  });
});
