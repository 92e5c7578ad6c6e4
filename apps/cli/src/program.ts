import { Command as Program, CommanderError, Option as ProgramOption, Argument as ProgramArgument } from 'commander';
import { usageError } from './cli-error.ts';
import type { Command, Given, Option } from './command.ts';

/** Of every command. */
export const globalOptions: readonly Option[] = [
  { flags: '--url <url>', description: 'the host, default http://localhost:9926 (EDGE_AI_URL)' },
  { flags: '--api-key-file <file>', description: 'a file with the API key (or EDGE_AI_API_KEY)' },
  { flags: '--config <file>', description: 'settings as JSON, default ~/.config/harper-ai/config.json' },
  { flags: '--timeout <seconds>', description: 'how long it may take; 0: as long as it takes' },
  { flags: '--json', description: 'JSON on standard output; failures as JSON on standard error' },
  { flags: '--quiet', description: 'no progress and no notes' },
  { flags: '--no-color', description: 'no colours, as with NO_COLOR' },
];

export const groups = {
  model: 'Models: look into, upload, promote, roll back, delete',
  alias: 'Names of your own that stand for a version',
  job: 'Transfers of models from elsewhere to the host',
  benchmark: 'Which of several models is faster, and whether they answer alike',
  experiment: 'Experiments of a shop: who sees what, and what came of it',
  price: 'Prices of a shop: what was sold, what to ask, and who changed what',
  'price points': 'What was sold at which price',
  drift: 'Whether what a model is asked and answers is still what it was made for',
  alert: 'What went wrong, who looks after it, and whether models are trained again',
  'alert retraining': 'Requests to train models again, and what was decided',
  profile: 'Sets of models, described in a file',
} as const satisfies Readonly<Record<string, string>>;

export interface Invocation {
  readonly command: Command;
  readonly args: readonly string[];
  readonly given: Given;
}

export interface ParseOptions {
  readonly commands: readonly Command[];
  readonly version: string;
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/**
 * Finds what is asked for. Help and version are printed here; the result is then `undefined`.
 *
 * @throws CliError on wrong usage
 */
export function parseInvocation(argv: readonly string[], options: ParseOptions): Invocation | undefined {
  const { commands, version } = options;
  let found: Invocation | undefined;
  const program = configure(new Program('harper-ai'), options)
    .description('Talks to a running host of Harper Edge AI.')
    .version(version, '-V, --version')
    .helpCommand('help [command]', 'help for a command')
    .addHelpText('after', footer(options));
  for (const option of globalOptions) program.addOption(toOption(option));
  const parents = new Map<string, Program>();
  for (const command of commands) {
    const path = command.name.split(' ');
    const parent = groupOf(path.slice(0, -1), { program, parents, options });
    const sub = configure(parent.command(path.at(-1) ?? ''), options)
      .summary(command.summary)
      .description(describe(command));
    // What is not asked for needs no more than its line in the list.
    if (!argv.includes(path[0] ?? '')) continue;
    for (const { name, description, choices } of command.args)
      sub.addArgument(withChoices(new ProgramArgument(name, description), choices));
    for (const option of command.options) sub.addOption(toOption(option));
    sub.addHelpText('after', examplesOf(command, options));
    sub.action(() => {
      found = { command, args: sub.processedArgs.flat().filter((arg) => arg !== undefined) as string[], given: givenOf(sub.optsWithGlobals()) }; // prettier-ignore
    });
  }
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version have been printed.
    if (error.exitCode === 0) return undefined;
    throw usageError(asUsage(error, argv), error);
  }
  return found;
}

interface GroupPlace {
  readonly program: Program;
  readonly parents: Map<string, Program>;
  readonly options: ParseOptions;
}

