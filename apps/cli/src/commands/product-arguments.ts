import type { Argument } from '../command.ts';

export const productArguments: readonly Argument[] = [
  { name: '<tenant>', description: 'the shop' },
  { name: '<product>', description: 'id of the product' },
];
