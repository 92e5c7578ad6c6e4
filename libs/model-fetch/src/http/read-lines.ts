import { EdgeError } from '@harper-edge/contracts';

const longestLine = 1 << 20;

/** The lines of a text as they come, without empty ones. @throws EdgeError TOO_LARGE on a line of more than 1 Mi characters */
export async function* readLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of content) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new EdgeError('TOO_LARGE', 'a line of the answer is too long');
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}
