import { createOnnxBackend } from '@harper-edge/backends/onnx';
import { embeddingFixture } from '@harper-edge/backends/testing';
import { createBenchmarks } from '@harper-edge/benchmark';
import {
  EdgeError,
  silentLogger,
  systemClock,
  type InferenceBackend,
  type LogFacts,
  type Store,
} from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { productVectorTable, shopperEventTable } from '@harper-edge/personalization';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import type { ProductFields, TenantSettings } from '@harper-edge/tenants';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi, type Api } from '../../index.ts';
import { createShop, type Shop } from '../../shop/shop.ts';

/** Texts the model was given, call by call, and what makes it wait or fail. */
interface Model {
  calls: number[];
  wait: Promise<void>;
  failure: EdgeError | undefined;
}

/** The real backend; "red" is (1, 0), "green tent" (0, 1), words it does not know (6, 8). */
function watched(model: Model): InferenceBackend {
  const real = createOnnxBackend();
  return {
    ...real,
    load: async (...args) => {
      const loaded = await real.load(...args);
      return {
        ...loaded,
        run: async (inputs, options) => {
          model.calls.push(inputs[0]?.shape[0] ?? 0);
          await model.wait;
          if (model.failure !== undefined) throw model.failure;
          return loaded.run(inputs, options);
        },
      };
    },
  };
}

interface Hosted {
  readonly api: Api;
  readonly shop: Shop;
}

const settled = Promise.resolve();
let model: Model;
let store: Store;
let logged: { message: string; facts: LogFacts }[];
let api: Api;
let shop: Shop;

function start(on: Store): Hosted {
  const logger = {
    ...silentLogger,
    warn: (message: string, facts: LogFacts = {}) => void logged.push({ message, facts }),
  };
  const shared = { clock: systemClock, logger };
  const registry = createRegistry({ store: on, clock: systemClock });
  const rng = createSeededRng(1);
  const started = createShop({ ...shared, store: on, rng });
  return {
    shop: started,
    api: createApi({
      ...shared,
      registry,
      engine: createInferenceEngine({
        ...shared,
        backends: [watched(model)],
        readArtifact: async (version) => ({ bytes: await registry.readArtifact(version) }),
      }),
      monitoring: createMonitoring({ store: on, ...shared }),
      benchmarks: createBenchmarks({ store: on }),
      shop: started,
      rng,
      host: { name: 'standalone', version: '0', nodeVersion: '0' },
    }),
  };
}

const red: ProductFields = {
  productId: 'red-shoe',
  name: 'Red',
  description: '',
  category: '',
  activities: [],
  seasons: [],
  experienceLevels: [],
  price: 20,
  cost: 7,
};
const tent: ProductFields = { ...red, productId: 'green-tent', name: 'Green tent', price: 300 };
const blank: ProductFields = { ...red, productId: 'blank', name: '' };

const put = (tenantId: string, settings: Partial<TenantSettings>) =>
  shop.tenants.put(tenantId, { name: tenantId, cache: { hotMs: 0, warmMs: 0 }, ...settings });

beforeEach(async () => {
  model = { calls: [], wait: settled, failure: undefined };
  logged = [];
  store = createMemoryStore();
  ({ api, shop } = start(store));
  const { artifact } = embeddingFixture();
  const modelBlob = Buffer.from('bytes' in artifact ? artifact.bytes : []).toString('base64');
  for (const modelId of ['words', 'words-2']) {
    const uploaded = await call('/Model', { modelId, version: 'v1', framework: 'onnx', modelBlob });
    expect(uploaded.status).toBe(200);
  }
  await put('shop', { embeddingModel: 'words' });
  await shop.products.put('shop', [red, tent, blank]);
  model.calls = [];
});

/** What the tests read of an answer. */
interface Answered {
  readonly products: readonly {
    readonly id: string;
    readonly personalizedScore: number;
    readonly explanation?: readonly { readonly name: string; readonly value: number; readonly why: string }[];
  }[];
  readonly personalized: boolean;
  readonly reason?: string;
  readonly model: string | null;
  readonly experiment?: { readonly experimentId: string; readonly variant: string };
}

interface Sent {
  readonly user?: string | null;
  readonly method?: string;
  readonly host?: Api;
}

