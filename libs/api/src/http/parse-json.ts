import { EdgeError } from '@harper-edge/contracts';
import { parse } from 'lossless-json';

/** Deeper than any tensor or metadata needs to be, and shallow enough for every recursive reader behind. */
const maxDepth = 64;

/**
 * Parses UTF-8 JSON without changing a number: integers beyond 2^53 become `bigint`, where `JSON.parse` would round them.
 *
 * @throws EdgeError INVALID_INPUT on anything that is not JSON, with the position; TOO_LARGE on more than 64 levels of nesting.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  checkDepth(text);
  try {
    // Only a number of 16 digits or more can be beyond 2^53; everything else takes the fast way.
    return /[0-9]{16}/.test(text) ? parse(text, undefined, { parseNumber }) : JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EdgeError('INVALID_INPUT', `body: expected JSON, received something else: ${reason.slice(0, 200)}`, {
      cause: error,
    });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new EdgeError('INVALID_INPUT', 'body: expected UTF-8 text, received other bytes', { cause: error });
  }
}

function parseNumber(digits: string): number | bigint {
  const number = Number(digits);
  return /^-?[0-9]+$/.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
}

function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === 0x5c) i++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x5b || unit === 0x7b) {
      depth++;
      if (depth > maxDepth)
        throw new EdgeError('TOO_LARGE', `body: expected at most ${maxDepth} levels of nesting, received more`);
    } else if (unit === 0x5d || unit === 0x7d) depth--;
  }
}
