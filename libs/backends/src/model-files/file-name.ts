/**
 * The name of a file inside an archive as its parts, `.` and empty ones left out; or why it is refused, as a string: it could lead
 * outside a folder (absolute, `..`, backslash, drive letter), or means different things to different programs (NUL).
 */
export function parseFileName(name: string): readonly string[] | string {
  if (name.includes('\0')) return 'holds a NUL character';
  if (name.includes('\\')) return 'holds a backslash; expected / between folders';
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'is absolute; expected one relative to the archive';
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? 'holds ".."' : parts;
}

/** Files that macOS adds to archives. */
export function isDesktopFile(parts: readonly string[]): boolean {
  const file = parts.at(-1) ?? '';
  return parts[0] === '__MACOSX' || file === '.DS_Store' || file.startsWith('._');
}
