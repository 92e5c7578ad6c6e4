import { CliError, usageError } from './cli-error.ts';
import type { Context, Option } from './command.ts';

/** Of every command that destroys something. */
export const confirmOptions: readonly Option[] = [
  { flags: '--dry-run', description: 'say what would happen, and do nothing' },
  { flags: '-y, --yes', description: 'do not ask' },
];

/**
 * Asks on a terminal, unless `--yes` says so already. Where nobody can be asked, `--yes` is needed.
 *
 * @throws CliError unless the answer is yes
 */
export async function confirm(question: string, { given, stdin, signal }: Context): Promise<void> {
  if (given.flag('yes')) return;
  if (!stdin.isTTY || !process.stderr.isTTY)
    throw usageError('nobody can be asked here; confirm with --yes, or try --dry-run');
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal });
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('interrupted', 'nothing was changed');
  } finally {
    lines.close();
  }
}
