import { createBenchmarks } from '@harper-edge/benchmark';
import { EdgeError, silentLogger, systemClock, type InferenceBackend, type Tensor } from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../../index.ts';
import { createShop, type Shop } from '../../shop/shop.ts';

/**
 * Its artifact is JSON: the classes, and what to say of an input that holds a word; texts and pictures are both bytes to it.
 * `vectors` instead of classes makes an embedding model.
 */
interface Words {
  readonly classes?: readonly string[];
  readonly byWord?: Readonly<Record<string, readonly number[]>>;
  readonly vectors?: Readonly<Record<string, readonly number[]>>;
}

const backend: InferenceBackend = {
  framework: 'onnx',
  load: async (artifact) => {
    if (!('bytes' in artifact)) throw new EdgeError('INVALID_MODEL', 'expected bytes');
    const { classes = [], byWord, vectors } = JSON.parse(new TextDecoder().decode(artifact.bytes)) as Words;
    await Promise.resolve();
    const known = byWord ?? vectors ?? {};
    const width = byWord === undefined ? 2 : classes.length;
    const output = byWord === undefined ? { name: 'embedding' } : { name: 'probabilities', mapKeys: classes };
    return {
      metadata: {
        platform: 'test',
        inputs: [{ name: 'in', datatype: 'BYTES', shape: [-1] }],
        outputs: [{ datatype: 'FP32', shape: [-1, width], ...output }],
      },
      memoryBytes: 1_000,
      run: ([input]) => {
        const texts = (input as Extract<Tensor, { datatype: 'BYTES' }>).data.map((element) =>
          typeof element === 'string' ? element : new TextDecoder().decode(element),
        );
        if (texts.some((text) => text.includes('damaged')))
          throw new EdgeError('INVALID_INPUT', 'the image is damaged');
        const rows = texts.map(
          (text) =>
            Object.entries(known).find(([word]) => text.includes(word))?.[1] ?? new Array<number>(width).fill(0),
        );
        const data = Float32Array.from(rows.flat());
        return Promise.resolve([{ name: output.name, datatype: 'FP32', shape: [rows.length, width], data }]);
      },
      release: () => Promise.resolve(),
    };
  },
};

let api: Api;
let shop: Shop;

beforeAll(async () => {
  const store = createMemoryStore();
  const shared = { clock: systemClock, logger: silentLogger };
  const registry = createRegistry({ store, clock: systemClock });
  const readArtifact = async (model: Parameters<typeof registry.readArtifact>[0]) => ({
    bytes: await registry.readArtifact(model),
  });
  const rng = createSeededRng(1);
  shop = createShop({ ...shared, store, rng });
  api = createApi({
    ...shared,
    registry,
    engine: createInferenceEngine({ ...shared, backends: [backend], readArtifact }),
    monitoring: createMonitoring({ store, ...shared }),
    benchmarks: createBenchmarks({ store }),
    shop,
    rng,
    host: { name: 'standalone', version: '0', nodeVersion: '0' },
    limits: { maxBodyBytes: 20_000 },
  });
  const models: Readonly<Record<string, Words>> = {
    gear: { classes: ['mountain tent', 'backpack, rucksack'], byWord: { TENT: [0.75, 0.25], PACK: [0, 1] } },
    toxicity: { classes: ['fit', 'toxic'], byWord: { stupid: [0.125, 0.875], '': [0.75, 0.25] } },
    colours: { classes: ['red', 'blue'], byWord: { '': [0.5, 0.5] } },
    vectors: { vectors: { tent: [1, 0], shelter: [0.6, 0.8], '': [0, 1] } },
  };
  for (const [modelId, words] of Object.entries(models)) {
    const modelBlob = Buffer.from(JSON.stringify(words)).toString('base64');
    const uploaded = await call('/Model', { json: { modelId, version: 'v1', framework: 'onnx', modelBlob } });
    expect(uploaded.status).toBe(200);
  }
  await shop.tenants.put('shop', { name: 'Shop', imageModel: 'gear', moderationModel: 'toxicity' });
  await shop.tenants.put('near', { name: 'Near', imageModel: 'gear', embeddingModel: 'vectors' });
  await shop.tenants.put('away', { name: 'Away', imageModel: 'gear', embeddingModel: 'nowhere' });
  await shop.tenants.put('bare', { name: 'Bare' });
  await shop.tenants.put('wrong', { name: 'Wrong', imageModel: 'nowhere', moderationModel: 'colours' });
  const fields = { description: '', activities: [], seasons: [], experienceLevels: [], price: 1, cost: null };
  for (const tenant of ['shop', 'near', 'away']) {
    await shop.products.put(tenant, [
      { ...fields, productId: 'p1', name: 'Summit Tent', category: 'shelter' },
      { ...fields, productId: 'p2', name: 'Bivouac', category: 'shelter' },
      { ...fields, productId: 'p3', name: 'Haul 40', category: 'backpacks' },
    ]);
  }
});

