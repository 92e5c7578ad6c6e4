import type { DeclaredMetadata } from '../model.ts';
import type { InferenceBackend, LoadedModel, ModelArtifact } from '../ports/inference-backend.ts';
import { elementCount, type Tensor, type TensorSpec } from '../tensor.ts';
import type { ConformanceCase } from './conformance.ts';
import { expectEdgeError, expectEqual, expectTrue } from './expect.ts';

export interface BackendFixture {
  readonly name: string;
  readonly artifact: ModelArtifact;
  readonly metadata?: DeclaredMetadata;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Inputs and the answer known from elsewhere; the first axis of every tensor counts rows when `batchable`. */
  readonly example: readonly Tensor[];
  readonly expected: readonly Tensor[];
  /** Largest absolute difference allowed between floating-point numbers. */
  readonly tolerance: number;
  readonly batchable: boolean;
}

export interface BackendSubject {
  readonly backend: InferenceBackend;
  readonly fixtures: readonly BackendFixture[];
  /** Resident memory of what holds the models, bytes. Given, it must stay bounded over 100 cycles of load, run and release. */
  readonly residentBytes?: () => number;
  /** Bytes that are no model of this backend, by what is wrong with them. */
  readonly notModels: Readonly<Record<string, Uint8Array>>;
}

function expectTensors(actual: readonly Tensor[], expected: readonly Tensor[], tolerance: number, what: string): void {
  const heads = (tensors: readonly Tensor[]): unknown =>
    tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape }));
  expectEqual(heads(actual), heads(expected), `${what}: tensors`);
  for (const [index, tensor] of expected.entries()) {
    const data = actual[index]?.data ?? [];
    for (let i = 0; i < tensor.data.length; i++) {
      const [got, wanted] = [data[i], tensor.data[i]];
      const near =
        typeof got === 'number' &&
        typeof wanted === 'number' &&
        (Object.is(got, wanted) || Math.abs(got - wanted) <= tolerance);
      expectTrue(
        near || got === wanted,
        `${what}: ${tensor.name}[${String(i)}] = ${String(wanted)}, received ${String(got)}`,
      );
    }
  }
}

/** Rows `start` to `end` along the first axis. */
function rowsOf(tensor: Tensor, start: number, end: number): Tensor {
  const rowSize = elementCount(tensor.shape.slice(1));
  return {
    ...tensor,
    shape: [end - start, ...tensor.shape.slice(1)],
    data: tensor.data.slice(start * rowSize, end * rowSize),
  } as Tensor;
}

