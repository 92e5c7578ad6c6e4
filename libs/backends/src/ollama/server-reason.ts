/** What an Ollama server says went wrong, in one line, without files of its machine and credentials. */
export function serverReason(text: string): string {
  return text
    .replace(/\/\/[^\s/@]+@/g, '//')
    .replace(/(?<![\w./:-])(?:[A-Za-z]:)?[\\/](?:[^\s\\/'":]+[\\/])+[^\s'":]*/g, '(a file)')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 400);
}