async function call(url: string, json?: unknown, { user = 'sarah', method = 'POST', host = api }: Sent = {}) {
  const { status, headers, body } = await host.fetch(
    {
      method,
      url,
      headers: new Headers({ 'content-type': 'application/json', ...(user !== null && { 'x-user-id': user }) }),
      body: json === undefined ? null : new Blob([JSON.stringify(json)]).stream(),
      signal: new AbortController().signal,
    },
    { name: 'test', isAdmin: true },
  );
  return { status, cache: headers['x-cache'], body: JSON.parse(body as string) as Answered };
}

const personalize = (body: object, options?: Sent & { tenant?: string }) =>
  call(`/api/${options?.tenant ?? 'shop'}/personalize`, body, options);
const idsOf = ({ body }: { readonly body: Answered }): readonly string[] => body.products.map(({ id }) => id);
const purchased = (productId: string, rest: { id?: string; user?: string; days?: number } = {}) =>
  shop.shoppers.record({
    id: rest.id ?? `${productId}-${rest.user ?? 'tom'}`,
    tenantId: 'shop',
    userId: rest.user ?? 'tom',
    productId,
    type: 'purchased',
    value: 1,
    timestamp: systemClock.nowMs() - (rest.days ?? 0) * 86_400_000,
  });

describe('POST /api/:tenant/personalize', () => {
  it('puts first what is like the query, with scores and the fields of the product but not its cost', async () => {
    const { status, body } = await personalize({
      products: ['red-shoe', 'blank', 'green-tent'],
      userContext: { activityType: 'tent' },
    });
    expect([status, body]).toMatchObject([
      200,
      {
        personalized: true,
        model: 'words:v1',
        requestId: expect.any(String) as string,
        responseTimeMs: expect.any(Number) as number,
      },
    ]);
    expect(body.reason).toBeUndefined();
    expect(idsOf({ body })).toEqual(['green-tent', 'blank', 'red-shoe']);
    const [first, second, third] = body.products;
    expect(first).toEqual({
      id: 'green-tent',
      name: 'Green tent',
      description: '',
      category: '',
      activities: [],
      seasons: [],
      experienceLevels: [],
      price: 300,
      personalizedScore: expect.any(Number) as number,
    });
    // "tent" is [CLS] tent [SEP] = (0, 9): (0, 1) at length 1, so the cosines are 1 and 0.
    expect(first?.personalizedScore).toBeCloseTo(1, 5);
    expect(second?.personalizedScore).toBeCloseTo(0.5, 5);
    expect(third?.personalizedScore).toBeCloseTo(0.5, 5);
  });

  it('ranks the whole catalogue, up to the limit', async () => {
    expect(idsOf(await personalize({ userContext: { query: 'red' } }))).toEqual(['red-shoe', 'blank', 'green-tent']);
    expect(idsOf(await personalize({ userContext: { query: 'red' }, limit: 1 }))).toEqual(['red-shoe']);
  });

  it('ranks products it has never seen, and gives back what they came with', async () => {
    const products = [
      { id: 'x', name: 'red', sku: 7, personalizedScore: 'mine' },
      { id: 'y', description: 'Green tent', price: 0.01 },
      { id: 'z' },
    ];
    const { body } = await personalize({ products, userContext: { query: 'tent' } });
    expect(body.products).toEqual([
      { id: 'y', description: 'Green tent', price: 0.01, personalizedScore: 1 },
      { id: 'x', name: 'red', sku: 7, personalizedScore: 0.5 },
      { id: 'z', personalizedScore: 0.5 },
    ]);
  });

  it('explains each score by parts that add up to it', async () => {
    const asked = {
      products: ['red-shoe'],
      userContext: { query: 'red', season: 'Fall', priceRange: { max: 10 } },
      explain: true,
    };
    const { body } = await personalize(asked);
    const [{ personalizedScore, explanation = [] } = { personalizedScore: NaN }] = body.products;
    expect(explanation.map(({ name }) => name)).toEqual(['similarity', 'season', 'price']);
    const sum = explanation.reduce((total, { value }) => total + value, 0);
    expect(sum).toBeCloseTo(personalizedScore, 5);
    expect(explanation[1]?.why).toBe('for all year; it is autumn');
    expect(explanation[2]?.why).toBe('costs 20; the shopper looks for 0 to 10');
  });

  it('follows what the shopper did before, and does not offer what was just bought', async () => {
    await call('/api/shop/shoppers/events', { productId: 'green-tent', type: 'viewed' });
    const viewed = await personalize({ userContext: {} });
    expect([viewed.body.personalized, idsOf(viewed)[0]]).toEqual([true, 'green-tent']);
    await purchased('green-tent', { user: 'sarah' });
    const bought = await personalize({ userContext: { query: 'tent' }, explain: true });
    expect(idsOf(bought).at(-1)).toBe('green-tent');
    expect(bought.body.products.at(-1)).toMatchObject({ personalizedScore: expect.closeTo(0, 3) as number });
    expect(bought.body.products.at(-1)?.explanation?.at(-1)).toMatchObject({ name: 'boughtBefore' });
    // Nobody else is touched.
    expect(idsOf(await personalize({ userContext: { query: 'tent' } }, { user: 'tom' }))[0]).toBe('green-tent');
  });

  it('computes vectors once, in one call with the query, and stores them for every thread', async () => {
    const ask = (options?: Sent) => personalize({ userContext: { query: 'red' } }, options);
    const first = await ask();
    expect(model.calls).toEqual([3]);
    await ask();
    expect(model.calls).toEqual([3, 1]);
    const rows = store.table(productVectorTable);
    await vi.waitFor(async () => {
      expect((await rows.query()).rows.map(({ productId }) => productId)).toEqual(['green-tent', 'red-shoe']);
    }, 10_000);
    const other = start(store);
    expect((await ask({ host: other.api })).body.products).toEqual(first.body.products);
    expect(model.calls.at(-1)).toBe(1);
  });

  it('finds what another thread has stored since it read them', async () => {
    const other = start(store);
    const products = [{ id: 'own', name: 'red' }];
    const ask = (query: string, options?: Sent) => personalize({ products, userContext: { query } }, options);
    // Both know the table as it was: empty.
    await personalize({ products: ['red-shoe'], userContext: { query: 'red' } }, { host: other.api });
    await ask('red');
    await vi.waitFor(async () => {
      expect((await store.table(productVectorTable).query()).rows).toHaveLength(2);
    }, 10_000);
    model.calls = [];
    expect((await ask('tent', { host: other.api })).body.personalized).toBe(true);
    expect(model.calls).toEqual([1]);
  });

  it('computes them again when the text or the model changes, and only those', async () => {
    const ask = () => personalize({ userContext: { query: 'red' } });
    await ask();
    await shop.products.put('shop', [
      { ...tent, name: 'Red tent' },
      { ...red, price: 21 },
    ]);
    await ask();
    await put('shop', { embeddingModel: 'words-2' });
    expect((await ask()).body.model).toBe('words-2:v1');
    expect(model.calls).toEqual([3, 2, 3]);
  });

  it('embeds a large list in calls of 256 texts, and the next time only the query', async () => {
    const products = Array.from({ length: 600 }, (_, i) => ({ id: `p${i}`, name: i % 2 === 0 ? 'red' : `tent ${i}` }));
    const ask = () => personalize({ products, userContext: { query: 'red' }, timeoutMs: 60_000 });
    expect((await ask()).body.products).toHaveLength(600);
    expect(model.calls).toEqual([256, 256, 89]);
    await ask();
    expect(model.calls).toEqual([256, 256, 89, 1]);
  });

  it('embeds no product twice for those who ask at the same time', async () => {
    const ask = (query: string) => personalize({ userContext: { query } });
    const all = await Promise.all([ask('red'), ask('tent'), ask('green')]);
    expect(all.map(({ body }) => body.personalized)).toEqual([true, true, true]);
    // The queries of those who waited may run together.
    expect(model.calls.reduce((sum, texts) => sum + texts, 0)).toBe(3 + 2);
  });

  it('spreads texts with diversity', async () => {
    const products = ['a', 'b'].map((id) => ({ id, name: 'red' })).concat([{ id: 'c', name: 'green tent' }]);
    const ask = async (diversity: number) =>
      idsOf(await personalize({ products, userContext: { query: 'red' }, diversity }));
    expect(await ask(0)).toEqual(['a', 'b', 'c']);
    expect(await ask(0.9)).toEqual(['a', 'c', 'b']);
  });

  it('answers from the cache until catalogue, model or history change', async () => {
    await put('shop', { embeddingModel: 'words', cache: { hotMs: 60_000, warmMs: 60_000 } });
    const ask = async (options?: Sent) => (await personalize({ userContext: { query: 'red' } }, options)).cache;
    expect([await ask(), await ask(), await ask({ user: 'tom' })]).toEqual(['miss', 'hit-hot', 'hit-hot']);
    await call('/api/shop/shoppers/events', { productId: 'green-tent', type: 'viewed' });
    expect([await ask(), await ask(), await ask({ user: 'tom' })]).toEqual(['miss', 'hit-hot', 'hit-hot']);
    await call('/api/shop/shoppers/events', { productId: 'red-shoe', type: 'viewed' });
    expect([await ask(), await ask()]).toEqual(['miss', 'hit-hot']);
    await shop.products.put('shop', [{ ...red, price: 30 }]);
    expect([await ask(), await ask()]).toEqual(['miss', 'hit-hot']);
    await put('shop', { embeddingModel: 'words-2', cache: { hotMs: 60_000, warmMs: 60_000 } });
    expect([await ask(), await ask()]).toEqual(['miss', 'hit-hot']);
  });
});

