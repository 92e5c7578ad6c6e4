import { Readable } from 'node:stream';
import { readModelFiles } from '@harper-edge/backends/model-files';
import { createBenchmarks } from '@harper-edge/benchmark';
import { silentLogger, systemClock } from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../index.ts';
import { createShop } from '../shop/shop.ts';

/** What the backend was given to load, file by file. */
let loaded: Record<string, string>;
let api: Api;

beforeEach(() => {
  const store = createMemoryStore();
  const registry = createRegistry({ store, clock: systemClock });
  const monitoring = createMonitoring({ store, clock: systemClock, logger: silentLogger });
  const engine = createInferenceEngine({
    backends: [
      {
        framework: 'tensorflowjs',
        load: (artifact) => {
          const files = readModelFiles('bytes' in artifact ? artifact.bytes : new Uint8Array());
          loaded = Object.fromEntries(Array.from(files, ([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
          return Promise.resolve({
            metadata: { platform: 'test', inputs: [], outputs: [] },
            memoryBytes: 1,
            isWarm: true,
            run: () => Promise.resolve([]),
            release: () => Promise.resolve(),
          });
        },
      },
    ],
    readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
    clock: systemClock,
    logger: silentLogger,
  });
  api = createApi({
    registry,
    engine,
    monitoring,
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ store, clock: systemClock, rng: createSeededRng(1), logger: silentLogger }),
    clock: systemClock,
    rng: createSeededRng(1),
    logger: silentLogger,
    host: { name: 'standalone', version: '0.0.0', nodeVersion: process.version },
  });
});

type Part = readonly [part: string, fileName: string, content: string];

async function upload(version: string, parts: readonly Part[]) {
  const form = new FormData();
  for (const [part, fileName, content] of parts) form.append(part, new Blob([content]), fileName);
  for (const [name, value] of Object.entries({ modelId: 'm', version, framework: 'tensorflowjs' }))
    form.append(name, value);
  const { headers, body } = new Request('http://localhost/', { method: 'POST', body: form });
  const answer = await api.fetch(
    {
      method: 'POST',
      url: '/model/upload',
      headers,
      body: body === null ? null : Readable.fromWeb(body),
      signal: new AbortController().signal,
    },
    { name: 'test' },
  );
  return { status: answer.status, json: JSON.parse(answer.body as string) as { sha256?: string; error?: string } };
}

describe('POST /model/upload', () => {
  it('takes one file as it is', async () => {
    expect((await upload('v1', [['file', 'model.json', '{}']])).status).toBe(200);
    expect(loaded).toEqual({ '': '{}' });
  });

  it('packs several files under their names, the same in any order and under any part names', async () => {
    const files: Part[] = [
      ['file', 'model.json', '{}'],
      ['file', 'group1-shard1of2.bin', 'weights'],
      ['file', 'more/group1-shard2of2.bin', 'x'.repeat(100_000)],
    ];
    const first = await upload('v1', files);
    expect(first.status).toBe(200);
    expect(loaded).toEqual(Object.fromEntries(files.map(([, name, content]) => [name, content])));
    const again = files.map(([, name, content]): Part => [name, name, content]).reverse();
    expect(await upload('v1', again)).toMatchObject({ status: 200, json: { sha256: first.json.sha256 } });
    const answers = await Promise.all(['v2', 'v3', 'v4'].map((version) => upload(version, files)));
    expect(answers).toMatchObject(
      Array.from({ length: 3 }, () => ({ status: 200, json: { sha256: first.json.sha256 } })),
    );
  });

  it.each<[string, Part[]]>([
    ['no file', []],
    ['one file in another part', [['model.json', 'model.json', '{}']]],
    [
      'a name twice',
      [
        ['a', 'model.json', '{}'],
        ['b', 'model.json', '{}'],
      ],
    ],
    [
      'a name that leads outside',
      [
        ['file', '../model.json', '{}'],
        ['file', 'b', 'x'],
      ],
    ],
  ])('refuses %s', async (_what, parts) => {
    expect(await upload('v1', parts)).toMatchObject({ status: 400, json: { code: 'INVALID_INPUT' } });
  });
});
