/**
 * The index of a variant that an address asks for, as in `?hats=1`: for previews, as `forced` of `assign`.
 *
 * @returns null if the address does not name the experiment, or no whole number from 0 to below `count`
 * @example variantFromUrl('hats', 'https://shop.example/?hats=1#top', 2) // 1
 */
export function variantFromUrl(experimentId: string, url: string, count: number): number | null {
  const query = url.split('?')[1]?.split('#', 1)[0] ?? '';
  const pair = query.split('&').find((item) => item.split('=', 1)[0] === experimentId);
  const value = Number.parseInt(pair?.split('=')[1] ?? '', 10);
  return value >= 0 && value < count ? value : null;
}