describe('without what it needs, personalize', () => {
  const sold = async (): Promise<void> => {
    await purchased('green-tent');
    await purchased('green-tent', { user: 'kim', days: 1 });
    await purchased('red-shoe', { user: 'kim', days: 30 });
  };

  it.each([
    ['no context and no history', {}, {}, 'coldStart', 'words:v1'],
    ['no model', { embeddingModel: null }, { query: 'red' }, 'noModel', null],
    ['a model that is not there', { embeddingModel: 'nowhere' }, { query: 'red' }, 'modelNotFound', null],
  ])('answers by popularity: %s', async (_name, settings, userContext, reason, modelId) => {
    await sold();
    await put('shop', { embeddingModel: 'words', ...settings });
    const { status, body } = await personalize({ userContext });
    expect([status, body]).toMatchObject([200, { personalized: false, reason, model: modelId }]);
    expect(idsOf({ body })).toEqual(['green-tent', 'red-shoe', 'blank']);
    const [first, second, third] = body.products.map((one) => one.personalizedScore);
    expect([first, third]).toEqual([1, 0]);
    // By hand: 1 + 2^(-1/30) purchases of one against 2^-1 of the other.
    expect(second).toBeCloseTo(0.5 / (1 + 2 ** (-1 / 30)), 4);
  });

  it.each([
    ['MODEL_FAILED', 'modelFailed'],
    ['UNAVAILABLE', 'modelBusy'],
  ] as const)(
    'answers by popularity when the model fails with %s, says so, logs it, and is itself again after',
    async (code, reason) => {
      model.failure = new EdgeError(code, 'not now');
      await put('shop', { embeddingModel: 'words', cache: { hotMs: 60_000, warmMs: 60_000 } });
      const ask = () => personalize({ userContext: { query: 'red' } });
      expect((await ask()).body).toMatchObject({ personalized: false, reason });
      expect((await ask()).body).toMatchObject({ personalized: false, reason });
      expect(logged).toMatchObject([
        { message: 'the model of personalize did not answer', facts: { tenantId: 'shop' } },
      ]);
      model.failure = undefined;
      expect((await ask()).body).toMatchObject({ personalized: true });
      const [metric] = shop.personalize.outcomes.metrics();
      expect(metric?.samples).toEqual([
        { labels: { tenant: 'shop', outcome: reason }, value: 2 },
        { labels: { tenant: 'shop', outcome: 'personalized' }, value: 1 },
      ]);
    },
  );

  it('does not wait for a slow model, and has its vectors the next time', async () => {
    let release = (): void => undefined;
    model.wait = new Promise((resolve) => (release = resolve));
    const late = await personalize({ userContext: { query: 'red' }, timeoutMs: 20 });
    expect(late.body).toMatchObject({ personalized: false, reason: 'modelTooLate' });
    release();
    model.wait = settled;
    await vi.waitFor(async () => {
      expect((await store.table(productVectorTable).query()).rows).toHaveLength(2);
    }, 10_000);
    expect((await personalize({ userContext: { query: 'red' } })).body.personalized).toBe(true);
    expect(model.calls).toEqual([3, 1]);
  });

  it('does not let lists of new products wait behind each other without end', async () => {
    let release = (): void => undefined;
    model.wait = new Promise((resolve) => (release = resolve));
    const ask = (i: number) =>
      personalize({ products: [{ id: `new-${i}`, name: 'red' }], userContext: { query: `red ${i}` }, timeoutMs: 50 });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => ask(i)));
    release();
    const reasons = answers.map(({ body }) => body.reason).sort();
    expect(reasons).toEqual([...Array<string>(2).fill('modelBusy'), ...Array<string>(8).fill('modelTooLate')]);
  });

  it('answers an empty list and an empty catalogue with nothing', async () => {
    const nothing = { products: [], personalized: false, reason: 'noProducts' };
    expect((await personalize({ products: [], userContext: { query: 'red' } })).body).toMatchObject(nothing);
    await put('empty', { embeddingModel: 'words' });
    expect((await personalize({ userContext: { query: 'red' } }, { tenant: 'empty' })).body).toMatchObject(nothing);
  });

  it('answers without the history when it cannot be read', async () => {
    const broken: Store = {
      ...store,
      table: (definition) => {
        const table = store.table(definition);
        const fail = () => Promise.reject(new EdgeError('UNAVAILABLE', 'the disk is away'));
        return definition.name === shopperEventTable.name ? { ...table, query: fail } : table;
      },
    };
    const other = start(broken);
    const { status, body } = await personalize({ userContext: { query: 'red' } }, { host: other.api });
    expect([status, body.personalized, idsOf({ body })[0]]).toEqual([200, true, 'red-shoe']);
    expect(logged.map(({ message }) => message).sort()).toEqual([
      'the history of a shopper was not read',
      'the popularity of products was not read',
    ]);
  });
});

