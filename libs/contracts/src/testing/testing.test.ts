import { describe, expect, it } from 'vitest';
import {
  EdgeError,
  createSystemRng,
  systemClock,
  type BlobStore,
  type InferenceBackend,
  type LoadedModel,
} from '../index.ts';
import {
  backendConformance,
  blobStoreConformance,
  clockConformance,
  createFakeClock,
  createMemoryModelSource,
  createSeededRng,
  failingCases,
  loggerConformance,
  modelSourceConformance,
  rngConformance,
  tableConformance,
  type BackendFixture,
  type ConformanceRow,
} from './index.ts';

/** Every suite must pass what keeps the port's promise, and fail what breaks it. Here are the broken ones. */

describe('clock, rng and logger suites', () => {
  it('pass the ones we ship', async () => {
    expect(await failingCases(clockConformance(systemClock))).toEqual([]);
    expect(await failingCases(clockConformance(createFakeClock()))).toEqual([]);
    expect(await failingCases(rngConformance(createSystemRng()))).toEqual([]);
    expect(await failingCases(rngConformance(createSeededRng(1)))).toEqual([]);
  });

  it('fail a clock in seconds that goes back', async () => {
    let now = 1_700_000_000;
    expect(await failingCases(clockConformance({ nowMs: () => now, monotonicMs: () => now-- }))).toHaveLength(2);
  });

  it('fail numbers that are out of range, uneven or correlated', async () => {
    expect(await failingCases(rngConformance({ next: () => 1 }))).toContain('numbers lie in [0, 1)');
    const rng = createSeededRng(2);
    expect(await failingCases(rngConformance({ next: () => rng.next() ** 1.1 }))).toContain(
      'numbers are spread evenly: chi-square over 20 bins',
    );
    let last = 0;
    const walk = { next: () => (last = (last + 0.001) % 1) };
    expect(await failingCases(rngConformance(walk))).toEqual([
      'one number says nothing about the next: correlation of neighbours',
    ]);
  });

  it('fail a logger that throws on what it cannot serialise', async () => {
    const write = (_message: string, facts?: object): void => void JSON.stringify(facts ?? {});
    expect(
      await failingCases(loggerConformance({ debug: write, info: write, warn: write, error: write })),
    ).toHaveLength(4);
  });
});

describe('model source suite', () => {
  const files = { 'model.onnx': new Uint8Array([1, 2, 3, 4]), 'sub/tokenizer.json': new Uint8Array([5]) };
  const source = createMemoryModelSource({ 'org/model': files });
  const subject = { source, reference: 'org/model', files, unknownReference: 'org/none' };

  it('passes the one in memory', async () => {
    expect(await failingCases(modelSourceConformance(subject))).toEqual([]);
  });

  it('fails one that ignores the offset and follows any path', async () => {
    const broken = { ...source, open: (reference: string) => source.open(reference, 'model.onnx') };
    expect(await failingCases(modelSourceConformance({ ...subject, source: broken }))).toHaveLength(3);
  });
});

describe('table suite', () => {
  it('fails a table that knows neither conditions nor conditional writes', async () => {
    const open = () => {
      const rows = new Map<string, ConformanceRow>();
      return Promise.resolve({
        get: (id: string) => Promise.resolve(rows.get(id)),
        put: (row: ConformanceRow) => Promise.resolve(void rows.set(row.id, row)),
        batch: () => ({
          add: (row: ConformanceRow) => void rows.set(row.id, row),
          write: () => Promise.resolve(),
        }),
        patch: (id: string, changes: object) => {
          const row = { ...rows.get(id), ...changes } as ConformanceRow;
          rows.set(id, row);
          return Promise.resolve(row);
        },
        delete: (id: string) => Promise.resolve(rows.delete(id)),
        query: () => Promise.resolve({ rows: [...rows.values()] }),
      });
    };
    const failing = await failingCases(tableConformance({ open }));
    expect(failing).toContain('put ifAbsent writes once; the second is CONFLICT and changes nothing');
    expect(failing).toContain('batch adds all rows as they were when they were added, to be found by id and by index');
    expect(failing).toContain('batch refuses what cannot be a row, and adds the others');
    expect(failing).toContain('of many concurrent put ifAbsent exactly one wins');
    expect(failing).toContain('pages join to the whole result, without repeats, for every page size and sort');
    expect(failing.length).toBeGreaterThan(12);
  });
});

describe('blob store suite', () => {
  it('fails a store that shows blobs before they are whole and checks nothing', async () => {
    const open = () => {
      const blobs = new Map<string, Uint8Array[]>();
      const store: BlobStore = {
        put: async (content) => {
          const chunks: Uint8Array[] = [];
          blobs.set('a'.repeat(64), chunks);
          for await (const chunk of content) chunks.push(chunk);
          return { sha256: 'a'.repeat(64), sizeBytes: 1, storedAt: 0 };
        },
        stat: () => Promise.resolve(undefined),
        get: () => Promise.resolve(undefined),
        delete: (sha256) => Promise.resolve(blobs.delete(sha256)),
        list: async function* () {
          for (const sha256 of blobs.keys()) yield await Promise.resolve({ sha256, sizeBytes: 1, storedAt: 0 });
        },
      };
      return Promise.resolve(store);
    };
    const failing = await failingCases(blobStoreConformance({ open }));
    expect(failing).toContain('content that breaks off leaves nothing behind');
    expect(failing.length).toBeGreaterThan(9);
  });
});

describe('backend suite', () => {
  const fixture: BackendFixture = {
    name: 'double',
    artifact: { bytes: new Uint8Array([2]) },
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 1] }],
    example: [{ name: 'x', datatype: 'FP32', shape: [2, 1], data: new Float32Array([1, 2]) }],
    expected: [{ name: 'y', datatype: 'FP32', shape: [2, 1], data: new Float32Array([2, 4]) }],
    tolerance: 0,
    batchable: true,
  };

  it('fails a backend that answers anything to anything, also after release', async () => {
    const model: LoadedModel = {
      metadata: { platform: 'x_x', inputs: fixture.inputs, outputs: fixture.outputs },
      memoryBytes: 0,
      run: () => Promise.resolve(fixture.expected),
      release: () => Promise.resolve(),
    };
    const backend: InferenceBackend = { framework: 'onnx', load: () => Promise.resolve(model) };
    const failing = await failingCases(
      backendConformance({ backend, fixtures: [fixture], notModels: { text: new Uint8Array([9]) } }),
    );
    expect(failing).toContain('double: a batch of n equals n single rows');
    expect(failing).toContain('double: release waits for the runs under way, and later runs are UNAVAILABLE');
    expect(failing).toContain('text is INVALID_MODEL');
    expect(failing.length).toBeGreaterThan(7);
  });
});

describe('EdgeError', () => {
  it('keeps its cause and its facts apart from the message', () => {
    const cause = new Error('inner');
    const error = new EdgeError('UNAVAILABLE', 'the store does not answer', { cause, table: 'Model' });
    expect([error.cause, error.facts, error.retryable]).toEqual([cause, { table: 'Model' }, true]);
  });
});
