import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests read the sources of every workspace project, so that nothing has to be built first.
  resolve: { conditions: ['@harper-edge/source'] },
  ssr: { resolve: { conditions: ['@harper-edge/source'] } },
  test: {
    include: ['**/src/**/*.test.ts', 'tools/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: true,
    maxWorkers: 2,
  },
});