/** The group of that path, which may be within another one. */
function groupOf(path: readonly string[], place: GroupPlace): Program {
  const { program, parents, options } = place;
  const name = path.join(' ');
  const known = name === '' ? program : parents.get(name);
  if (known !== undefined) return known;
  const group = configure(groupOf(path.slice(0, -1), place).command(path.at(-1) ?? ''), options)
    .summary((groups as Record<string, string>)[name] ?? '')
    .description((groups as Record<string, string>)[name] ?? '');
  parents.set(name, group);
  return group;
}

function configure(program: Program, { isTerminal, hasColours, write, writeError }: ParseOptions): Program {
  const bold = (text: string): string => (hasColours ? `\u001b[1m${text}\u001b[22m` : text);
  return program
    .exitOverride()
    .helpOption('-h, --help', 'this help')
    .configureOutput({
      writeOut: write,
      writeErr: writeError,
      outputError: () => undefined,
      getOutHasColors: () => hasColours,
      ...(isTerminal ? {} : { getOutHelpWidth: () => 100 }),
    })
    .configureHelp({ showGlobalOptions: true, styleTitle: bold });
}

const describe = ({ summary, details }: Command): string =>
  details === undefined ? `${summary}.` : `${summary}. ${details}`;

function examplesOf({ examples }: Command, { hasColours }: ParseOptions): string {
  const title = hasColours ? '\u001b[1mExamples:\u001b[22m' : 'Examples:';
  return `\n${title}\n${examples.map(({ line, says }) => `  harper-ai ${line}\n      ${says}`).join('\n')}\n`;
}

const footer = ({ hasColours }: ParseOptions): string => {
  const title = hasColours ? '\u001b[1mExamples:\u001b[22m' : 'Examples:';
  return `\n${title}
  harper-ai doctor                                 is everything as it should be?
  harper-ai model upload iris.onnx iris:v1         serve a model
  harper-ai predict iris '{"float_input":[5,3,1,0]}'
  harper-ai model list --json | jq '.models[].id'
  harper-ai model upload --help                    what it takes, with examples
`;
};

function toOption({ flags, description, choices, isRepeatable = false, minimum }: Option): ProgramOption {
  const option = withChoices(new ProgramOption(flags, description), choices);
  if (minimum !== undefined) return option.argParser((text: string) => parseWhole(text, { flags, minimum }));
  if (!isRepeatable) return option;
  return option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
}

function withChoices<Choosing extends { choices(values: readonly string[]): Choosing }>(
  choosing: Choosing,
  choices: readonly string[] | undefined,
): Choosing {
  return choices === undefined ? choosing : choosing.choices(choices);
}

function parseWhole(text: string, { flags, minimum }: { readonly flags: string; readonly minimum: number }): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= minimum) return value;
  throw usageError(`${flags}: expected a whole number of at least ${minimum}, received ${JSON.stringify(text)}`);
}

function givenOf(options: Readonly<Record<string, unknown>>): Given {
  const at = (name: string): unknown => options[name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
  return {
    text: (name) => {
      const value = at(name);
      return typeof value === 'string' ? value : undefined;
    },
    number: (name) => {
      const value = at(name);
      return typeof value === 'number' ? value : undefined;
    },
    flag: (name) => at(name) === true,
    list: (name) => {
      const value = at(name);
      return Array.isArray(value) ? (value as string[]) : [];
    },
  };
}

/** What commander says in one line, and where to read on. */
function asUsage({ message, code }: CommanderError, argv: readonly string[]): string {
  const words = argv.filter((word) => /^[a-z]+$/.test(word));
  let depth = 0;
  while (depth < words.length && Object.hasOwn(groups, words.slice(0, depth + 1).join(' '))) depth += 1;
  const topic = words.slice(0, ['commander.unknownCommand', 'commander.help'].includes(code) ? depth : depth + 1);
  const said = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  const next = ['harper-ai', ...topic, '--help'].join(' ');
  return code === 'commander.help' ? `expected a command; see: ${next}` : `${said}; see: ${next}`;
}
