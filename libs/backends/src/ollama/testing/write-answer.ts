import type { Body } from './reply.ts';
import { continueText, countTokens } from './word-chain.ts';

/** What a model writes, in pieces, and the counts that end the answer. */
export interface WrittenAnswer {
  readonly tokens: readonly string[];
  readonly doneReason: 'stop' | 'length';
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** Numbers among the options, as the server takes them. */
const numeric = ['temperature', 'top_p', 'top_k', 'min_p', 'seed', 'num_predict', 'num_ctx', 'repeat_penalty'];

/** @returns what the server says of options of a wrong type */
export function refuseOptions(options: unknown): string | undefined {
  for (const [name, value] of Object.entries((options ?? {}) as Body)) {
    if (numeric.includes(name) && typeof value !== 'number') return `option "${name}" must be of type float32`;
    if (name === 'stop' && !Array.isArray(value)) return `option "stop" must be of type array`;
  }
  return undefined;
}

/** Follows `seed`, `num_predict` and `stop`; what cuts the text off is not part of it. */
export function writeAnswer(prompt: string, options: unknown): WrittenAnswer {
  const { seed, num_predict: limit, stop } = (options ?? {}) as Body;
  const all = continueText(prompt, typeof seed === 'number' ? seed : 0);
  const whole = all.join('');
  const stops = (Array.isArray(stop) ? (stop as readonly string[]) : []).map((text) => whole.indexOf(text));
  const end = Math.min(whole.length, ...stops.filter((index) => index >= 0));
  const said = cutTokens(all, end);
  const short = typeof limit === 'number' && limit > 0 && limit < said.length;
  const tokens = short ? said.slice(0, limit) : said;
  return {
    tokens,
    doneReason: short ? 'length' : 'stop',
    promptTokens: countTokens(prompt),
    answerTokens: tokens.length,
  };
}

/** The tokens up to that many characters. */
function cutTokens(tokens: readonly string[], end: number): string[] {
  let start = 0;
  return tokens.flatMap((token) => {
    const part = token.slice(0, Math.max(end - start, 0));
    start += token.length;
    return part === '' ? [] : [part];
  });
}
