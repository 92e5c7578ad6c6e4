import { EdgeError } from '@harper-edge/contracts';
import { parse } from 'lossless-json';

/** Deeper than any tensor or metadata needs to be, and shallow enough for every recursive reader behind. */
const maxDepth = 64;

/**
 * Parses UTF-8 JSON without changing a number: integers beyond 2^53 become `bigint`, where `JSON.parse` would round them.
 *
 * @throws EdgeError INVALID_INPUT on anything that is not JSON, with the position, and on a key given twice; TOO_LARGE on more than 64 levels of nesting.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  checkStructure(text);
  try {
    // Only a whole number of 16 digits or more can be an integer beyond 2^53; everything else takes the fast way.
    return /(?:^|[[,:\s-])[0-9]{16,}(?![0-9.eE])/.test(text)
      ? parse(text, undefined, { parseNumber })
      : JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EdgeError('INVALID_INPUT', `body: expected JSON, received something else: ${reason.slice(0, 200)}`, {
      cause: error,
    });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new EdgeError('INVALID_INPUT', 'body: expected UTF-8 text, received other bytes', { cause: error });
  }
}

function parseNumber(digits: string): number | bigint {
  const number = Number(digits);
  if (!/^-?[0-9]+$/.test(digits) || Number.isSafeInteger(number)) return number;
  if (digits.length > maxDigits) throw new RangeError(`a whole number of ${digits.length} digits`);
  return BigInt(digits);
}

/** No datatype holds more, and to make a big integer of millions of digits takes seconds. */
const maxDigits = 400;

/**
 * What `JSON.parse` lets pass: more nesting than the readers behind can take, and a key given twice, of which it would drop
 * the first without a word. Whether the text is JSON at all is not decided here.
 */
function checkStructure(text: string): void {
  // For each open bracket the keys seen so far, `undefined` for an array.
  const open: (Set<string> | undefined)[] = [];
  let expectsKey = false;
  // In an array nothing else counts, and a search skips its numbers several times faster than the loop.
  const structure = /["[\]{}]/g;
  for (let i = 0; i < text.length; i++) {
    if (open.length > 0 && open.at(-1) === undefined) {
      structure.lastIndex = i;
      if (!structure.test(text)) return;
      i = structure.lastIndex - 1;
    }
    switch (text.charCodeAt(i)) {
      case quote: {
        const end = endOfString(text, i);
        if (expectsKey) addKey(open.at(-1), text.slice(i, end + 1));
        expectsKey = false;
        i = end;
        break;
      }
      case openBrace:
      case openBracket:
        expectsKey = text.charCodeAt(i) === openBrace;
        open.push(expectsKey ? new Set() : undefined);
        if (open.length > maxDepth) {
          throw new EdgeError('TOO_LARGE', `body: expected at most ${maxDepth} levels of nesting, received more`);
        }
        break;
      case closeBrace:
      case closeBracket:
        open.pop();
        break;
      case comma:
        expectsKey = open.at(-1) !== undefined;
        break;
    }
  }
}

const [quote, comma, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d];

/** Where the string that starts here ends: at its closing quote, or with the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function addKey(keys: Set<string> | undefined, quoted: string): void {
  const key = quoted.includes('\\') ? unescape(quoted) : quoted;
  if (keys?.has(key) === true)
    throw new EdgeError('INVALID_INPUT', `body: expected each key once, received ${key.slice(0, 80)} twice`);
  keys?.add(key);
}

/** The key as it would stand without escapes; a broken one is left for the parser to refuse. */
function unescape(quoted: string): string {
  try {
    return JSON.stringify(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
