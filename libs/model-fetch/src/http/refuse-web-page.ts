import { EdgeError } from '@harper-edge/contracts';

const message = (who: string): string =>
  `${who} answered a web page instead of a model; is this the address of the file itself, and may it be read without signing in?`;

/** The content unchanged, unless it begins as a web page does. @throws EdgeError INVALID_INPUT, while it is read */
export async function* refuseWebPage(content: AsyncIterable<Uint8Array>, who: string): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of content) {
    if (isFirst && chunk.length > 0) {
      isFirst = false;
      if (looksLikePage(chunk)) throw new EdgeError('INVALID_INPUT', message(who));
    }
    yield chunk;
  }
}

/** @throws EdgeError INVALID_INPUT */
export function refusePageType(contentType: string | undefined, who: string): void {
  if (/^\s*(text\/html|application\/xhtml)/i.test(contentType ?? ''))
    throw new EdgeError('INVALID_INPUT', message(who));
}

function looksLikePage(chunk: Uint8Array): boolean {
  const start = Buffer.from(chunk.subarray(0, 256)).toString('latin1');
  return /^(\u00ef\u00bb\u00bf)?\s*<(!doctype\s+html|html[\s>])/i.test(start);
}
