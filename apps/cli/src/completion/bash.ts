import type { Command } from '../command.ts';
import { completionPlaces, type Place } from './words.ts';

/** Where nothing else fits, files are completed, as bash does by itself. */
export function bashCompletion(commands: readonly Command[]): string {
  const places = completionPlaces(commands);
  const valued = new Set(places.flatMap(({ options }) => options.filter(({ takesValue }) => takesValue).map(({ word }) => word))); // prettier-ignore
  return `# bash completion of harper-ai
_harper_ai() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      ${[...valued].join('|')}) ((i++)) ;;
      -*) ;;
      *)
        case "$path $word" in
          ${places
            .filter(({ path }) => path.length > 0)
            .map(({ path }) => `" ${path.join(' ')}"`)
            .join('|')}) path="$path $word" ;;
        esac ;;
    esac
  done
  case "$path $previous" in
${places.flatMap(valueCases).join('\n')}
  esac
  case " ${[...valued].join(' ')} " in *" $previous "*) COMPREPLY=(); return ;; esac
  case "$path" in
${places.map(placeCase).join('\n')}
  esac
}
complete -o default -F _harper_ai harper-ai`;
}

const key = ({ path }: Place): string => (path.length === 0 ? '' : ` ${path.join(' ')}`);

const valueCases = (place: Place): readonly string[] =>
  place.options
    .filter(({ choices }) => choices.length > 0)
    .map(({ word, choices }) => `    "${key(place)} ${word}") COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current")); return ;;`); // prettier-ignore

function placeCase(place: Place): string {
  const words = [...place.words, ...place.options].map(({ word }) => word);
  return `    "${key(place)}") COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current")) ;;`;
}
