import { compose } from './compose.ts';
import { harper } from './harper-server.ts';
import { createHarperLogger } from './logger.ts';
import { mount } from './mount.ts';
import { readSettings } from './settings.ts';

const garbageIntervalMs = 3_600_000;

const settings = readSettings(process.env);
const logger = createHarperLogger(harper.logger);
const { workerIndex = 0, workerCount = 1 } = harper.server;
const isFirst = workerIndex === 0;
const host = compose({ settings, logger, workers: workerCount, isFirst });

harper.server.http(mount(host, settings));

// One thread is enough, and two would do no harm: collecting is idempotent.
if (isFirst) {
  const collectGarbage = (): void => {
    host.registry.collectGarbage().catch((error: unknown) => {
      logger.error('artifacts that no version names could not be collected', { error });
    });
  };
  setInterval(collectGarbage, garbageIntervalMs).unref();
  collectGarbage();
}
