import { spawn, type ChildProcess } from 'node:child_process';
import { env, execPath } from 'node:process';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EdgeError, type Logger } from '@harper-edge/contracts';
import { createFrameReader, writeFrame, type Frame } from './frames.ts';
import type { Request, WireError } from './worker-protocol.ts';

export interface WorkerProcessOptions {
  readonly entry: URL;
  readonly intraOpThreads: number;
  readonly logger: Logger;
  readonly onEnd: () => void;
}

type Asked = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

export interface WorkerProcess {
  /**
   * Sends a request and waits for its answer; what does not answer in time is taken for hung and killed.
   * @throws EdgeError as the worker says; UNAVAILABLE when the worker ends first
   */
  ask(
    request: Asked,
    options?: { readonly parts?: readonly Uint8Array[]; readonly timeoutMs?: number },
  ): Promise<Frame & { readonly id: number }>;
  readonly pid: number | undefined;
  hasEnded(): boolean;
  /** Ends it once it has answered, or after two seconds. */
  stop(): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Frame & { readonly id: number }) => void;
  readonly reject: (error: EdgeError) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** What a worker may know of the environment: where to find programs and libraries, and no secrets. */
const passedOn = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'SystemRoot'];

/** Starts a process that loads and runs models, and speaks with it over a pipe of its own. */
export function startWorkerProcess({ entry, intraOpThreads, logger, onEnd }: WorkerProcessOptions): WorkerProcess {
  const child = spawn(execPath, ['--expose-gc', fileURLToPath(entry), String(intraOpThreads)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
  });
  const channel = child.stdio[3] as Duplex;
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended = false;

  const settle = (id: number, use: (entry: Waiting) => void): void => {
    const found = waiting.get(id);
    if (found === undefined) return;
    waiting.delete(id);
    clearTimeout(found.timer);
    use(found);
  };
  const end = (): void => {
    if (ended) return;
    ended = true;
    for (const id of [...waiting.keys()]) {
      settle(id, ({ reject }) => {
        reject(workerEnded());
      });
    }
    onEnd();
  };

  channel.on(
    'data',
    createFrameReader((frame) => {
      const id = frame.header['id'] as number;
      settle(id, ({ resolve, reject }) => {
        const error = frame.header['error'] as WireError | undefined;
        if (error === undefined) resolve({ ...frame, id });
        else reject(fromWire(error));
      });
    }),
  );
  channel.on('error', end);
  channel.on('close', end);
  child.on('error', (error) => {
    logger.error('an inference worker could not be started', { error });
    end();
  });
  child.on('exit', (code, signal) => {
    if (!ended) logger.error('an inference worker ended', { pid: child.pid, code, signal });
    end();
  });
  logLines(child, logger);

  return {
    pid: child.pid,
    hasEnded: () => ended,
    ask: (request, { parts = [], timeoutMs } = {}) =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(workerEnded());
          return;
        }
        const id = ++lastId;
        const kill = (): void => {
          logger.error('an inference worker hangs and is killed', { pid: child.pid, op: request.op, timeoutMs });
          child.kill('SIGKILL');
        };
        const timer = timeoutMs === undefined ? undefined : setTimeout(kill, timeoutMs);
        waiting.set(id, { resolve, reject, timer });
        writeFrame(channel, { ...request, id }, parts);
      }),
    stop: async () => {
      ended = true;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      channel.end();
      channel.destroy();
      const abort = new AbortController();
      await Promise.race([
        exited,
        delay(2_000, undefined, { signal: abort.signal })
          .then(() => child.kill('SIGKILL'))
          .catch(() => undefined),
      ]);
      abort.abort();
    },
  };
}

const workerEnded = (): EdgeError =>
  new EdgeError('UNAVAILABLE', 'the worker that ran the model ended; another takes its place, send the request again');

const fromWire = ({ code, message, facts, cause }: WireError): EdgeError =>
  new EdgeError(code, message, { ...facts, ...(cause === '' ? {} : { cause: new Error(cause) }) });

/** What a runtime writes about its own end is worth keeping, up to a point. */
function logLines({ stderr, pid }: ChildProcess, logger: Logger): void {
  stderr?.setEncoding('utf8');
  stderr?.on('data', (text: string) => {
    for (const line of text.split('\n').slice(0, 20)) {
      if (line.trim() !== '') logger.warn('an inference worker says', { pid, line: line.slice(0, 400) });
    }
  });
  stderr?.on('error', () => undefined);
}
