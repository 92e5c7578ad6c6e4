import { EdgeError, silentLogger, type ChatChunk, type InferenceBackend, type Tensor } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { describe, expect, it, vi } from 'vitest';
import { createInferenceEngine, type EngineModel, type InferenceEngineOptions } from './index.ts';
import { createScriptedEngine, firstValues, modelOf, type ScriptedEngine } from './testing/scripted-engine.ts';
import { createGate, numbers } from './testing/scripted-model.ts';

/**
 * A backend whose models double their input and say when they were loaded, run and released. It stands for any runtime
 * here because these tests need loads that can be held back and failures on demand; real runtimes run in the host tests.
 */
function createTracedBackend() {
  const events: string[] = [];
  const live = new Map<string, { running: number; released: boolean }>();
  const gates = new Map<string, Promise<void>>();
  const failures = new Map<string, Error>();
  const backend: InferenceBackend = {
    framework: 'onnx',
    load: async (artifact) => {
      const key = 'path' in artifact ? artifact.path : '';
      events.push(`load ${key}`);
      await gates.get(`load ${key}`);
      const failure = failures.get(`load ${key}`);
      if (failure !== undefined) throw failure;
      const state = { running: 0, released: false };
      live.set(key, state);
      const specs = (name: string) => [{ name, datatype: 'FP32', shape: [-1] } as const];
      return {
        metadata: { platform: 'test_double', inputs: specs('x'), outputs: specs('y') },
        memoryBytes: Number(key.split('-')[1]),
        run: async ([input]) => {
          if (state.released) throw new Error(`${key} ran after release`);
          const x = (input as Tensor & { datatype: 'FP32' }).data;
          events.push(`run ${key} ${x.join()}`);
          state.running++;
          await gates.get(`run ${key}`);
          state.running--;
          const failure = failures.get(`run ${key}`);
          if (failure !== undefined) throw failure;
          return [{ name: 'y', datatype: 'FP32', shape: [x.length], data: x.map((value) => value * 2) }];
        },
        release: () => {
          if (state.running > 0) throw new Error(`${key} released while running`);
          state.released = true;
          events.push(`release ${key}`);
          return Promise.resolve();
        },
      };
    },
  };
  return { backend, events, gates, failures, live };
}

const model = (key: string): EngineModel => ({ framework: 'onnx', sha256: key, sizeBytes: 1 });
const input = (...values: number[]): Tensor[] => [
  { name: 'x', datatype: 'FP32', shape: [values.length], data: new Float32Array(values) },
];

function setUp(maxMemoryBytes = 100, more: Partial<InferenceEngineOptions> = {}) {
  const clock = createFakeClock();
  const traced = createTracedBackend();
  const readArtifact = ({ sha256 }: EngineModel) => Promise.resolve({ path: sha256 });
  const options = {
    backends: [traced.backend],
    readArtifact,
    clock,
    logger: silentLogger,
    maxMemoryBytes,
    minResidencyMs: 0,
    ...more,
  };
  return { ...traced, clock, engine: createInferenceEngine(options) };
}

const gate = () => {
  let open: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (open = resolve));
  return { closed, open };
};

const answer = async (running: Promise<{ outputs: readonly Tensor[] }>): Promise<number[]> =>
  Array.from((await running).outputs[0]?.data as Float32Array);

