import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('the arguments', () => {
  it('have defaults', () => {
    expect(parseArguments([])).toMatchObject({ all: false, json: false, history: '.data/benchmark/history.jsonl' });
  });

  it('are read', () => {
    const given = ['--group', 'iris', '--group=mlp', '--seed', '7', '--fail-on', 'regression>2.5%', '--json'];
    expect(parseArguments(given)).toMatchObject({
      groups: ['iris', 'mlp'],
      seed: 7,
      maxRegressionRate: 0.025,
      compareTo: 'last',
      json: true,
    });
    expect(parseArguments(['--url', 'http://localhost:3001/'])).toMatchObject({ url: 'http://localhost:3001' });
  });

  it.each([
    [['--unknown'], '--unknown'],
    [['iris'], 'iris'],
    [['--all', '--group', 'iris'], '--group or --all'],
    [['--fail-on', 'slower'], 'regression>5%'],
    [['--seed', '1.5'], '--seed'],
    [['--url', 'localhost:3001'], 'http://'],
    [['--data', 'x.json'], '--url'],
  ])('that are wrong are refused: %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message);
  });
});
