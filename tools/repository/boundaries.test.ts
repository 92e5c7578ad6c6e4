import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

beforeAll(() => {
  // Without a project graph the rule skips itself.
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  execFileSync(process.execPath, [nx, 'show', 'projects'], { cwd: root, env: { ...process.env, NX_DAEMON: 'false' } });
});

/** What the linter says of this code, were it the content of this file. */
async function messagesOf(file: string, code: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: root });
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`);
}

describe('the boundaries between projects', () => {
  it.each([
    ['a domain lib on an adapter', 'libs/registry/src/index.ts', '@harper-edge/store/memory', 'type:domain'],
    ['a domain lib on another', 'libs/registry/src/index.ts', '@harper-edge/monitoring', 'type:domain'],
    ['a contract on anything', 'libs/contracts/src/index.ts', '@harper-edge/registry', 'Circular dependency'],
    ['an adapter on another', 'libs/store/src/memory/index.ts', '@harper-edge/backends/onnx', 'type:adapter'],
    ['the service on an adapter', 'libs/api/src/index.ts', '@harper-edge/store/memory', 'type:service'],
  ])('refuse %s', async (_name, file, imported, tag) => {
    const messages = await messagesOf(file, `export * from '${imported}';\n`);
    expect(messages.filter((message) => message.startsWith('@nx/enforce-module-boundaries'))).toEqual([
      expect.stringContaining(tag),
    ]);
  });

  it('refuse the sources of another lib instead of what it exports', async () => {
    const messages = await messagesOf('libs/registry/src/index.ts', `export * from '../../contracts/src/tensor.ts';\n`);
    expect(messages).toContainEqual(expect.stringContaining('@nx/enforce-module-boundaries'));
  });

  it('refuse node: modules in libs that run anywhere, and ambient time and chance in every lib', async () => {
    expect(await messagesOf('libs/registry/src/index.ts', `export * from 'node:path';\n`)).toContainEqual(
      expect.stringContaining('no-restricted-imports'),
    );
    expect(await messagesOf('libs/store/src/memory/index.ts', `export const now = Date.now();\n`)).toContainEqual(
      expect.stringContaining('Clock'),
    );
    expect(await messagesOf('libs/store/src/memory/index.ts', `export const chance = Math.random();\n`)).toContainEqual(
      expect.stringContaining('Rng'),
    );
  });

  it('allow what the layers allow', async () => {
    expect(
      await messagesOf('libs/registry/src/index.ts', `export { parseId } from '@harper-edge/contracts';\n`),
    ).toEqual([]);
    expect(
      await messagesOf(
        'libs/registry/src/registry.test.ts',
        `export { createMemoryStore } from '@harper-edge/store/memory';\n`,
      ),
    ).toEqual([]);
  });
});
