import { readdirSync, readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import { call, type RunningHost } from './running-host.ts';

/** What must be as before after any fault: the host lives, gives the known answer bit for bit, and nothing waits any more. */
export interface Calm {
  expectCalm(): Promise<void>;
}

const known = { modelId: 'faults-known', features: { float_input: [5.1, 3.5, 1.4, 0.2] } };

/** The text of the answer is compared, so that not one digit may differ. The model "faults-known" must be there. */
export async function rememberCalm(host: () => RunningHost): Promise<Calm> {
  const ask = async (): Promise<string> => {
    const { status, body } = await call(`${host().url}/predict`, { json: known });
    expect(status).toBe(200);
    return JSON.stringify(body.prediction);
  };
  const before = await ask();
  return {
    expectCalm: async () => {
      const startMs = performance.now();
      expect((await call(`${host().url}/health/live`)).status).toBe(200);
      expect(performance.now() - startMs).toBeLessThan(1_000);
      expect(await ask()).toBe(before);
      await vi.waitFor(
        async () => {
          expect(await gauge(host(), 'edge_ai_queue_depth')).toBe(0);
          expect(await gauge(host(), 'edge_ai_requests_in_flight')).toBe(0);
        },
        { timeout: 10_000, interval: 50 },
      );
    },
  };
}

/** The sum of all samples of one name. */
export async function gauge({ url }: RunningHost, name: string): Promise<number> {
  const { body } = await call(`${url}/metrics`);
  const values = [...(body as string).matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

/** The parent of a process; `undefined` when it has ended, also when nobody has asked yet how. */
function parentOf(pid: number): number | undefined {
  try {
    // After the name in brackets: state, then the parent.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

export const isRunning = (pid: number): boolean => parentOf(pid) !== undefined;

/** The processes that a process has started and that still run. */
export const childrenOf = (pid: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);

/** Memory of the host and its workers. */
export function residentBytes({ pid }: RunningHost): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1];
    return sum + Number(kilobytes ?? 0) * 1_024;
  }, 0);
}
