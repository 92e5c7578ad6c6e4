import { EdgeError } from '@harper-edge/contracts';

export interface HubReference {
  /** `owner/name`, or a name alone as the oldest models have. */
  readonly repository: string;
  /** A branch, tag or commit, as given. */
  readonly revision?: string;
}

/**
 * Reads `owner/name` or `owner/name@revision`.
 *
 * @throws EdgeError INVALID_INPUT
 * @example parseHubReference('Xenova/all-MiniLM-L6-v2@main').revision // main
 */
export function parseHubReference(reference: string): HubReference {
  const [repository = '', revision, ...more] = reference.split('@');
  const isName = /^([A-Za-z0-9][\w.-]{0,95}\/)?[A-Za-z0-9][\w.-]{0,95}$/.test(repository);
  const isRevision = revision === undefined || /^[\w.-]+(\/[\w.-]+)*$/.test(revision);
  const isSafe =
    !`/${repository}/${revision ?? ''}/`.includes('/../') &&
    !repository.includes('..') &&
    (revision?.length ?? 0) <= 200;
  if (isName && isRevision && isSafe && more.length === 0)
    return { repository, ...(revision !== undefined && { revision }) };
  throw new EdgeError(
    'INVALID_INPUT',
    `sourceReference: expected owner/name or owner/name@revision, received "${reference.slice(0, 120)}"`,
  );
}
