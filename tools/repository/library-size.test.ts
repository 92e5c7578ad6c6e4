import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const mostBytes = 40_000;

describe('the libraries that run in browsers and edge workers', () => {
  it.each(['drift', 'pricing'])('%s takes no more than 40 kB minified', async (name) => {
    const { outputFiles } = await build({
      entryPoints: [join(root, 'libs', name, 'src/index.ts')],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      // What the library itself takes: others have a line of their own here.
      external: ['@harper-edge/*'],
      write: false,
    });
    expect(outputFiles[0]?.contents.length).toBeGreaterThan(0);
    expect(outputFiles[0]?.contents.length).toBeLessThanOrEqual(mostBytes);
  });
});