function casesOf(
  backend: InferenceBackend,
  fixture: BackendFixture,
): Record<string, (model: LoadedModel) => Promise<void>> {
  const { example, expected, tolerance } = fixture;
  const [first] = example;
  if (first === undefined) throw new Error(`fixture ${fixture.name}: expected at least one input`);
  const wrongDatatype = (
    first.datatype === 'FP64'
      ? { ...first, datatype: 'BYTES', data: Array.from({ length: first.data.length }, () => 'x') }
      : { ...first, datatype: 'FP64', data: new Float64Array(first.data.length) }
  ) as Tensor;
  const cases: Record<string, (model: LoadedModel) => Promise<void>> = {
    'metadata is what the file declares': (model) => {
      expectEqual(model.metadata.inputs, fixture.inputs, 'inputs');
      expectEqual(model.metadata.outputs, fixture.outputs, 'outputs');
      expectTrue(
        model.metadata.platform.includes('_'),
        `platform as <project>_<format>, received "${model.metadata.platform}"`,
      );
      return Promise.resolve();
    },
    'memoryBytes is at least the size of the artifact': (model) => {
      const sizeBytes = 'bytes' in fixture.artifact ? fixture.artifact.bytes.length : 1;
      expectTrue(
        Number.isFinite(model.memoryBytes) && model.memoryBytes >= sizeBytes,
        `at least ${String(sizeBytes)}, received ${String(model.memoryBytes)}`,
      );
      return Promise.resolve();
    },
    'run gives the known answer': async (model) => {
      expectTensors(await model.run(example), expected, tolerance, 'run');
    },
    'the order of the inputs does not matter': async (model) => {
      expectTensors(await model.run([...example].reverse()), expected, tolerance, 'run');
    },
    'only the outputs asked for come back, in that order': async (model) => {
      const names = expected.map(({ name }) => name).reverse();
      expectTensors(await model.run(example, { outputs: names }), [...expected].reverse(), tolerance, 'all, reversed');
      expectEqual(
        (await model.run(example, { outputs: names.slice(0, 1) })).map(({ name }) => name),
        names.slice(0, 1),
        'one',
      );
    },
    'runs may overlap, and leave their inputs as they were': async (model) => {
      const before = example.map(({ data }) => data.slice());
      for (const outputs of await Promise.all(Array.from({ length: 8 }, () => model.run(example)))) {
        expectTensors(outputs, expected, tolerance, 'overlapping run');
      }
      expectEqual(
        example.map(({ data }) => data),
        before,
        'inputs',
      );
    },
    'missing, unknown and duplicated inputs are INVALID_INPUT': async (model) => {
      await expectEdgeError(() => model.run(example.slice(1)), 'INVALID_INPUT', 'missing');
      await expectEdgeError(
        () => model.run([...example, { ...first, name: 'no-such-input' }]),
        'INVALID_INPUT',
        'unknown',
      );
      await expectEdgeError(() => model.run([...example, first]), 'INVALID_INPUT', 'duplicated');
    },
    'wrong datatypes, ranks and element counts are INVALID_INPUT': async (model) => {
      const rest = example.slice(1);
      await expectEdgeError(() => model.run([wrongDatatype, ...rest]), 'INVALID_INPUT', 'datatype');
      await expectEdgeError(
        () => model.run([{ ...first, shape: [...first.shape, 1, 1, 1] }, ...rest]),
        'INVALID_INPUT',
        'rank',
      );
      const short = { ...first, data: first.data.slice(1) } as Tensor;
      await expectEdgeError(() => model.run([short, ...rest]), 'INVALID_INPUT', 'element count');
    },
    'unknown and duplicated outputs are INVALID_INPUT': async (model) => {
      await expectEdgeError(() => model.run(example, { outputs: ['no-such-output'] }), 'INVALID_INPUT', 'unknown');
      const name = expected[0]?.name ?? '';
      await expectEdgeError(() => model.run(example, { outputs: [name, name] }), 'INVALID_INPUT', 'duplicated');
    },
    'a run whose signal is aborted does not start': async (model) => {
      await expectEdgeError(() => model.run(example, { signal: AbortSignal.abort() }), 'DEADLINE_EXCEEDED', 'run');
    },
    'release waits for the runs under way, and later runs are UNAVAILABLE': async (model) => {
      const running = [model.run(example), model.run(example)];
      const released = model.release();
      for (const outputs of await Promise.all(running)) expectTensors(outputs, expected, tolerance, 'run under way');
      await released;
      await model.release();
      await expectEdgeError(() => model.run(example), 'UNAVAILABLE', 'run after release');
    },
    'a model can be loaded many times at once, each on its own': async (model) => {
      const others = await Promise.all([load(backend, fixture), load(backend, fixture)]);
      await others[0].release();
      expectTensors(await others[1].run(example), expected, tolerance, 'the other');
      expectTensors(await model.run(example), expected, tolerance, 'the first');
      await others[1].release();
    },
  };
  if (fixture.batchable) {
    cases['a batch of n equals n single rows'] = async (model) => {
      for (let i = 0; i < (first.shape[0] ?? 0); i++) {
        const single = await model.run(example.map((tensor) => rowsOf(tensor, i, i + 1)));
        expectTensors(
          single,
          expected.map((tensor) => rowsOf(tensor, i, i + 1)),
          tolerance,
          `row ${String(i)}`,
        );
      }
    };
  }
  return cases;
}

const load = (backend: InferenceBackend, { artifact, metadata }: BackendFixture): Promise<LoadedModel> =>
  backend.load(artifact, metadata === undefined ? {} : { metadata });

/** Loading and releasing one model again and again gives its memory back. */
async function checkMemory(
  backend: InferenceBackend,
  fixture: BackendFixture,
  residentBytes: () => number,
): Promise<void> {
  const cycle = async (): Promise<void> => {
    const model = await load(backend, fixture);
    await model.run(fixture.example);
    await model.release();
  };
  for (let i = 0; i < 20; i++) await cycle();
  const before = residentBytes();
  for (let i = 0; i < 100; i++) await cycle();
  const grown = residentBytes() - before;
  expectTrue(
    grown < 64 * 2 ** 20,
    `${fixture.name}: at most 64 MiB more after 100 cycles, received ${String(grown)} bytes`,
  );
}

/** Everything the `InferenceBackend` port promises, for each fixture. */
export function backendConformance({
  backend,
  fixtures,
  notModels,
  residentBytes,
}: BackendSubject): readonly ConformanceCase[] {
  const models = fixtures.flatMap((fixture) =>
    Object.entries(casesOf(backend, fixture)).map(([name, run]) => ({
      name: `${fixture.name}: ${name}`,
      run: async (): Promise<void> => {
        const model = await load(backend, fixture);
        try {
          await run(model);
        } finally {
          await model.release();
        }
      },
    })),
  );
  const refused = Object.entries(notModels).map(([name, bytes]) => ({
    name: `${name} is INVALID_MODEL`,
    run: () => expectEdgeError(() => backend.load({ bytes }), 'INVALID_MODEL', name),
  }));
  const memory = (residentBytes === undefined ? [] : fixtures.slice(0, 1)).map((fixture) => ({
    name: `${fixture.name}: memory is bounded over 100 cycles of load, run and release`,
    run: () => checkMemory(backend, fixture, residentBytes as () => number),
  }));
  return [...models, ...refused, ...memory];
}
