import { EdgeError } from '@harper-edge/contracts';

/**
 * Path and query to ask an upstream for, from the address that a caller asked us for: what stands after `/proxy`, put behind
 * the path of the upstream's own address. Nothing is decoded or resolved on the way.
 *
 * @throws EdgeError INVALID_INPUT on a path that some server could read as another: with `.` or `..`, with a slash,
 *   backslash or control character in a segment, with an empty segment before the last, however they are encoded
 */
export function upstreamPath(requestUrl: string, upstreamUrl: string): string {
  const [, rest = '', query = ''] = /^\/[^/]*\/[^/]*\/[^/]*(?:\/([^?]*))?(\?.*)?$/s.exec(requestUrl) ?? [];
  if (query.includes('#') || rest.includes('#')) throw unusable('a fragment');
  const segments = rest.split('/');
  for (const [i, segment] of segments.entries()) {
    if (segment === '' && i < segments.length - 1) throw unusable('an empty segment');
    checkSegment(segment);
  }
  return `${basePath(upstreamUrl)}/${rest}${query}`;
}

/** Without its last slash. */
export const basePath = (upstreamUrl: string): string => new URL(upstreamUrl).pathname.replace(/\/+$/, '');

/** Decoded by us, by a server in front of the upstream, and by the upstream itself. */
const maxDecodings = 3;

function checkSegment(segment: string): void {
  let text = segment;
  for (let times = 0; times <= maxDecodings; times++) {
    // Parameters after a semicolon are no part of the name to some servers.
    const [name = ''] = text.split(';');
    if (name === '.' || name === '..') throw unusable(`the segment "${name}"`);
    if (/[/\\]/.test(text)) throw unusable('a slash within a segment');

    if (/[\0-\x1f\x7f]/.test(text)) throw unusable('a control character');
    const decoded = decode(text, times);
    if (decoded === text) return;
    text = decoded;
  }
  throw unusable('a segment that is encoded again and again');
}

/** As sent it has to be well-formed; what comes out may hold a percent sign of its own. */
function decode(text: string, times: number): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (times > 0) return text;
    throw new EdgeError('INVALID_INPUT', 'path: expected percent-encoded UTF-8', { cause });
  }
}

const unusable = (what: string): EdgeError =>
  new EdgeError('INVALID_INPUT', `path: expected one that all servers read alike, received ${what}`);
