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
  const groupPlaces = Object.keys(groups).map((group): Place => ({
    path: group.split(' '),
    words: wordsAfter(`${group} `, commands),
    options: global,
  }));
  const commandPlaces = commands.map(({ name, args, options }): Place => ({
    path: name.split(' '),
    words: args.flatMap(({ choices = [], description }) => choices.map((word) => ({ word, says: description }))),
    options: [...options.map(optionWord), ...global],
  }));
  const top = { path: [], words: wordsAfter('', commands), options: global };
  return [top, ...groupPlaces.filter(({ words }) => words.length > 0), ...commandPlaces];
}

/** What comes after the beginning of a command: the rest of its name, or the next group on the way to it. */
function wordsAfter(start: string, commands: readonly Command[]): readonly Word[] {
  const words = new Map<string, string>();
  for (const { name, summary } of commands) {
    if (!name.startsWith(start)) continue;
    const [word = '', ...more] = name.slice(start.length).split(' ');
    words.set(word, more.length === 0 ? summary : ((groups as Readonly<Record<string, string>>)[start + word] ?? ''));
  }
  return Array.from(words, ([word, says]) => ({ word, says }));
}

function optionWord({ flags, description, choices = [] }: Option): OptionWord {
  const [word = ''] = /--[a-z-]+/.exec(flags) ?? [];
  return { word, says: description, takesValue: flags.includes('<'), choices };
}
