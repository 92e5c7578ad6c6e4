import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from './documents.ts';
import { adminHeaders, call, type RunningHost } from './running-host.ts';
import { uploadFiles, type UploadedModel } from './serve-model.ts';

const shared = join(root, '../shared');
const isThere = existsSync(join(shared, 'models')) && existsSync(join(shared, 'data/photos'));

const example = (path: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(join(root, 'examples/small-models', path)));
const filesOf = (folder: string, names: readonly string[]) =>
  names.map((name) => ({ name, bytes: example(`${folder}/${name}`) }));
const product = (productId: string, name: string, category: string) => ({ productId, name, category, description: '', price: 1 }); // prettier-ignore

/** What is on pictures, and which reviews are fit to be shown, by models of any kind. */
export function describePicturesAndReviews(host: () => RunningHost): void {
  describe('pictures and reviews of a tenant', () => {
    const put = async (path: string, json: object): Promise<void> => {
      const { status, body } = await call(`${host().url}/${path}`, {
        method: 'PUT',
        json,
        headers: adminHeaders(host()),
      });
      expect([status, body]).toMatchObject([200, {}]);
    };
    const serve = async (model: UploadedModel): Promise<void> => {
      const { status, body } = await uploadFiles(host(), model);
      expect([status, body], model.modelId).toMatchObject([200, { success: true }]);
    };
    const recognize = (tenant: string, body: Uint8Array<ArrayBuffer>, contentType = 'image/png') =>
      call(`${host().url}/api/${tenant}/recognize`, { method: 'POST', body, headers: { 'content-type': contentType } });
    const moderate = (tenant: string, json: object) => call(`${host().url}/api/${tenant}/moderate`, { json });
    const near = (value: number): number => expect.closeTo(value, 4) as number;
    const refused = (status: number, code: string) => [
      status,
      { error: expect.any(String) as string, code, requestId: expect.any(String) as string },
    ];

    beforeAll(async () => {
      await serve({
        modelId: 'shop-pictures',
        framework: 'onnx',
        files: filesOf('pictures-onnx', ['model.onnx', 'labels.txt']),
        metadata: {
          preprocessing: { image: { width: 4, height: 4 } },
          postprocessing: { activation: 'softmax', labels: 'labels.txt' },
        },
      });
      const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
      await serve({ modelId: 'shop-classes', framework: 'onnx', files: filesOf('words-to-classes', names) });
      await put('tenants/shown', {
        name: 'Shown',
        imageModel: 'shop-pictures',
        moderationModel: 'shop-classes',
        moderation: { labels: ['fresh'], threshold: 0.8 },
      });
      await put('tenants/bare', { name: 'Bare' });
      const products = [product('r', 'Reddish Jacket', 'jackets'), product('b', 'Bluish Cup', 'cups')];
      await put('api/shown/products', { products });
    });

    it('names what is on a picture, and finds it in the catalogue', async () => {
      const { status, headers, body } = await recognize('shown', example('red.png'));
      expect([status, headers.get('x-cache')]).toEqual([200, 'miss']);
      expect(body).toEqual({
        model: 'shop-pictures:v1',
        labels: [
          { label: 'reddish', probability: near(0.75) },
          { label: 'bluish', probability: near(0.25) },
        ],
        categories: [
          { category: 'jackets', score: near(0.75), label: 'reddish' },
          { category: 'cups', score: near(0.25), label: 'bluish' },
        ],
        products: [
          { productId: 'r', name: 'Reddish Jacket', category: 'jackets', score: near(0.75), label: 'reddish' },
          { productId: 'b', name: 'Bluish Cup', category: 'cups', score: near(0.25), label: 'bluish' },
        ],
        matchedBy: 'words',
      });
      // The answer does not wait until other threads can find it too.
      await vi.waitFor(async () => {
        const again = await recognize('shown', example('red.png'));
        expect([again.headers.get('x-cache'), again.body]).toEqual([expect.stringMatching(/^hit-(hot|warm)$/), body]);
      });
    });

    it('takes a picture in JSON and as the file of a form too', async () => {
      const image = Buffer.from(example('blue.png')).toString('base64');
      for (const json of [{ image }, { image: `data:image/png;base64,${image}` }]) {
        const { body } = await call(`${host().url}/api/shown/recognize?labels=1&products=1`, { json });
        expect(body).toMatchObject({ labels: [{ label: 'bluish' }], products: [{ productId: 'b' }] });
      }
      const form = new FormData();
      form.append('file', new Blob([example('blue.png')]), 'blue.png');
      const { body } = await call(`${host().url}/api/shown/recognize`, { method: 'POST', body: form });
      expect(body).toMatchObject({ labels: [{ label: 'bluish' }, {}] });
    });

    it.each<[string, string, Uint8Array<ArrayBuffer>, string, number, string]>([
      ['nothing', 'shown', new Uint8Array(), 'image/png', 400, 'INVALID_INPUT'],
      ['half a picture', 'shown', example('red.png').slice(0, 50), 'image/png', 400, 'INVALID_INPUT'],
      ['no picture', 'shown', new Uint8Array(Buffer.from('<html>')), 'image/jpeg', 400, 'INVALID_INPUT'],
      ['another type', 'shown', example('red.png'), 'application/pdf', 415, 'UNSUPPORTED_MEDIA_TYPE'],
      ['too large a picture', 'shown', new Uint8Array(16_777_217), 'image/png', 413, 'TOO_LARGE'],
      ['a picture without a model', 'bare', example('red.png'), 'image/png', 404, 'NOT_FOUND'],
    ])('refuses %s', async (_what, tenant, bytes, type, status, code) => {
      const answered = await recognize(tenant, bytes, type);
      expect([answered.status, answered.body]).toEqual(refused(status, code));
    });

    it('refuses what its model says is not fit to be shown', async () => {
      // The classes of the example: "fresh" has 16/18 for "green green", as docs/backends.md shows.
      const { status, body } = await moderate('shown', { texts: ['green green', 'red'] });
      expect([status, body]).toMatchObject([
        200,
        {
          allowed: false,
          label: 'fresh',
          confidence: near(16 / 18),
          threshold: 0.8,
          model: 'shop-classes:v1',
          results: [
            { allowed: false, label: 'fresh', unfit: { label: 'fresh', probability: near(16 / 18) } },
            { allowed: true },
          ],
        },
      ]);
      const tenants = [
        ['bare', { text: 'x' }, 404, 'NOT_FOUND'],
        ['shown', {}, 400, 'INVALID_INPUT'],
      ] as const;
      for (const [tenant, json, expectedStatus, code] of tenants) {
        const answered = await moderate(tenant, json);
        expect([answered.status, answered.body]).toEqual(refused(expectedStatus, code));
      }
    });

    describe.skipIf(!isThere)(
      `with real models${isThere ? '' : ' (skipped: the folder ../shared is not there)'}`,
      () => {
        const read = (path: string) => new Uint8Array(readFileSync(join(shared, path)));

        it('MobileNet names what is on a photo', async () => {
          const network = 'mobilenet-v2-1.0-224';
          await serve({
            modelId: 'shop-mobilenet',
            framework: 'onnx',
            files: [
              { name: 'model.onnx', bytes: read(`models/${network}/mobilenet_v2_1.0_224-int8.onnx`) },
              { name: 'labels.txt', bytes: read(`models/${network}/imagenet_labels.txt`) },
            ],
            metadata: {
              preprocessing: { image: { scale: 1, mean: 128, std: 128 } },
              postprocessing: { output: 'probabilities', labels: 'labels.txt', topK: 5 },
            },
          });
          await put('tenants/photos', { name: 'Photos', imageModel: 'shop-mobilenet' });
          const products = [product('u', 'Parade Uniform', 'clothing'), product('d', 'Hotdog Grill', 'kitchen')];
          await put('api/photos/products', { products });
          const { status, body } = await recognize('photos', read('data/photos/grace_hopper.jpg'), 'image/jpeg');
          expect([status, body]).toMatchObject([
            200,
            {
              labels: [{ label: 'military uniform' }, {}, {}, {}, {}],
              products: [{ productId: 'u', label: 'military uniform' }],
            },
          ]);
          const hotDog = await recognize('photos', read('data/photos/hot_dog.jpg'), 'image/jpeg');
          expect(hotDog.body).toMatchObject({
            products: [{ productId: 'd', score: expect.closeTo(0.93, 1) as number }],
          });
        });

        it('a linear model of toxicity judges reviews', async () => {
          const files = [{ name: 'model.onnx', bytes: read('models/toxicity-linear/toxicity-text.onnx') }];
          await serve({ modelId: 'shop-toxicity', framework: 'onnx', files });
          await put('tenants/reviews', { name: 'Reviews', moderationModel: 'shop-toxicity' });
          const texts = ['The tent kept us dry all night', 'You are a stupid idiot and I hate you'];
          const { status, body } = await moderate('reviews', { texts });
          expect([status, body]).toMatchObject([
            200,
            {
              allowed: false,
              confidence: expect.closeTo(0.9737, 3) as number,
              results: [{ allowed: true }, { allowed: false }],
            },
          ]);
        });
      },
    );
  });
}
