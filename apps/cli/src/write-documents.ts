// Writes what is made from the commands: docs/cli.md and apps/cli/output.schema.json. It is run by: npm run generate
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commands } from './commands/index.ts';
import { cliPage } from './documents/cli-page.ts';
import { outputSchemas } from './documents/output-schemas.ts';

const root = join(import.meta.dirname, '../../..');
await writeFile(join(root, 'docs/cli.md'), cliPage(commands));
await writeFile(join(root, 'apps/cli/output.schema.json'), `${JSON.stringify(outputSchemas(commands), null, 2)}\n`);
