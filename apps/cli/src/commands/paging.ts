import type { Option } from '../command.ts';

export const limitOption: Option = {
  flags: '--limit <number>',
  description: 'at most so many, default 100',
  minimum: 1,
};

/** What was left out, said beside the list: its lines are for other programs too. */
export const moreNote = (nextCursor: string | undefined): string | undefined =>
  nextCursor === undefined ? undefined : 'there are more; see them with --limit';