describe('personalize in an experiment', () => {
  const models = { plain: null, clever: 'words' };
  beforeEach(async () => {
    await put('shop', { embeddingModel: 'words-2', personalizeExperiment: { experimentId: 'test', models } });
  });

  it('ranks by the model of the variant, the same for the same shopper', async () => {
    const variants = [{ id: 'plain', weight: 50 }, { id: 'clever', weight: 50 }];
    await shop.experiments.of('shop').createExperiment('test', { variants });
    const seen = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const ask = () => personalize({ userContext: { query: 'red' } }, { user: `user-${i}` });
      const [{ body }, again] = [await ask(), await ask()];
      const variant = body.experiment?.variant ?? '';
      seen.add(variant);
      expect(again.body.experiment).toEqual({ experimentId: 'test', variant });
      const expected = variant === 'plain' ? [false, 'noModel', null] : [true, undefined, 'words:v1'];
      expect([body.personalized, body.reason, body.model]).toEqual(expected);
    }
    expect([...seen].sort()).toEqual(['clever', 'plain']);
  });

  it('goes on with the model of the tenant when there is no such experiment, and logs it', async () => {
    const { status, body } = await personalize({ userContext: { query: 'red' } });
    expect([status, body.personalized, body.model, body.experiment]).toEqual([200, true, 'words-2:v1', undefined]);
    expect(logged).toMatchObject([{ message: 'the experiment of personalize assigned nobody' }]);
  });
}); // prettier-ignore

