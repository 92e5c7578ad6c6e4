import { expect, it } from 'vitest';
import { serverReason } from './server-reason.ts';

it.each([
  ['one line', 'a\n  b\tc', 'a b c'],
  ['no files', 'open /usr/share/ollama/.ollama/models/x.gguf: no such file', 'open (a file): no such file'],
  ['no files of Windows', 'open "C:\\Users\\anna\\models\\x": denied', 'open "(a file)": denied'],
  ['no passwords', 'Get "https://anna:s3cret@example.com/v2": refused', 'Get "https://example.com/v2": refused'],
  [
    'names of models stay',
    'model "hf.co/a/b:Q8_0" not found, and/or gone',
    'model "hf.co/a/b:Q8_0" not found, and/or gone',
  ],
  ['not endless', 'x'.repeat(9000), 'x'.repeat(400)],
])('%s', (_what, text, expected) => {
  expect(serverReason(text)).toBe(expected);
});
