// Puts the example shops and their model on a host that runs: npm run seed -- http://localhost:9926
import { join } from 'node:path';
import type { Credential } from '@harper-edge/client';
import { seedExamples } from './seed-examples.ts';

const [url = 'http://localhost:9926'] = process.argv.slice(2);
const { EDGE_AI_API_KEY: apiKey, EDGE_AI_TOKEN: token, EDGE_AI_USER: user, EDGE_AI_PASSWORD: password } = process.env;

/** As the command line takes it. */
function credential(): Credential | undefined {
  if (apiKey !== undefined) return { apiKey };
  if (token !== undefined) return { token };
  return user === undefined || password === undefined ? undefined : { user, password };
}

try {
  const root = join(import.meta.dirname, '../../..');
  await seedExamples({ url, credential: credential() }, join(root, 'examples'));
  process.stdout.write(`the example shops are on ${url}\n`);
} catch (error) {
  process.stderr.write(`seed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
