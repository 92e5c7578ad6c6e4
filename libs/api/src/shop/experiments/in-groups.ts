/** So many are under way at once: enough to fill the writes of a store, few enough to leave it room for others. */
const groupSize = 500;

/** Does the work for each item, group after group; the results are in the order of the items. */
export async function inGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += groupSize) {
    results.push(...(await Promise.all(items.slice(start, start + groupSize).map(work))));
  }
  return results;
}
