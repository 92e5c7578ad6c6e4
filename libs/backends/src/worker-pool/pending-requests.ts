import { EdgeError } from '@harper-edge/contracts';
import type { Frame } from './frames.ts';
import type { WireError } from './worker-protocol.ts';

/** The answer to a request, with the id it was sent under. */
export type Answer = Frame & { readonly id: number };

export interface PendingRequests {
  /** Waits for the answer to a new request. `onTimeout` is called when it takes longer than `timeoutMs`. */
  open(timeoutMs: number | undefined, onTimeout: () => void): { readonly id: number; readonly answer: Promise<Answer> };
  /** An answer has come. */
  settle(frame: Frame): void;
  /** No answer will come any more. */
  failAll(error: EdgeError): void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: EdgeError) => void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** Brings requests and their answers together. */
export function createPendingRequests(): PendingRequests {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.timer);
    return found;
  };
  return {
    open: (timeoutMs, onTimeout) => {
      const id = ++lastId;
      const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
      const answer = new Promise<Answer>((resolve, reject) => {
        waiting.set(id, { resolve, reject, timer });
      });
      return { id, answer };
    },
    settle: (frame) => {
      const id = frame.header['id'] as number;
      const found = take(id);
      const error = frame.header['error'] as WireError | undefined;
      if (error === undefined) found?.resolve({ id, ...frame });
      else found?.reject(fromWire(error));
    },
    failAll: (error) => {
      for (const id of [...waiting.keys()]) take(id)?.reject(error);
    },
  };
}

const fromWire = ({ code, message, facts, cause }: WireError): EdgeError =>
  new EdgeError(code, message, { ...facts, ...(cause === '' ? {} : { cause: new Error(cause) }) });
