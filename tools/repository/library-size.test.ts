import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const mostBytes = 40_000;

describe('the libraries that run in browsers and edge workers', () => {
  it.each([
    'drift/src',
    'drift/src/multivariate',
    'drift/src/performance',
    'drift/src/quality',
    'ab-testing/src',
    'ab-testing/src/analyses',
    'pricing/src',
  ])('%s takes no more than 40 kB minified', async (entry) => {
    const { outputFiles } = await build({
      entryPoints: [join(root, 'libs', entry, 'index.ts')],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      // What the entry itself takes. The numerics of @harper-edge/stats come by the function.
      external: ['@harper-edge/*'],
      write: false,
    });
    expect(outputFiles[0]?.contents.length).toBeGreaterThan(0);
    expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(mostBytes);
  });
});
