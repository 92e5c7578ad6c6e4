import type { LogFacts, Logger } from '@harper-edge/contracts';
import { destination, pino } from 'pino';

/** One JSON line per message on standard error. */
export function createPinoLogger(level: string): Logger {
  const lines = pino({ level, base: null, serializers: { error: pino.stdSerializers.err } }, destination(2));
  const write =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, facts: LogFacts = {}): void => {
      try {
        lines[method](facts, message);
      } catch (error) {
        lines[method]({ error }, `${message} (its facts could not be logged)`);
      }
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
