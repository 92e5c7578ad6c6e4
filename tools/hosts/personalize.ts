import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { expectFailure } from './expectations.ts';
import { adminHeaders, call, type Answer, type RunningHost } from './running-host.ts';
import { uploadFiles, type UploadedFile } from './serve-model.ts';

interface Personalize {
  host(): RunningHost;
  /** Starts again on the same data. */
  restart(): Promise<void>;
}

const examples = join(import.meta.dirname, '../../examples');
const waitMs = 30_000;

/** The files of a model, by their paths below its folder. */
function filesOf(folder: string): readonly UploadedFile[] {
  return readdirSync(join(examples, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /[.](json|onnx)$/.test(name) && name !== 'concepts.json')
    .filter((name) => statSync(join(examples, folder, name)).isFile())
    .map((name) => ({ name, bytes: readFileSync(join(examples, folder, name)) }));
}

const gear = JSON.parse(readFileSync(join(examples, 'alpine-gear-co/products.json'), 'utf8')) as {
  readonly productId: string;
}[];

/** By hand, as examples/small-models says: "red" is (1, 0), "green tent" (0, 1). */
const colours = [
  { productId: 'red-one', name: 'Red', price: 10 },
  { productId: 'green-tent', name: 'Green tent', price: 200 },
];

/** Recommendations of a shop over HTTP, with real models. */
export function describePersonalize({ host, restart }: Personalize): void {
  const of = (path: string, tenant = 'colours'): string => `${host().url}/api/${tenant}${path}`;
  const personalize = (json: object, { tenant = 'colours', user = 'sarah', requestId = '' } = {}): Promise<Answer> => {
    const headers = { 'x-user-id': user, ...(requestId !== '' && { 'x-request-id': requestId }) };
    return call(of('/personalize', tenant), { json, headers });
  };
  const idsOf = ({ status, body }: Answer): readonly string[] => {
    expect([status, body.error]).toEqual([200, undefined]);
    return (body.products as readonly { readonly id: string }[]).map(({ id }) => id);
  };
  /** How many texts the model was given for a request. */
  const textsOf = async (requestId: string, modelId: string): Promise<readonly number[]> => {
    const { body } = await call(`${host().url}/monitoring/events?modelId=${modelId}&limit=200`);
    const events = body.events as readonly { readonly requestId: string; readonly featuresIn: { readonly text: [] } }[];
    return events.filter((event) => event.requestId === requestId).map(({ featuresIn }) => featuresIn.text.length);
  };

  describe('personalize', () => {
    beforeAll(async () => {
      const headers = adminHeaders(host());
      const done = async (answer: Promise<Answer>): Promise<void> => {
        const { status, body } = await answer;
        expect([status, body.error]).toEqual([200, undefined]);
      };
      for (const [modelId, folder] of [
        ['shop-words', 'small-models/words-to-vectors'],
        ['shop-gear', 'gear-words'],
      ] as const) {
        await done(uploadFiles(host(), { modelId, framework: 'onnx', files: filesOf(folder) }));
      }
      const tenants = { colours: 'shop-words', gear: 'shop-gear', modelless: 'no-such-model' };
      for (const [tenant, embeddingModel] of Object.entries(tenants)) {
        const json = { name: tenant, embeddingModel, cache: { hotMs: 60_000, warmMs: 60_000 } };
        await done(call(`${host().url}/tenants/${tenant}`, { method: 'PUT', json, headers }));
        const products = tenant === 'gear' ? gear : colours;
        await done(call(of('/products', tenant), { method: 'PUT', json: { products }, headers }));
      }
    });

    it('puts what is like the query first', async () => {
      const userContext = { query: 'tent' };
      const answer = await personalize({ products: ['red-one', 'green-tent'], userContext });
      expect(idsOf(answer)).toEqual(['green-tent', 'red-one']);
      expect(answer.body).toMatchObject({
        personalized: true,
        model: 'shop-words:v1',
        products: [{ name: 'Green tent', price: 200, personalizedScore: 1 }, { personalizedScore: 0.5 }],
      });
      expect(answer.headers.get('x-cache')).toMatch(/^(miss|hit-hot|hit-warm)$/);
      expect(idsOf(await personalize({ userContext: { activityType: 'red' }, limit: 1 }))).toEqual(['red-one']);
    });

    it('finds gear by what it is for', async () => {
      const top = async (userContext: object): Promise<readonly string[]> =>
        idsOf(await personalize({ userContext, limit: 5 }, { tenant: 'gear', user: 'nobody-yet' }));
      expect((await top({ query: 'shoes for running on trails' })).join(' ')).toMatch(/trail|runn/);
      expect((await top({ query: 'sleep warm in winter' })).join(' ')).toMatch(/sleep|bag|quilt|mat/);
      const whole = await personalize({ products: gear.map(({ productId }) => productId), userContext: { query: 'rope' } }, { tenant: 'gear' }); // prettier-ignore
      expect(new Set(idsOf(whole)).size).toBe(gear.length);
    });

    it('computes the vectors of a list once; afterwards a request costs the model one text', async () => {
      const products = ['red', 'green', 'tent'].map((name) => ({ id: `own-${name}`, name }));
      const first = await personalize({ products, userContext: { query: 'red' } }, { requestId: 'vectors-first' });
      expect(idsOf(first)[0]).toBe('own-red');
      await vi.waitFor(async () => {
        expect(await textsOf('vectors-first', 'shop-words')).toEqual([4]);
      }, waitMs);
      let asked = 0;
      // Other threads find what this one has stored, as soon as it is.
      await vi.waitFor(async () => {
        const requestId = `vectors-${asked++}`;
        const userContext = { query: `red ${asked}` };
        expect((await personalize({ products, userContext }, { requestId })).body.personalized).toBe(true);
        await vi.waitFor(async () => {
          expect(await textsOf(requestId, 'shop-words')).toHaveLength(1);
        }, waitMs);
        expect(await textsOf(requestId, 'shop-words')).toEqual([1]);
      }, 2 * waitMs);
    });

    it('starts with what sells, and then follows what a shopper does', async () => {
      const cold = await personalize({}, { user: 'new-here' });
      expect(cold.body).toMatchObject({ personalized: false, reason: 'coldStart', model: 'shop-words:v1' });
      expect(idsOf(cold)).toHaveLength(2);
      const event = { id: 'view-1', userId: 'new-here', productId: 'green-tent', type: 'viewed' };
      expect((await call(of('/shoppers/events'), { json: [event] })).body).toEqual({ recorded: 1, duplicates: 0 });
      expect((await call(of('/shoppers/events'), { json: event })).body).toEqual({ recorded: 0, duplicates: 1 });
      const known = async (): Promise<Answer> => personalize({}, { user: 'new-here' });
      await vi.waitFor(async () => {
        expect((await known()).body).toMatchObject({ personalized: true, products: [{ id: 'green-tent' }, {}] });
      }, waitMs);
      const removed = await call(of('/shoppers/new-here'), { method: 'DELETE', headers: adminHeaders(host()) });
      expect(removed.body).toEqual({ userId: 'new-here', removed: 1 });
      await vi.waitFor(async () => {
        expect((await known()).body).toMatchObject({ personalized: false, reason: 'coldStart' });
      }, waitMs);
    });

    it('says so where there is no model, and answers all the same', async () => {
      const { status, body } = await personalize({ userContext: { query: 'tent' } }, { tenant: 'modelless' });
      expect([status, body]).toMatchObject([200, { personalized: false, reason: 'modelNotFound', model: null }]);
      expect(body.products).toHaveLength(2);
    });

    it('refuses what it cannot rank, and says why', async () => {
      const expectRefusal = (answer: Answer, status: number, says: string): void => {
        expectFailure(answer, status, status === 404 ? 'NOT_FOUND' : 'INVALID_INPUT');
        expect(answer.body.error).toContain(says);
      };
      expectRefusal(await personalize({}, { tenant: 'nobody' }), 404, 'nobody');
      expectRefusal(await call(of('/personalize'), { json: {} }), 400, 'X-User-ID');
      expectRefusal(await personalize({ products: ['red-one', 'gone'] }), 404, '"gone"');
      expectRefusal(await personalize({ products: ['red-one', 'red-one'] }), 400, '"red-one" twice');
      expectRefusal(await personalize({ products: [{ id: 'x', price: 0 }] }), 400, 'price');
      expect((await personalize({ products: [] })).body).toMatchObject({ products: [], reason: 'noProducts' });
    });

    it('ranks 10,000 products', async () => {
      const products = Array.from({ length: 10_000 }, (_, i) => ({ id: `many-${i}`, name: ['red', 'tent'][i % 2] }));
      await vi.waitFor(async () => {
        const answer = await personalize({ products, userContext: { query: 'tent' }, timeoutMs: 20_000 });
        expect([idsOf(answer).length, answer.body.personalized]).toEqual([10_000, true]);
        expect(answer.body.products[4_999]).toMatchObject({ personalizedScore: 1 });
        expect(answer.body.products[5_000]).toMatchObject({ personalizedScore: 0.5 });
      }, 3 * waitMs);
    });

    it('answers the same after a crash, from the vectors it has stored', async () => {
      // Each is another request, which no cache knows.
      const ask = (requestId: string, limit: number): Promise<Answer> =>
        personalize({ userContext: { query: 'rope' }, limit }, { tenant: 'gear', requestId });
      const before = await ask('crash-before', 5);
      expect(before.body.personalized).toBe(true);
      await host().kill();
      await restart();
      const after = await ask('crash-after', 6);
      expect(idsOf(after).slice(0, 5)).toEqual(idsOf(before));
      await vi.waitFor(async () => {
        expect(await textsOf('crash-after', 'shop-gear')).toEqual([1]);
      }, waitMs);
    });
  });
}
