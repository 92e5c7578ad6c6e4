import { describe, expect, it } from 'vitest';
import { parseOllamaHost } from './ollama-host.ts';

describe('parseOllamaHost', () => {
  it.each([
    ['http://127.0.0.1:11434', 'http://127.0.0.1:11434'],
    ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434'],
    ['gpu-box', 'http://gpu-box:11434'],
    ['gpu-box:8080', 'http://gpu-box:8080'],
    ['gpu-box:80', 'http://gpu-box'],
    [':8080', 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
    ['[::]:8080', 'http://[::1]:8080'],
    ['[::1]', 'http://[::1]:11434'],
    ['https://ollama.example.com', 'https://ollama.example.com'],
    ['https://example.com/ollama/?a=b#c', 'https://example.com/ollama'],
    [' http://a:1 ', 'http://a:1'],
  ])('%s is %s', (host, url) => {
    expect(parseOllamaHost(host)).toMatchObject({ url, headers: {} });
  });

  it('keeps user and password out of the URL and of what is shown', () => {
    const { url, shown, headers } = parseOllamaHost('https://anna:gr%C3%BC%C3%9Fe@example.com/a');
    expect([url, shown]).toEqual(['https://example.com/a', 'https://example.com']);
    expect(headers).toEqual({ Authorization: `Basic ${Buffer.from('anna:grüße').toString('base64')}` });
  });

  it.each(['', 'http://', 'ftp://a', 'http://anna:s3cret@', 'anna:s3cret@a b', 'http://anna:s3%zz@a'])(
    '"%s" is INVALID_INPUT, and not repeated',
    (host) => {
      const parse = () => parseOllamaHost(host);
      expect(parse).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
      expect(parse).not.toThrow(/s3/);
    },
  );
});
