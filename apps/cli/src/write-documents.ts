// Writes what is made from the code: docs/cli.md and the published schemas. It is run by: npm run generate
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands } from './commands/index.ts';
import { cliPage } from './documents/cli-page.ts';
import { outputSchemas } from './documents/output-schemas.ts';
import { publishedProfileSchema } from './documents/profile-schema.ts';

const root = join(import.meta.dirname, '../../..');
const write = (path: string, text: string) => writeFile(join(root, path), text);
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

await write('docs/cli.md', cliPage(commands));
await write('apps/cli/output.schema.json', json(outputSchemas(commands)));
await write('profiles/profile.schema.json', json(publishedProfileSchema()));