interface Sent {
  readonly json?: unknown;
  readonly bytes?: string;
  readonly contentType?: string;
}

async function call(url: string, { json, bytes, contentType = 'application/json' }: Sent) {
  const { status, headers, body } = await api.fetch(
    {
      method: 'POST',
      url,
      headers: new Headers({ 'content-type': contentType }),
      body: new Blob([bytes ?? JSON.stringify(json)]).stream(),
      signal: new AbortController().signal,
    },
    { name: 'test', isAdmin: true },
  );
  return { status, headers, body: JSON.parse(body as string) as Record<string, unknown> };
}

const picture = { bytes: 'a TENT', contentType: 'image/jpeg' };

describe('POST recognize', () => {
  it('names what is on a picture, and finds it in the catalogue by words', async () => {
    const { status, headers, body } = await call('/api/shop/recognize', picture);
    expect([status, body]).toEqual([
      200,
      {
        model: 'gear:v1',
        labels: [
          { label: 'mountain tent', probability: 0.75 },
          { label: 'backpack, rucksack', probability: 0.25 },
        ],
        // One of the two words of "mountain tent" is in one of the two products of the category.
        categories: [
          { category: 'backpacks', score: 0.25, label: 'backpack, rucksack' },
          { category: 'shelter', score: 0.1875, label: 'mountain tent' },
        ],
        products: [
          { productId: 'p1', name: 'Summit Tent', category: 'shelter', score: 0.375, label: 'mountain tent' },
          { productId: 'p3', name: 'Haul 40', category: 'backpacks', score: 0.25, label: 'backpack, rucksack' },
        ],
        matchedBy: 'words',
      },
    ]);
    expect(headers['x-cache']).toBe('miss');
  });

  it('answers the same picture from the cache, until the catalogue changes', async () => {
    const other = { bytes: 'another TENT', contentType: 'image/png' };
    const first = await call('/api/shop/recognize', other);
    const second = await call('/api/shop/recognize', other);
    expect([first.headers['x-cache'], second.headers['x-cache']]).toEqual(['miss', 'hit-hot']);
    expect(second.body).toEqual(first.body);
    const [product] = (await shop.products.list('shop')).rows;
    if (product === undefined) throw new Error('there is no product');
    const { id: _, tenantId: __, updatedAt: ___, ...fields } = product;
    await shop.products.put('shop', [{ ...fields, description: 'changed' }]);
    expect((await call('/api/shop/recognize', other)).headers['x-cache']).toBe('miss');
    expect((await call('/api/near/recognize', other)).headers['x-cache']).toBe('miss');
  });

  it('finds it by the vectors of an embedding model too', async () => {
    // The cosine of (1, 0) and (0.6, 0.8) is 0.6: 0.75 × 0.6, where no word of "Bivouac" fits.
    const { body } = await call('/api/near/recognize?products=2', picture);
    expect(body).toMatchObject({
      matchedBy: 'embedding',
      categories: [{ category: 'shelter', score: expect.closeTo(0.45, 6) as number }, { category: 'backpacks' }],
      products: [
        { productId: 'p1', score: expect.closeTo(0.45, 6) as number },
        { productId: 'p2', score: expect.closeTo(0.45, 6) as number },
      ],
    });
  });

  it('says that it went by words where the embedding model is away, and does not keep that', async () => {
    for (let times = 0; times < 2; times++) {
      const { headers, body } = await call('/api/away/recognize', picture);
      expect([headers['x-cache'], body['matchedBy']]).toEqual(['miss', 'words']);
    }
  });

  it.each<[string, number, string, Sent]>([
    ['no image model', 404, '/api/bare/recognize', picture],
    ['a model that is not there', 404, '/api/wrong/recognize', picture],
    ['no such tenant', 404, '/api/nobody/recognize', picture],
    ['a content type that is no picture', 415, '/api/shop/recognize', { bytes: '<html>', contentType: 'text/html' }],
    ['nothing', 400, '/api/shop/recognize', { bytes: '', contentType: 'image/png' }],
    ['too much', 413, '/api/shop/recognize', { bytes: 'x'.repeat(20_001), contentType: 'image/png' }],
    ['a damaged picture', 400, '/api/shop/recognize', { bytes: 'damaged', contentType: 'image/png' }],
    ['JSON without a picture', 400, '/api/shop/recognize', { json: {} }],
    ['a limit of none', 400, '/api/shop/recognize?labels=0', picture],
    ['a form without a file', 400, '/api/shop/recognize', { bytes: '--x--\r\n', contentType: 'multipart/form-data; boundary=x' }], // prettier-ignore
  ])('refuses %s', async (_what, status, url, sent) => {
    const answered = await call(url, sent);
    expect([answered.status, answered.body]).toEqual([
      status,
      {
        error: expect.any(String) as string,
        code: expect.any(String) as string,
        requestId: expect.any(String) as string,
      },
    ]);
  });

  it('takes a picture in JSON and as the file of a form', async () => {
    const image = `TENT ${'A'.repeat(7)}`;
    expect((await call('/api/shop/recognize', { json: { image } })).status).toBe(200);
    const bytes =
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\nTENT\r\n--x--\r\n';
    expect((await call('/api/shop/recognize', { bytes, contentType: 'multipart/form-data; boundary=x' })).status).toBe(
      200,
    );
  });
});

