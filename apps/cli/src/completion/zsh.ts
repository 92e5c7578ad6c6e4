import type { Command } from '../command.ts';
import { completionPlaces, type OptionWord, type Word } from './words.ts';

/** Where nothing else fits, files are completed. */
export function zshCompletion(commands: readonly Command[]): string {
  const places = completionPlaces(commands);
  const valued = new Set(places.flatMap(({ options }) => options.filter(({ takesValue }) => takesValue).map(({ word }) => word))); // prettier-ignore
  const cases = places.map(({ path, words, options }) => {
    const values = options.filter(({ choices }) => choices.length > 0).map(valueCase);
    return `    '${path.join(' ')}')
      case "$words[CURRENT-1]" in
${[...values, `        ${[...valued].join('|')}) _files; return ;;`].join('\n')}
      esac
      candidates=(${[...words, ...options].map(described).join(' ')})
      ;;`;
  });
  return `#compdef harper-ai
_harper_ai() {
  local -a candidates
  local at="" word skip=0
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if ((skip)); then skip=0; continue; fi
    case "$word" in
      ${[...valued].join('|')}) skip=1 ;;
      -*) ;;
      *)
        case "\${at:+$at }$word" in
          ${places
            .filter(({ path }) => path.length > 0)
            .map(({ path }) => `'${path.join(' ')}'`)
            .join('|')}) at="\${at:+$at }$word" ;;
        esac ;;
    esac
  done
  case "$at" in
${cases.join('\n')}
  esac
  _describe 'harper-ai' candidates || _files
}
if [ "$funcstack[1]" = "_harper_ai" ]; then _harper_ai "$@"; else compdef _harper_ai harper-ai; fi`;
}

const described = ({ word, says }: Word): string => `'${word}:${says.replaceAll("'", '’').replaceAll(':', '\\:')}'`;

const valueCase = ({ word, choices }: OptionWord): string =>
  `        ${word}) compadd -- ${choices.join(' ')}; return ;;`;
