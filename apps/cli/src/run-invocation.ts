import { createClient } from '@harper-edge/client';
import { CliError } from './cli-error.ts';
import type { Command, Result } from './command.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { createProgress } from './output/progress.ts';
import type { Style } from './output/style.ts';
import type { Invocation } from './program.ts';
import { readSettings } from './settings.ts';

export interface Surroundings {
  readonly commands: readonly Command[];
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

const defaultTimeoutMs = 60_000;

/** Runs a command with what its surroundings give it, and prints its result. */
export async function runInvocation(
  invocation: Invocation,
  style: Style,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { command, given } = invocation;
  const isJson = given.flag('json');
  const isQuiet = given.flag('quiet');
  const flags = {
    url: given.text('url'),
    apiKeyFile: given.text('api-key-file'),
    timeoutSeconds: given.text('timeout'),
    config: given.text('config'),
  };
  const settings = await readSettings(flags, { env: process.env, folder: process.cwd() });
  const { url, credential, timeoutMs = command.timeoutMs ?? defaultTimeoutMs } = settings;
  const progress = createProgress({
    output: {
      isTTY: process.stderr.isTTY && !isQuiet,
      columns: process.stderr.columns,
      write: surroundings.writeError,
    },
    nowMs: () => performance.now(),
  });
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort(new CliError('interrupted', 'ended'));
    // What does not listen, such as waiting for standard input, is not waited for.
    setTimeout(() => process.exit(exitCodes.interrupted.code), 1_000).unref();
  });
  try {
    const result = await command.run({
      ...invocation,
      commands: surroundings.commands,
      settings,
      client: createClient({ url, credential, timeoutMs, headers: { 'user-agent': 'harper-ai' } }),
      signal: interrupt.signal,
      progress,
      stdin: process.stdin,
      isJson,
      write: (text) => {
        if (!isJson) surroundings.write(text);
      },
      note: (text) => {
        if (isQuiet) return;
        progress.clear();
        surroundings.writeError(`${text}\n`);
      },
    });
    progress.clear();
    surroundings.write(format(command, result, { isJson, style }));
    if (result.note !== undefined && !isJson && !isQuiet) surroundings.writeError(`${result.note}\n`);
    return result.exitCode ?? 'done';
  } finally {
    progress.clear();
  }
}

function format(
  { output }: Command,
  { json, show }: Result,
  { isJson, style }: { isJson: boolean; style: Style },
): string {
  if (isJson && output !== 'none') return `${JSON.stringify(json, null, 2)}\n`;
  const text = show(style);
  return text === '' ? '' : `${text}\n`;
}
