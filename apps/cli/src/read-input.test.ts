import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseModelName, parseVersionName } from './model-name.ts';
import { parseJson, parseJsonObject } from './read-input.ts';

describe('JSON', () => {
  it.each([
    ['{"a": 9007199254740993}', { a: '9007199254740993' }],
    ['[-9223372036854775808, 9007199254740991]', ['-9223372036854775808', 9007199254740991]],
    [
      '{"9007199254740993": "9007199254740993 \\" 9007199254740993"}',
      { '9007199254740993': '9007199254740993 " 9007199254740993' },
    ],
    [
      '[0.12345678901234567890, 1.5e300, 12345678901234567890.5, 1E+20]',
      [0.12345678901234568, 1.5e300, 12345678901234567000, 1e20],
    ],
  ])('%s keeps its whole numbers', (text, value) => {
    expect(parseJson(text, 'x')).toEqual(value);
  });

  it('is otherwise what JSON.parse makes of it', () => {
    const value = fc.jsonValue().filter((json) => !/(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/.test(JSON.stringify(json)));
    fc.assert(fc.property(value, (json) => { expect(parseJson(JSON.stringify(json), 'x')).toEqual(JSON.parse(JSON.stringify(json))); }), { seed: 1 }); // prettier-ignore
  });

  it('that is none is named', () => {
    expect(() => parseJson('{a}', 'features')).toThrow(/^features: expected JSON, received "\{a\}"$/);
    expect(() => parseJsonObject('[1]', '--metadata')).toThrow(/^--metadata: expected a JSON object/);
  });
});

describe('the name of a model', () => {
  it('has a version or not', () => {
    expect(parseModelName('a.b-c')).toEqual({ modelId: 'a.b-c', version: undefined });
    expect(parseVersionName('a:v1')).toEqual({ modelId: 'a', version: 'v1' });
    for (const text of ['', 'a:', ':v', 'a/b', '..', 'a:..', 'a:b:c', 'a b'])
      expect(() => parseModelName(text)).toThrow(/^expected model/);
    expect(() => parseVersionName('a')).toThrow(/^expected a:<version>/);
  });
});
