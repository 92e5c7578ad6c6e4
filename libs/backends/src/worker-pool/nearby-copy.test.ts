import { silentLogger, type Datatype, type LoadedModel, type RunOptions, type Tensor } from '@harper-edge/contracts';
import { expect, it, vi } from 'vitest';
import { withNearbyCopy } from './nearby-copy.ts';

const tensor = (length: number): Tensor => ({
  name: 'x',
  datatype: 'FP32',
  shape: [length],
  data: new Float32Array(length),
});

/** Two copies of a model that tell where they ran; the one in the worker says how long it computed. */
interface Doubles {
  readonly computeMs?: number;
  readonly fails?: boolean;
  readonly datatype?: Datatype;
}

function setUp({ computeMs = 0.01, fails = false, datatype = 'FP32' }: Doubles = {}) {
  const ran: string[] = [];
  const model = (where: string): LoadedModel => ({
    metadata: { platform: 'test_double', inputs: [{ name: 'x', datatype, shape: [-1] }], outputs: [] },
    memoryBytes: 1,
    run: (inputs: readonly Tensor[], { onComputed }: RunOptions = {}) => {
      ran.push(where);
      onComputed?.(computeMs);
      return Promise.resolve(inputs);
    },
    release: () => {
      ran.push(`release ${where}`);
      return Promise.resolve();
    },
  });
  const loadHere = vi.fn(() => (fails ? Promise.reject(new Error('no room')) : Promise.resolve(model('here'))));
  return { ran, loadHere, nearby: withNearbyCopy(model('there'), { loadHere, logger: silentLogger }) };
}

async function runs(model: LoadedModel, count: number, length = 4): Promise<void> {
  for (let i = 0; i < count; i++) await model.run([tensor(length)]);
}

it('a quick model runs in its worker first, then here; what is large still goes to the worker', async () => {
  const { nearby, ran, loadHere } = setUp();
  await runs(nearby, 5);
  await vi.waitFor(() => {
    expect(loadHere).toHaveBeenCalledTimes(1);
  });
  await runs(nearby, 2);
  await runs(nearby, 1, 4_097);
  expect(ran).toEqual([...Array<string>(5).fill('there'), 'here', 'here', 'there']);
  await nearby.release();
  expect(ran.slice(-2)).toEqual(['release there', 'release here']);
});

it.each<[string, Doubles, number]>([
  ['is slow', { computeMs: 0.6 }, 4],
  ['reads text', { datatype: 'BYTES' }, 4],
  ['is only asked for many numbers', {}, 5_000],
])('a model that %s never gets a copy', async (_what, options, length) => {
  const { nearby, ran, loadHere } = setUp(options);
  await runs(nearby, 20, length);
  expect(loadHere).not.toHaveBeenCalled();
  expect(new Set(ran)).toEqual(new Set(['there']));
});

it('a copy that cannot be loaded is done without, and not tried again', async () => {
  const { nearby, ran, loadHere } = setUp({ fails: true });
  await runs(nearby, 30);
  expect(loadHere).toHaveBeenCalledTimes(1);
  expect(ran).toHaveLength(30);
  await nearby.release();
});

it('released while its copy loads, it leaves nothing behind', async () => {
  const { nearby, ran } = setUp();
  const running = runs(nearby, 5);
  await running;
  await nearby.release();
  expect(ran.filter((event) => event === 'here')).toEqual([]);
  expect(ran.filter((event) => event.startsWith('release'))).toEqual(['release there', 'release here']);
});
