/** What `harper-ai help` prints, put in by tools/bundle-cli.mjs; without a bundle there is none. */
declare const __HELP__: string | undefined;

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const argv = process.argv.slice(2);
const isTerminal = process.stdout.isTTY;
const hasColours =
  isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb' && !argv.includes('--no-color');
const help = typeof __HELP__ === 'undefined' ? undefined : __HELP__;

// The help that everybody asks for first is there before anything else is loaded.
if (help !== undefined && argv.length === 1 && ['-h', '--help'].includes(argv[0] ?? '')) {
  process.stdout.write(hasColours ? help.replaceAll(/^\w+:/gm, '\u001b[1m$&\u001b[22m') : help);
} else {
  const { start } = await import('./start.ts');
  await start(argv, { isTerminal, hasColours });
}
