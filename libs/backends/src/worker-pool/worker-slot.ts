import { setTimeout as delay } from 'node:timers/promises';
import { EdgeError, type Clock, type Logger } from '@harper-edge/contracts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

export interface WorkerSlotOptions {
  readonly entry: URL;
  readonly intraOpThreads: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The place of one worker in the pool: the process there now, and the next when that one has ended. */
export interface WorkerSlot {
  /** The running worker, started if there is none. @throws EdgeError UNAVAILABLE when its workers end again and again */
  worker(): Promise<WorkerProcess>;
  /** Counts memory as held here until the returned function is called. */
  hold(bytes: number): () => void;
  heldBytes(): number;
  pid(): number | undefined;
  isHealthy(): boolean;
  close(): Promise<void>;
}

/** A worker that lived shorter counts as crashed. */
const shortLifeMs = 10_000;
const firstDelayMs = 100;
const longestDelayMs = 10_000;
/** So many short lives in a row are a crash loop: for a while nobody waits for the next. */
const crashLoop = 5;

export function createWorkerSlot({ entry, intraOpThreads, clock, logger }: WorkerSlotOptions): WorkerSlot {
  let current: Promise<WorkerProcess> | undefined;
  let running: WorkerProcess | undefined;
  let shortLives = 0;
  let startableMs = 0;
  let heldBytes = 0;
  let closed = false;

  const onEnd = (startedMs: number): void => {
    current = undefined;
    running = undefined;
    const nowMs = clock.monotonicMs();
    shortLives = nowMs - startedMs < shortLifeMs ? shortLives + 1 : 1;
    startableMs = nowMs + Math.min(firstDelayMs * 2 ** (shortLives - 1), longestDelayMs);
    if (shortLives === crashLoop) logger.error('inference workers end again and again', { shortLives });
  };

  const start = async (): Promise<WorkerProcess> => {
    const waitMs = startableMs - clock.monotonicMs();
    if (waitMs > 0) await delay(waitMs);
    const startedMs = clock.monotonicMs();
    running = startWorkerProcess({
      entry,
      intraOpThreads,
      logger,
      onEnd: () => {
        if (!closed) onEnd(startedMs);
      },
    });
    return running;
  };

  const isLooping = (): boolean => shortLives >= crashLoop && startableMs > clock.monotonicMs();

  return {
    worker: () => {
      if (closed) throw new EdgeError('UNAVAILABLE', 'this host is shutting down; send the request again');
      if (isLooping()) {
        const retryAfterSeconds = Math.ceil((startableMs - clock.monotonicMs()) / 1_000);
        throw new EdgeError('UNAVAILABLE', 'inference workers end again and again; see the log', { retryAfterSeconds });
      }
      current ??= start();
      return current;
    },
    hold: (bytes) => {
      heldBytes += bytes;
      let isHeld = true;
      return () => {
        if (isHeld) heldBytes -= bytes;
        isHeld = false;
      };
    },
    heldBytes: () => heldBytes,
    pid: () => running?.pid,
    isHealthy: () => !isLooping(),
    close: async () => {
      closed = true;
      await (await current)?.stop();
    },
  };
}
