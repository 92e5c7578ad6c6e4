import type { ExitCode } from './exit-codes.ts';

/** A failure whose message is all there is to say: one line, with the next step. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** Wrong usage: an argument, option, setting or file that cannot be what was meant. */
export const usageError = (message: string, cause?: unknown): CliError => new CliError('usage', message, cause);
