import type { Option } from '../command.ts';

export const limitOption: Option = {
  flags: '--limit <number>',
  description: 'at most so many, default 100',
  minimum: 1,
};

/** What was left out, for whoever reads the list. */
export const moreNote = (nextCursor: string | undefined): string =>
  nextCursor === undefined ? '' : '\nthere are more; see them with --limit';
