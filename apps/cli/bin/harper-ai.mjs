#!/usr/bin/env node
// The installed command: starts what `npm run build` bundled, or says that it has not been built.
try {
  await import(new URL('../dist/bundle/main.js', import.meta.url).href);
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write('harper-ai: not built yet; run: npm run build\n');
  process.exitCode = 1;
}
