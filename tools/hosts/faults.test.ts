import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { describeHttpFaults } from './http-faults.ts';
import { describeLoadFaults, type FaultOptions } from './load-faults.ts';
import { describeProcessFaults } from './process-faults.ts';
import type { RunningHost } from './running-host.ts';

interface FaultyHost extends FaultOptions {
  readonly start: (dataDir: string, httpPort: number) => Promise<RunningHost>;
}

const componentDir = join(import.meta.dirname, '../../dist/harper-component');

const hosts: Record<string, FaultyHost> = {
  'standalone host': {
    isOneProcess: true,
    start: (dataDir, httpPort) => startStandalone({ dataDir, httpPort, env: { EDGE_AI_LOG_LEVEL: 'error' } }),
  },
  'Harper host': {
    isOneProcess: false,
    start: (dataDir, httpPort) => startHarper({ componentDir, dataDir, httpPort, env: { EDGE_AI_ACCESS: 'open' } }),
  },
};

describe.each(Object.entries(hosts))('%s', (name, { start, isOneProcess }) => {
  let dataDir: string;
  let running: RunningHost | undefined;
  const host = (): RunningHost => {
    if (running === undefined) throw new Error(`${name} is not running`);
    return running;
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-faults-'));
    running = await start(dataDir, await freePort());
  });
  afterAll(async () => {
    await running?.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  describeHttpFaults(host, { isOneProcess });
  describeLoadFaults(host, { isOneProcess });
});

describe('standalone host under signals', describeProcessFaults);
