import { describe, expect, it } from 'vitest';
import { parseOllamaArtifact } from './parse-ollama-artifact.ts';

const parse = (value: unknown) => parseOllamaArtifact(new TextEncoder().encode(JSON.stringify(value)));

describe('parseOllamaArtifact', () => {
  it('needs no more than a name', () => {
    expect(parse({ modelName: 'llama3.2' })).toEqual({ modelName: 'llama3.2', mode: 'chat', options: {} });
  });

  it('takes all there is', () => {
    const artifact = {
      modelName: 'hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q8_0',
      mode: 'embeddings',
      options: { temperature: 0.5, num_ctx: 4096, stop: ['a', 'b'], use_mmap: false },
      systemPrompt: 'Be brief.',
      keepAlive: '1h30m',
      dimensions: 256,
    };
    expect(parse(artifact)).toEqual(artifact);
  });

  it('reads past a byte order mark', () => {
    const text = '\uFEFF{"modelName":"a"}';
    expect(parseOllamaArtifact(new TextEncoder().encode(text)).modelName).toBe('a');
  });

  it.each([
    ['no name', {}, /modelName: expected a text, received none/],
    ['a name that is no text', { modelName: 3 }, /modelName: expected a text, received 3/],
    ['an empty name', { modelName: '' }, /modelName: expected a name such as/],
    ['a name with spaces', { modelName: 'my model' }, /modelName: expected a name such as/],
    [
      'an unknown mode',
      { modelName: 'a', mode: 'train' },
      /mode: expected one of chat, generate, embeddings, received "train"/,
    ],
    [
      'a misspelt field',
      { modelName: 'a', sytemPrompt: 'x' },
      /"sytemPrompt" is unknown; the fields are modelName, mode/,
    ],
    ['options that are a list', { modelName: 'a', options: [1] }, /options: expected an object/],
    ['an option that is an object', { modelName: 'a', options: { stop: {} } }, /options\.stop: expected a number/],
    ['an option of mixed texts', { modelName: 'a', options: { stop: ['a', 1] } }, /options\.stop: expected a number/],
    ['a time without unit', { modelName: 'a', keepAlive: '5' }, /keepAlive: expected seconds/],
    ['no dimensions', { modelName: 'a', dimensions: 0 }, /dimensions: expected a whole number from 1/],
    [
      'a system prompt that is no text',
      { modelName: 'a', systemPrompt: null },
      /systemPrompt: expected a text, received null/,
    ],
    ['a list', ['a'], /received \["a"\] instead of an object/],
    ['null', null, /received null instead of an object/],
  ])('%s is INVALID_MODEL and says so', (_what, value, message) => {
    expect(() => parse(value)).toThrow(
      expect.objectContaining({ code: 'INVALID_MODEL', message: expect.stringMatching(message) as string }),
    );
  });

  it.each([
    ['nothing', new Uint8Array(), /an empty file/],
    [
      'an archive',
      Uint8Array.from([0x50, 0x4b, 3, 4]),
      /4 bytes that are no JSON; archives and model files are not read/,
    ],
    ['bytes that are no text', Uint8Array.from([0xff, 0xfe]), /2 bytes that are no JSON/],
    ['too much', new Uint8Array(2 ** 20 + 1), /1048577 bytes, more than/],
  ])('%s is INVALID_MODEL', (_what, bytes, message) => {
    expect(() => parseOllamaArtifact(bytes)).toThrow(
      expect.objectContaining({ code: 'INVALID_MODEL', message: expect.stringMatching(message) as string }),
    );
  });
});
