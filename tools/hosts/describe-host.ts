import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeBadInput } from './bad-input.ts';
import { describeDurability } from './durability.ts';
import type { RunningHost, StartHost } from './running-host.ts';
import { describeSharedModels } from './shared-models.ts';
import { describeWalkThrough } from './walk-through.ts';

/** The one suite every host passes, over real HTTP. */
export function describeHost(name: string, start: StartHost): void {
  describe(name, () => {
    let dataDir: string;
    let running: RunningHost | undefined;
    const host = (): RunningHost => {
      if (running === undefined) throw new Error(`${name} is not running`);
      return running;
    };

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-host-'));
      running = await start({ dataDir });
    });
    afterAll(async () => {
      await running?.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    });

    describeWalkThrough(host);
    describeSharedModels(host);
    describeBadInput(host);
    describeDurability({
      host,
      restart: async () => {
        running = await start({ dataDir });
      },
    });
  });
}