describe('loading', () => {
  it('is shared by every request that comes meanwhile, and warms up before the first answer', async () => {
    const { engine, events, gates } = setUp();
    const { closed, open } = gate();
    gates.set('load a-10', closed);
    const running = Array.from({ length: 100 }, (_, i) => answer(engine.predict(model('a-10'), input(i + 1))));
    open();
    expect(await Promise.all(running)).toEqual(Array.from({ length: 100 }, (_, i) => [i * 2 + 2]));
    expect(events.filter((event) => event.startsWith('load'))).toEqual(['load a-10']);
    expect(events[1]).toBe('run a-10 0');
  });

  it('that fails fails its waiters with the cause, and is tried again a second later', async () => {
    const { engine, events, failures, clock } = setUp();
    const cause = new Error('broken file');
    failures.set('load a-10', new EdgeError('INVALID_MODEL', 'not a model', { cause }));
    const results = await Promise.allSettled([engine.predict(model('a-10'), input(1)), engine.metadata(model('a-10'))]);
    for (const result of results) expect(result).toMatchObject({ reason: { code: 'INVALID_MODEL', cause } });
    failures.clear();
    await expect(engine.predict(model('a-10'), input(1))).rejects.toMatchObject({ code: 'INVALID_MODEL' });
    expect(events.filter((event) => event.startsWith('load'))).toEqual(['load a-10']);
    clock.advance(1_001);
    expect(await answer(engine.predict(model('a-10'), input(1)))).toEqual([2]);
  });

  it('goes on when the model refuses the warm-up row', async () => {
    const { engine, failures } = setUp();
    failures.set('run a-10', new Error('zeros are not for me'));
    await engine.metadata(model('a-10'));
    failures.clear();
    expect(await answer(engine.predict(model('a-10'), input(1)))).toEqual([2]);
  });

  it('leaves out the warm-up of a model that is warm', async () => {
    const { backend, events } = createTracedBackend();
    const load = async (...given: Parameters<typeof backend.load>) => ({
      ...(await backend.load(...given)),
      isWarm: true,
    });
    const { engine } = setUp(100, { backends: [{ ...backend, load }] });
    expect(await answer(engine.predict(model('a-10'), input(1)))).toEqual([2]);
    expect(events).toEqual(['load a-10', 'run a-10 1']);
  });

  it('without a backend for the framework is NOT_INSTALLED', async () => {
    const { engine } = setUp();
    const ollama = { ...model('a-10'), framework: 'ollama' as const };
    await expect(engine.predict(ollama, input(1))).rejects.toMatchObject({ code: 'NOT_INSTALLED' });
  });
});

describe('memory', () => {
  it('is kept under the limit by evicting the least recently used', async () => {
    const { engine, events } = setUp(100);
    for (const key of ['a-40', 'b-40', 'a-40', 'c-40']) await engine.predict(model(key), input(1));
    expect(engine.loaded().map(({ sha256 }) => sha256)).toEqual(['a-40', 'c-40']);
    expect(events).toContain('release b-40');
  });

  it('of a model larger than the limit is given, alone', async () => {
    const { engine } = setUp(100);
    await engine.predict(model('a-40'), input(1));
    expect(await answer(engine.predict(model('big-500'), input(1)))).toEqual([2]);
    expect(engine.loaded().map(({ sha256 }) => sha256)).toEqual(['big-500']);
  });

  it('of an evicted model stays until its running requests have ended', async () => {
    const { engine, events, gates } = setUp(100);
    await engine.predict(model('a-60'), input(1));
    const { closed, open } = gate();
    gates.set('run a-60', closed);
    const running = answer(engine.predict(model('a-60'), input(3)));
    await engine.predict(model('b-60'), input(1));
    expect(engine.loaded().map(({ sha256 }) => sha256)).toEqual(['b-60']);
    expect(events).not.toContain('release a-60');
    open();
    expect(await running).toEqual([6]);
    await engine.close();
    expect(events).toContain('release a-60');
  });

  it('survives any interleaving of requests, evictions and unloads: right answers, nothing released in use, nothing left', async () => {
    const { engine, live, events } = setUp(100);
    const rng = createSeededRng(3);
    const running: Promise<void>[] = [];
    for (let i = 0; i < 400; i++) {
      const key = `${'abcd'[Math.floor(rng.next() * 4)] ?? 'a'}-${[30, 60][Math.floor(rng.next() * 2)] ?? 30}`;
      if (rng.next() < 0.1) engine.unload(model(key));
      running.push(
        answer(engine.predict(model(key), input(i))).then((doubled) => {
          expect(doubled).toEqual([i * 2]);
        }),
      );
      if (rng.next() < 0.3) await Promise.resolve();
    }
    await Promise.all(running);
    await engine.close();
    expect([...live.values()].every(({ released }) => released)).toBe(true);
    expect(events.filter((event) => event.startsWith('load')).length).toBe(
      events.filter((event) => event.startsWith('release')).length,
    );
  });
});

