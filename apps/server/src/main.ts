import { createPinoLogger } from './logger.ts';
import { serve } from './serve.ts';
import { readSettings } from './settings.ts';

try {
  const settings = readSettings(process.env);
  const logger = createPinoLogger(settings.logLevel);
  const server = await serve(settings, logger);
  logger.info('serving', { url: server.url });
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal means now.
    if (stopping) process.exit(1);
    stopping = true;
    logger.info('stopping', { signal });
    server.stop().then(
      () => {
        process.exit(0);
      },
      (error: unknown) => {
        logger.error('could not stop cleanly', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  process.stderr.write(`harper-edge-ai: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