describe('personalize refuses', () => {
  it.each<[string, object, number, string]>([
    ['products that are no list', { products: 'red-shoe' }, 400, 'products'],
    ['numbers', { products: ['red-shoe', 7] }, 400, 'body.products.1: expected the id of a product, or an object'],
    ['null', { products: [null] }, 400, 'body.products.0'],
    ['an object without an id', { products: [{ name: 'x' }] }, 400, 'body.products.0'],
    ['an id of another form', { products: ['a/b'] }, 400, 'body.products.0'],
    ['a price of 0', { products: [{ id: 'x', price: 0 }] }, 400, 'price'],
    ['a price below 0', { products: [{ id: 'x', price: -1 }] }, 400, 'price'],
    ['a price that is a word', { products: [{ id: 'x', price: '5' }] }, 400, 'price'],
    ['an id twice', { products: ['red-shoe', { id: 'red-shoe' }] }, 400, 'expected each id once, received \\"red-shoe\\" twice'],
    ['10,001 products', { products: Array.from({ length: 10_001 }, (_, i) => `p${i}`) }, 400, '10000'],
    ['unknown ids, by name', { products: ['red-shoe', 'p1', 'p2'] }, 404, 'the catalogue has no \\"p1\\", \\"p2\\"'],
    ['a number as activity', { userContext: { activityType: 5 } }, 400, 'userContext.activityType'],
    ['a context that is a text', { userContext: 'hiking' }, 400, 'userContext'],
    ['a price range upside down', { userContext: { priceRange: { min: 5, max: 4 } } }, 400, 'priceRange'],
    ['diversity above 1', { diversity: 1.5 }, 400, 'diversity'],
    ['a limit of 0', { limit: 0 }, 400, 'limit'],
    ['no time at all', { timeoutMs: 0 }, 400, 'timeoutMs'],
  ])('%s', async (_name, body, status, message) => {
    const answer = await personalize(body);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringContaining(message)]);
    expect(model.calls).toEqual([]);
  }); // prettier-ignore

  it('who does not say for whom, and an unknown tenant', async () => {
    expect((await personalize({}, { user: null })).status).toBe(400);
    expect((await personalize({}, { user: 'a b' })).status).toBe(400);
    expect((await personalize({}, { tenant: 'nobody' })).status).toBe(404);
  });

  it("another tenant's products, and keeps vectors and histories apart", async () => {
    await put('bikes', { embeddingModel: 'words' });
    await shop.products.put('bikes', [{ ...red, productId: 'bell', name: 'Green tent' }]);
    expect((await personalize({ products: ['red-shoe'] }, { tenant: 'bikes' })).status).toBe(404);
    await call('/api/shop/shoppers/events', { productId: 'red-shoe', type: 'viewed' });
    expect((await personalize({}, { tenant: 'bikes' })).body.reason).toBe('coldStart');
    const answer = await personalize({ products: [{ id: 'red-shoe', name: 'green tent' }], userContext: { query: 'tent' } }, { tenant: 'bikes' });
    expect(answer.body.products[0]?.personalizedScore).toBeCloseTo(1, 5);
    expect((await personalize({ products: ['red-shoe'], userContext: { query: 'red' } })).body.products[0]?.personalizedScore).toBeCloseTo(1, 5);
  }); // prettier-ignore
});

