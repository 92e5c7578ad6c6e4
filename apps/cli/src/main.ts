import { commands } from './commands/index.ts';
import { exitCodes } from './exit-codes.ts';
import { parseInvocation } from './program.ts';
import { createStyle } from './output/style.ts';
import { reportFailure } from './report-failure.ts';
import { version } from './version.ts';

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done.code);
  throw error;
});

const argv = process.argv.slice(2);
const isTerminal = process.stdout.isTTY;
const hasColours =
  isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb' && !argv.includes('--no-color');
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
