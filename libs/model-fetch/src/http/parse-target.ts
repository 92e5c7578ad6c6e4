import { EdgeError } from '@harper-edge/contracts';

/**
 * A URL that may be asked for: http or https, nothing that programs read in different ways (fragments, credentials,
 * backslashes, blanks).
 *
 * @throws EdgeError INVALID_INPUT
 */
export function parseTarget(text: string): URL {
  const refuse = (why: string): never => {
    throw new EdgeError('INVALID_INPUT', `expected a URL such as https://example.org/model.onnx: ${why}`);
  };
  if (text.length > 2_048) refuse('received more than 2048 characters');
  if (/[\u0000-\u0020\u007f\\]/.test(text)) refuse('blanks, control characters and backslashes are refused');
  if (text.includes('#')) refuse('a fragment ("#") is refused');
  if (!URL.canParse(text)) refuse('received something else');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') refuse(`${url.protocol.slice(0, 20)} URLs are refused`);
  if (url.username !== '' || url.password !== '') refuse('a user or password in it is refused');
  return url;
}
