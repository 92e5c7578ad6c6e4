import { join } from 'node:path';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { describeHost } from './describe-host.ts';

const componentDir = join(import.meta.dirname, '../../dist/harper-component');

describeHost('Harper host', async ({ dataDir, env = {} }) =>
  startHarper({ componentDir, dataDir, httpPort: await freePort(), env: { EDGE_AI_ACCESS: 'open', ...env } }),
);
