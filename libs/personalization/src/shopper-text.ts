/** What a shop's site knows of a shopper's visit. */
export interface ShopperContext {
  /** What was typed into a search box. */
  readonly query?: string | undefined;
  /** Such as `trail-running`. */
  readonly activity?: string | undefined;
  readonly season?: string | undefined;
  readonly experienceLevel?: string | undefined;
  readonly location?: string | undefined;
}

/**
 * The context as one text for an embedding model, the most telling first: query, activity, season, level, location, divided
 * by commas, with hyphens and underscores between words read as spaces. Empty where the context says nothing.
 *
 * @example shopperText({ activity: 'trail-running', season: 'spring' }) // 'trail running, spring'
 */
export function shopperText({ query, activity, season, experienceLevel, location }: ShopperContext): string {
  return [plain(query), words(activity), words(season), words(experienceLevel), words(location)]
    .filter((part) => part !== '')
    .join(', ');
}

/** Halves of characters become U+FFFD, since models read well-formed text only. */
const plain = (text: string | undefined): string =>
  (text ?? '')
    .replaceAll(/\p{Cs}/gu, '\uFFFD')
    .replaceAll(/\s+/g, ' ')
    .trim();

const words = (text: string | undefined): string =>
  plain(text).replaceAll(/(?<=[\p{L}\p{N}])[-_]+(?=[\p{L}\p{N}])/gu, ' ');
