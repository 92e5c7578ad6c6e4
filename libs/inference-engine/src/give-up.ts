import { EdgeError, type Abortable, type Clock } from '@harper-edge/contracts';

/** How long a caller waits. */
export interface Patience {
  /** Aborted when the caller leaves. */
  readonly signal?: Abortable | undefined;
  /** On the clock of the engine. */
  readonly deadlineMs?: number | undefined;
}

/** The failure of a request whose caller left or whose time ran out. */
export const givenUp = (cause: unknown): EdgeError =>
  new EdgeError(
    'DEADLINE_EXCEEDED',
    cause === undefined ? 'the time allowed ran out before the model answered' : 'the call was given up',
    cause === undefined ? {} : { cause },
  );

/** What a timer can count; what is further away never comes. */
const longestTimerMs = 2_147_483_647;

export const startTimer = (call: () => void, ms: number): ReturnType<typeof setTimeout> | undefined =>
  ms > longestTimerMs ? undefined : setTimeout(call, ms);

/** Waits for a model that loads, as long as the caller does. The load goes on without him. */
export async function untilLoaded<T>(loading: Promise<T>, { signal, deadlineMs }: Patience, clock: Clock): Promise<T> {
  if (signal === undefined && deadlineMs === undefined) return loading;
  if (signal?.aborted === true) throw givenUp(signal.reason ?? 'aborted');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort = (): void => undefined;
  const gaveUp = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(givenUp(signal?.reason));
    };
    signal?.addEventListener('abort', onAbort);
    if (deadlineMs === undefined) return;
    timer = startTimer(() => {
      reject(
        new EdgeError('UNAVAILABLE', 'the model was still loading when the time allowed ran out; try again later'),
      );
    }, deadlineMs - clock.monotonicMs());
  });
  try {
    return await Promise.race([loading, gaveUp]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
