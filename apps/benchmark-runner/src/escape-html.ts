const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe as content and inside quotes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** At most so many characters, with what was left out in the middle, since names differ at both ends. */
export function shorten(text: string, length: number): string {
  const kept = (length - 1) / 2;
  return text.length <= length ? text : `${text.slice(0, Math.ceil(kept))}…${text.slice(-Math.floor(kept))}`;
}
