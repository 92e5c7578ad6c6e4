import { defineConfig } from 'vitest/config';

// Tests read the sources of every workspace project, so that nothing has to be built first.
const conditions = ['@harper-edge/source'];
const resolving = { resolve: { conditions }, ssr: { resolve: { conditions } } };
const exclude = ['**/node_modules/**', '**/dist/**'];
/** Tests that start real hosts: one file after another, on what `npm run build` made. */
const hosts = ['tools/hosts/**/*.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...resolving,
        test: {
          name: 'unit',
          include: ['libs/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: [...exclude, ...hosts],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...resolving,
        test: {
          name: 'hosts',
          include: hosts,
          exclude,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
