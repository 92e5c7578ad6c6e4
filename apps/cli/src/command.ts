import type { Client } from '@harper-edge/client';
import type { ExitCode } from './exit-codes.ts';
import type { Style } from './output/style.ts';
import type { Progress } from './output/progress.ts';
import type { Settings } from './settings.ts';

export interface Argument {
  /** As in the usage line: `<model>` is needed, `[text...]` may come any number of times. */
  readonly name: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

export interface Option {
  /** As commander reads it: `--stage <stage>`, `-y, --yes`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly isRepeatable?: boolean;
  /** A whole number of at least this; without it the value is text. */
  readonly minimum?: number;
}

export interface Example {
  /** What is typed, without `harper-ai`. */
  readonly line: string;
  readonly says: string;
}

/** What `--json` prints: the answer of an operation of the API, a schema of our own, or nothing because it prints no data. */
export type OutputSchema =
  { readonly operation: string } | { readonly schema: Readonly<Record<string, unknown>> } | 'none';

/** The options given, by their long names. */
export interface Given {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean;
  list(name: string): readonly string[];
}

export interface Context {
  /** All there are. */
  readonly commands: readonly Command[];
  /** By position; an absent optional one is `undefined`, a variadic one is the rest. */
  readonly args: readonly string[];
  readonly given: Given;
  readonly settings: Settings;
  readonly client: Client;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly stdin: NodeJS.ReadStream;
  /** For what is shown while the command runs; not used with `--json`. */
  readonly write: (text: string) => void;
  /** On standard error, one line. */
  readonly note: (text: string) => void;
  readonly isJson: boolean;
}

export interface Result {
  /** What `--json` prints. */
  readonly json: unknown;
  /** What people see, without the last line end. */
  readonly show: (style: Style) => string;
  /** Said after it on standard error, one line; not with `--json` or `--quiet`. */
  readonly note?: string | undefined;
  /** Default: done. */
  readonly exitCode?: ExitCode;
}

/** One command: what it takes, how it is explained, and what it does. Help, documents and completions are made from it. */
export interface Command {
  /** With the name of its group in front: `model list`. */
  readonly name: string;
  readonly summary: string;
  /** More for its help and the documents. */
  readonly details?: string;
  readonly args: readonly Argument[];
  readonly options: readonly Option[];
  readonly examples: readonly Example[];
  readonly output: OutputSchema;
  /** How long it may take at most unless `--timeout` says so, in ms; 0: as long as it takes. Default 60,000. */
  readonly timeoutMs?: number;
  run(context: Context): Promise<Result>;
}
