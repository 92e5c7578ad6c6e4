import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { env, execPath } from 'node:process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { EdgeError, type Logger } from '@harper-edge/contracts';
import { createFrameReader, writeFrame } from './frames.ts';
import { createPendingRequests, type Answer } from './pending-requests.ts';
import type { Message, Request } from './worker-protocol.ts';

export interface WorkerProcessOptions {
  readonly entry: URL;
  readonly intraOpThreads: number;
  readonly logger: Logger;
  readonly onEnd: () => void;
}

type WithoutId<R> = R extends Request ? Omit<R, 'id'> : never;

export interface AskOptions {
  /** The payload. */
  readonly parts?: readonly Uint8Array[];
  readonly timeoutMs?: number;
}

export interface WorkerProcess {
  /**
   * Sends a request and waits for its answer; a worker that does not answer in time is taken for hung and killed.
   * @throws EdgeError as the worker says; UNAVAILABLE when the worker ends first
   */
  ask(request: WithoutId<Request>, options?: AskOptions): Promise<Answer>;
  /**
   * Sends what is not answered; resolves when the pipe takes more.
   * @throws EdgeError UNAVAILABLE when the worker ends first
   */
  tell(message: Message, payload: Uint8Array): Promise<void>;
  readonly pid: number | undefined;
  hasEnded(): boolean;
  /** Ends it when it has nothing under way, or after two seconds. */
  stop(): Promise<void>;
}

/** What a worker may know of the environment: where to find programs and libraries, and no secrets. */
const passedOn = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH', 'SystemRoot'];

const patienceMs = 2_000;

/** Starts a process that loads and runs models, and speaks with it over a pipe of its own. */
export function startWorkerProcess({ entry, intraOpThreads, logger, onEnd }: WorkerProcessOptions): WorkerProcess {
  const child = spawnWorker(entry, intraOpThreads);
  const channel = child.stdio[3] as Duplex;
  const pending = createPendingRequests();
  let ended = false;
  let stopping = false;

  const end = (): void => {
    if (ended) return;
    ended = true;
    pending.failAll(workerEnded());
    onEnd();
  };
  channel.on('data', createFrameReader(pending.settle));
  channel.on('error', end);
  channel.on('close', end);
  child.on('error', (error) => {
    logger.error('an inference worker could not be started', { error });
    end();
  });
  child.on('exit', (code, signal) => {
    if (!stopping) logger.error('an inference worker ended', { pid: child.pid, code, signal });
    end();
  });
  logLines(child, logger);

  return {
    pid: child.pid,
    hasEnded: () => ended,
    ask: (request, { parts = [], timeoutMs } = {}) => {
      if (ended) return Promise.reject(workerEnded());
      const { id, answer } = pending.open(timeoutMs, () => {
        logger.error('an inference worker hangs and is killed', { pid: child.pid, op: request.op, timeoutMs });
        child.kill('SIGKILL');
      });
      writeFrame(channel, { id, ...request }, parts);
      return answer;
    },
    tell: (message, payload) => {
      if (ended) return Promise.reject(workerEnded());
      writeFrame(channel, message, [payload]);
      return untilDrained(channel);
    },
    stop: async () => {
      stopping = true;
      end();
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      const kill = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      channel.destroy();
      await exited;
      clearTimeout(kill);
    },
  };
}

const spawnWorker = (entry: URL, intraOpThreads: number): ChildProcess =>
  spawn(execPath, ['--expose-gc', fileURLToPath(entry), String(intraOpThreads)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
  });

async function untilDrained(channel: Duplex): Promise<void> {
  if (!channel.writableNeedDrain) return;
  const abort = new AbortController();
  const { signal } = abort;
  try {
    const closed = once(channel, 'close', { signal }).then(() => Promise.reject(workerEnded()));
    await Promise.race([once(channel, 'drain', { signal }), closed]);
  } finally {
    abort.abort();
  }
}

const workerEnded = (): EdgeError =>
  new EdgeError('UNAVAILABLE', 'the worker that ran the model ended; another takes its place, send the request again');

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