describe('POST /api/:tenant/shoppers/events', () => {
  const record = (json: unknown, options?: Sent) => call('/api/shop/shoppers/events', json, options);

  it('records one or many, each id once', async () => {
    const viewed = { id: 'e1', productId: 'red-shoe', type: 'viewed', timestamp: '2026-01-31T00:00:00Z' };
    const rated = { id: 'e2', productId: 'green-tent', type: 'rated', value: 4, userId: 'tom', timestamp: 5 };
    expect((await record(viewed)).body).toEqual({ recorded: 1, duplicates: 0 });
    expect((await record([viewed, rated])).body).toEqual({ recorded: 1, duplicates: 1 });
    expect(await shop.shoppers.recent('shop', 'sarah', 5)).toMatchObject([
      { id: 'shop/e1', type: 'viewed', value: null, timestamp: Date.UTC(2026, 0, 31) },
    ]);
    expect(await shop.shoppers.recent('shop', 'tom', 5)).toMatchObject([{ type: 'rated', value: 4, timestamp: 5 }]);
  });

  it.each<[string, object, number]>([
    ['an unknown product', { productId: 'p1', type: 'viewed' }, 404],
    ['a purchase', { productId: 'red-shoe', type: 'purchased' }, 400],
    ['no stars', { productId: 'red-shoe', type: 'rated' }, 400],
    ['six stars', { productId: 'red-shoe', type: 'rated', value: 6 }, 400],
    ['a time to come', { productId: 'red-shoe', type: 'viewed', timestamp: 9e12 }, 400],
    ['no events', [], 400],
    ['an id twice', [{ id: 'a', productId: 'red-shoe', type: 'viewed' }, { id: 'a', productId: 'blank', type: 'viewed' }], 400],
  ])('refuses %s, and then writes none of them', async (_name, bad, status) => {
    const fine = { productId: 'red-shoe', type: 'viewed' };
    const given = Array.isArray(bad) && bad.length === 0 ? bad : [fine, ...[bad].flat()];
    expect((await record(given)).status).toBe(status);
    expect(await shop.shoppers.recent('shop', 'sarah', 5)).toEqual([]);
  }); // prettier-ignore

  it('wants to know of whom', async () => {
    expect((await record({ productId: 'red-shoe', type: 'viewed' }, { user: null })).status).toBe(400);
  });
});

describe('DELETE /api/:tenant/shoppers/:userId', () => {
  it('forgets a shopper; what is not known is 404', async () => {
    await call('/api/shop/shoppers/events', { productId: 'red-shoe', type: 'viewed' }, { user: 'a@b.example' });
    const forget = (user: string) =>
      call(`/api/shop/shoppers/${encodeURIComponent(user)}`, undefined, { method: 'DELETE' });
    expect((await forget('a@b.example')).body).toEqual({ userId: 'a@b.example', removed: 1 });
    expect((await forget('a@b.example')).status).toBe(404);
    expect((await forget('a b')).status).toBe(400);
  });
});
