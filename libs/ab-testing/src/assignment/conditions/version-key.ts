/** More digits than any safe integer has. */
const width = 16;

/**
 * A string that sorts as its version does. Parts stand between dots and dashes; whole numbers compare as numbers and
 * before words; a version of three parts comes after its pre-releases; a leading `v` and what follows `+` do not count.
 *
 * @param version text or a number; anything else counts as version 0
 * @example versionKey('1.10.0') > versionKey('1.9.3-rc.1') // true
 */
export function versionKey(version: unknown): string {
  const text = typeof version === 'number' ? String(version) : typeof version === 'string' && version ? version : '0';
  const [release = ''] = text.replace(/^v/, '').split('+', 1);
  const parts = release.split(/[-.]/);
  // The tilde sorts after every letter.
  if (parts.length === 3) parts.push('~');
  return parts.map((part) => (/^\d+$/.test(part) ? part.padStart(width) : part)).join('-');
}
