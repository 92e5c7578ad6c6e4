import { commands } from './commands/index.ts';
import { exitCodes } from './exit-codes.ts';
import { parseInvocation } from './program.ts';
import { createStyle } from './output/style.ts';
import { reportFailure } from './report-failure.ts';
import { version } from './version.ts';

export interface Terminal {
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
}

/** Does what the arguments say; the process ends by itself, with the exit code set. */
export async function start(argv: readonly string[], { isTerminal, hasColours }: Terminal): Promise<void> {
  const write = (text: string): void => void process.stdout.write(text);
  const writeError = (text: string): void => void process.stderr.write(text);

  try {
    const invocation = parseInvocation(argv, { commands, version, isTerminal, hasColours, write, writeError });
    if (invocation !== undefined) {
      const { runInvocation } = await import('./run-invocation.ts');
      const exitCode = await runInvocation(invocation, createStyle({ isTerminal, hasColours }), {
        commands,
        write,
        writeError,
      });
      process.exitCode = exitCodes[exitCode].code;
    }
  } catch (error) {
    process.exitCode = exitCodes[reportFailure(error, { isJson: argv.includes('--json'), writeError })].code;
  }
}
