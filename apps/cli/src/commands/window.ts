import type { Given, Option } from '../command.ts';

export const windowOptions: readonly Option[] = [
  { flags: '--since <time>', description: 'from this time: ISO 8601, or milliseconds since 1970' },
  { flags: '--until <time>', description: 'up to this time' },
];

export const windowOf = (given: Given) => ({ startTime: given.text('since'), endTime: given.text('until') });
