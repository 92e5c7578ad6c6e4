import { inspect } from 'node:util';
import type { LogFacts, Logger } from '@harper-edge/contracts';
import type { HarperGlobals } from './harper-server.ts';

/** Harper's own log. */
export function createHarperLogger(log: HarperGlobals['logger']): Logger {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, facts?: LogFacts): void => {
      log[level]?.(facts === undefined ? message : `${message} ${show(facts)}`);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function show(facts: LogFacts): string {
  try {
    return inspect(facts, { breakLength: Infinity, depth: 6 });
  } catch {
    return '(its facts could not be logged)';
  }
}
