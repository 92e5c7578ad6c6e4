import { afterAll, beforeAll, expect, vi } from 'vitest';
import { startMisbehavingUpstream, type MisbehavingUpstream } from './misbehaving-upstream.ts';
import { describePage } from './run-page.ts';

let upstream: MisbehavingUpstream;
beforeAll(async () => {
  upstream = await startMisbehavingUpstream();
  vi.stubEnv('SHOP_SERVER', upstream.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await upstream.close();
});

describePage('docs/proxy.md', (answers) => {
  expect(answers).toMatchObject([
    { success: true, modelId: 'cape-words' },
    { id: 'cape-shop', upstream: { products: { path: '/data/items' } } },
    { success: true, added: 1 },
    { recorded: 1 },
    {
      data: {
        items: [{ title: 'Family tent', personalizedScore: expect.any(Number) as number }, { title: 'Climbing rope' }],
      },
    },
    { code: 'BAD_GATEWAY' },
  ]);
});
