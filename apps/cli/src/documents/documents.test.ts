import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../commands/index.ts';
import { cliPage } from './cli-page.ts';
import { outputSchemas } from './output-schemas.ts';

const root = join(import.meta.dirname, '../../../..');
const read = (path: string) => readFile(join(root, path), 'utf8');

describe('what is made from the commands is current; after a change: npm run generate', () => {
  it('docs/cli.md', async () => {
    expect(await read('docs/cli.md')).toBe(cliPage(commands));
  });

  it('apps/cli/output.schema.json', async () => {
    expect(JSON.parse(await read('apps/cli/output.schema.json'))).toEqual(outputSchemas(commands));
  });
});
