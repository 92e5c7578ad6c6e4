import type { Command } from '../command.ts';
import { completionPlaces, type OptionWord, type Place } from './words.ts';

/** A function that tells where on the command line one is, and a line for everything that can come there. */
export function fishCompletion(commands: readonly Command[]): string {
  const places = completionPlaces(commands);
  const paths = places.filter(({ path }) => path.length > 0).map(({ path }) => `'${path.join(' ')}'`);
  const valued = new Set(places.flatMap(({ options }) => options.filter(({ takesValue }) => takesValue).map(({ word }) => word))); // prettier-ignore
  return `# fish completion of harper-ai
function __harper_ai_at
    set -l at ''
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip -eq 1
            set skip 0
            continue
        end
        if contains -- $word ${[...valued].join(' ')}
            set skip 1
        else if contains -- (string trim "$at $word") ${paths.join(' ')}
            set at (string trim "$at $word")
        end
    end
    test "$at" = "$argv[1]"
end
${places.flatMap(linesOf).join('\n')}`;
}

function linesOf(place: Place): readonly string[] {
  const where = `complete -c harper-ai -n "__harper_ai_at '${place.path.join(' ')}'"`;
  const words = place.words.map(({ word, says }) => `${where} -f -a '${word}' -d ${quoted(says)}`);
  return [...words, ...place.options.map((option) => `${where} ${optionOf(option)} -d ${quoted(option.says)}`)];
}

const optionOf = ({ word, takesValue, choices }: OptionWord): string => {
  const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : '';
  return `-l ${word.slice(2)}${value}`;
};

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
