import type { Command, Option } from '../command.ts';
import { globalOptions, groups } from '../program.ts';

export interface Word {
  readonly word: string;
  readonly says: string;
}

/** What can follow a command: its options, their values, and the values of its arguments. */
export interface Place {
  /** Empty at the top. */
  readonly path: readonly string[];
  readonly words: readonly Word[];
  readonly options: readonly OptionWord[];
}

export interface OptionWord extends Word {
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** Every place of the command line at which words can be completed. */
export function completionPlaces(commands: readonly Command[]): readonly Place[] {
  const global = globalOptions.map(optionWord);
  const tops = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [first = '', second] = name.split(' ');
    tops.set(first, second === undefined ? summary : ((groups as Readonly<Record<string, string>>)[first] ?? ''));
  }
  const groupPlaces = Object.keys(groups).map((group): Place => ({
    path: [group],
    words: commands
      .filter(({ name }) => name.startsWith(`${group} `))
      .map(({ name, summary }) => ({ word: name.slice(group.length + 1), says: summary })),
    options: global,
  }));
  const commandPlaces = commands.map(({ name, args, options }): Place => ({
    path: name.split(' '),
    words: args.flatMap(({ choices = [], description }) => choices.map((word) => ({ word, says: description }))),
    options: [...options.map(optionWord), ...global],
  }));
  const top = { path: [], words: Array.from(tops, ([word, says]) => ({ word, says })), options: global };
  return [top, ...groupPlaces.filter(({ words }) => words.length > 0), ...commandPlaces];
}

function optionWord({ flags, description, choices = [] }: Option): OptionWord {
  const [word = ''] = /--[a-z-]+/.exec(flags) ?? [];
  return { word, says: description, takesValue: flags.includes('<'), choices };
}
