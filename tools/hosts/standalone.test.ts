import { freePort } from '../free-port.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { describeHost } from './describe-host.ts';

describeHost('standalone host', async ({ dataDir, env = {} }) =>
  startStandalone({ dataDir, httpPort: await freePort(), env: { EDGE_AI_LOG_LEVEL: 'error', ...env } }),
);