describe('POST moderate', () => {
  const fit = {
    allowed: true,
    label: 'fit',
    confidence: 0.75,
    unfit: { label: 'toxic', probability: 0.25 },
  };
  const unfit = {
    allowed: false,
    label: 'toxic',
    confidence: 0.875,
    unfit: { label: 'toxic', probability: 0.875 },
  };

  it('judges a text', async () => {
    const { body } = await call('/api/shop/moderate', { json: { text: 'dry all night' } });
    expect(body).toEqual({
      ...fit,
      threshold: 0.5,
      model: 'toxicity:v1',
      results: [
        {
          ...fit,
          labels: [
            { label: 'fit', probability: 0.75 },
            { label: 'toxic', probability: 0.25 },
          ],
        },
      ],
    });
  });

  it('judges several, and all by the least fit', async () => {
    const { body } = await call('/api/shop/moderate', { json: { texts: ['fine', 'how stupid', 'fine'] } });
    expect(body).toMatchObject({ ...unfit, results: [fit, unfit, fit] });
  });

  it("goes by the tenant's threshold and classes", async () => {
    await shop.tenants.put('strict', {
      name: 'Strict',
      moderationModel: 'toxicity',
      moderation: { labels: ['toxic'], threshold: 0.25 },
    });
    const { body } = await call('/api/strict/moderate', { json: { text: 'dry all night' } });
    expect(body).toMatchObject({ allowed: false, label: 'toxic', confidence: 0.25, threshold: 0.25 });
  });

  it.each<[string, number, string, unknown]>([
    ['no model', 404, 'bare', { text: 'x' }],
    ['a model that knows none of the classes', 400, 'wrong', { text: 'x' }],
    ['no text', 400, 'shop', {}],
    ['an empty text', 400, 'shop', { text: ' ' }],
    ['text and texts', 400, 'shop', { text: 'x', texts: ['x'] }],
    ['no texts', 400, 'shop', { texts: [] }],
    ['too many texts', 400, 'shop', { texts: new Array(101).fill('x') }],
    ['too long a text', 400, 'shop', { text: 'x'.repeat(10_001) }],
  ])('refuses %s', async (_what, status, tenant, json) => {
    const { status: answered, body } = await call(`/api/${tenant}/moderate`, { json });
    expect([answered, Object.keys(body)]).toEqual([status, ['error', 'code', 'requestId']]);
  });
});
