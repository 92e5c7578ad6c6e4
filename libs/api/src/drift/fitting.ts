/** The first ones, so many as fit into so much JSON. */
export function fitting<T>(items: readonly T[], maxBytes: number): readonly T[] {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += JSON.stringify(item).length) > maxBytes);
  return end < 0 ? items : items.slice(0, end);
}
