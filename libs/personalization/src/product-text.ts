export interface DescribedProduct {
  readonly name?: string | undefined;
  readonly category?: string | undefined;
  readonly activities?: readonly string[] | undefined;
  readonly description?: string | undefined;
}

/** Enough for what embedding models read of a text; the rest costs time and changes little. */
const maxCharacters = 2_000;

/**
 * A product as one text for an embedding model: name, category, activities and description, at most 2,000 characters. Seasons,
 * levels and price are left to the adjustments. Empty without name and description, which a category alone does not replace.
 * Halves of characters become U+FFFD, since models read well-formed text only.
 *
 * @example productText({ name: 'Ridge 40', category: 'backpacks', description: 'Light.' }) // 'Ridge 40. backpacks. Light.'
 */
export function productText({ name = '', category = '', activities = [], description = '' }: DescribedProduct): string {
  if (name.trim() === '' && description.trim() === '') return '';
  return [name, category, activities.join(', '), description]
    .map((part) => part.trim().replace(/[.]$/, ''))
    .filter((part) => part !== '')
    .join('. ')
    .concat(description.trim().endsWith('.') ? '.' : '')
    .slice(0, maxCharacters)
    .replaceAll(/\p{Cs}/gu, '\uFFFD');
}