describe('failures', () => {
  it('of the model keep their cause', async () => {
    const { engine, failures } = setUp();
    await engine.metadata(model('a-10'));
    const cause = new Error('segment 7');
    failures.set('run a-10', cause);
    await expect(engine.predict(model('a-10'), input(1))).rejects.toMatchObject({ code: 'MODEL_FAILED', cause });
  });

  it('an answer after the deadline is DEADLINE_EXCEEDED', async () => {
    const { engine, gates } = setUp();
    await engine.metadata(model('a-10'));
    const { closed, open } = gate();
    gates.set('run a-10', closed);
    const abort = new AbortController();
    const running = engine.predict(model('a-10'), input(1), { signal: abort.signal });
    abort.abort();
    open();
    await expect(running).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('after close every request is UNAVAILABLE', async () => {
    const { engine } = setUp();
    await engine.close();
    await expect(engine.predict(model('a-10'), input(1))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(engine.chat(model('a-10'), { messages: [] })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });
});

describe('close', () => {
  it('answers what waits for a load, for its turn and for its run, and frees everything', async () => {
    const loading = createGate();
    const running = createGate();
    const lane = {};
    const { engine, models, loads } = createScriptedEngine({
      load: async (key) => {
        if (key === 'late-10') await loading.pass();
        return { memoryBytes: 10, independentRows: false, lane, pause: running.pass };
      },
    });
    const early = [1, 2, 3].map((value) => firstValues(engine.predict(modelOf('a-10'), numbers(value))));
    const late = firstValues(engine.predict(modelOf('late-10'), numbers(4)));
    await vi.waitFor(() => {
      expect([loads, models[0]?.model.running()]).toEqual([['a-10', 'late-10'], 1]);
    });
    const closed = engine.close();
    await expect(engine.predict(modelOf('a-10'), numbers(1))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    loading.open();
    running.open();
    expect(await Promise.all([...early, late])).toEqual([[2], [4], [6], [8]]);
    await closed;
    expect(models.every(({ model: held }) => held.isReleased())).toBe(true);
    expect(engine.loaded()).toEqual([]);
  });

  it('does not wait for callers who have left', async () => {
    const gate = createGate();
    const { engine, models } = createScriptedEngine({ load: () => ({ pause: gate.pass }) });
    const abort = new AbortController();
    const left = engine.predict(modelOf('a-10'), numbers(1), { signal: abort.signal });
    await vi.waitFor(() => {
      expect(models[0]?.model.running()).toBe(1);
    });
    abort.abort();
    await expect(left).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await engine.close();
    gate.open();
  });
});

describe('a conversation', () => {
  const chunks = async function* (): AsyncGenerator<ChatChunk> {
    for (let i = 0; ; i++) yield await Promise.resolve({ type: 'text', text: String(i) });
  };
  const leases = ({ engine }: ScriptedEngine) => engine.loaded().map((held) => held.leases);
  const request = { messages: [{ role: 'user', content: 'count' }] } as const;

  it('that its reader ends early lets go of the model', async () => {
    const made = createScriptedEngine({ load: () => ({ chat: chunks }) });
    for await (const chunk of made.engine.chat(modelOf('a-10'), request)) {
      expect(leases(made)).toEqual([1]);
      if (chunk.type === 'text' && chunk.text === '3') break;
    }
    expect(leases(made)).toEqual([0]);
    await made.engine.close();
  });

  it('that fails lets go of the model', async () => {
    const cause = new EdgeError('UNAVAILABLE', 'the other program ended');
    const failing = async function* (): AsyncGenerator<ChatChunk> {
      yield await Promise.resolve({ type: 'text', text: 'a' });
      throw cause;
    };
    const made = createScriptedEngine({ load: () => ({ chat: failing }) });
    const read = async () => {
      for await (const chunk of made.engine.chat(modelOf('a-10'), request)) expect(chunk.type).toBe('text');
    };
    await expect(read()).rejects.toBe(cause);
    expect(leases(made)).toEqual([0]);
  });

  it('with a model that holds none is INVALID_INPUT', async () => {
    const made = createScriptedEngine();
    const reading = made.engine.chat(modelOf('a-10'), request)[Symbol.asyncIterator]().next();
    await expect(reading).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(leases(made)).toEqual([0]);
  });
});
