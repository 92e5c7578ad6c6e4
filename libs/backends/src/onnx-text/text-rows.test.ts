import { describe, expect, it } from 'vitest';
import { computeRows } from './text-rows.ts';
import type { TokenNetwork } from './token-network.ts';

/** Answers each row with its number of tokens, and notes the batches. */
function countingNetwork(options: Partial<TokenNetwork> = {}) {
  const shapes: (readonly [number, number])[] = [];
  const network: TokenNetwork = {
    declared: [],
    oneByOne: false,
    run: ({ shape, lengths }) => {
      shapes.push(shape);
      return Promise.resolve(new Map([['y', { shape: [shape[0], 1], data: Float32Array.from(lengths) }]]));
    },
    ...options,
  };
  return { network, shapes };
}

const textOf = (tokens: number) => ({
  ids: new Array<number>(tokens).fill(7),
  typeIds: new Array<number>(tokens).fill(0),
});
const head = { source: 'y', row: (values: Float32Array) => values.slice() };
const compute = async (network: TokenNetwork, lengths: readonly number[]): Promise<number[]> => {
  const rows = await computeRows({ network, padId: 0, head }, lengths.map(textOf));
  return rows.flatMap((row) => [...row]);
};

describe('computeRows', () => {
  it.each<readonly [string, readonly number[], readonly (readonly [number, number])[]]>([
    ['no text', [], []],
    ['short texts: one batch, as long as the longest', [3, 9, 2], [[3, 9]]],
    [
      '8192 tokens with their padding',
      [4096, 1, 1],
      [
        [2, 4096],
        [1, 1],
      ],
    ],
    [
      'a text that is longer than a batch',
      [1, 9000, 1],
      [
        [1, 1],
        [1, 9000],
        [1, 1],
      ],
    ],
  ])('%s', async (_what, lengths, batches) => {
    const { network, shapes } = countingNetwork();
    expect(await compute(network, lengths)).toEqual(lengths);
    expect(shapes).toEqual(batches);
  });

  it('one by one, at the length the network wants', async () => {
    const { network, shapes } = countingNetwork({ oneByOne: true, rowTokens: 5 });
    expect(await compute(network, [2, 4])).toEqual([2, 4]);
    expect(shapes).toEqual([
      [1, 5],
      [1, 5],
    ]);
  });

  it('a network that answers another number of rows is told apart', async () => {
    const run = () => Promise.resolve(new Map([['y', { shape: [1, 2], data: new Float32Array(2) }]]));
    const { network } = countingNetwork({ run });
    await expect(compute(network, [1, 1])).rejects.toThrow('output "y": expected 2 rows, received 1');
  });
});
