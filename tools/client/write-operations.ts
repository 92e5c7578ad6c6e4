// Writes the operations of the client again, after a route has changed: npm run generate
import { writeFile } from 'node:fs/promises';
import { makeOperations } from './make-operations.ts';

const [path] = process.argv.slice(2);
if (path === undefined) throw new TypeError('expected the file to write to as the argument');
await writeFile(path, makeOperations());
