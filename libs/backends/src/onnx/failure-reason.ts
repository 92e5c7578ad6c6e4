/** What onnxruntime says went wrong, in one line, without the positions in its own source code. */
export function failureReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/\S+\.(?:cc|cpp|h|hpp|cu)(?::\d+)?/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 400);
}
