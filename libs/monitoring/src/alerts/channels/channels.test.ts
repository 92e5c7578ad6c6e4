import { silentLogger, type LogFacts } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import type { Mail, PostRequest } from '../channel.ts';
import { testMessage } from '../test-message.ts';
import { channelOf, type ChannelKind, type ChannelSettings } from './index.ts';

const clock = createFakeClock();
const fired = testMessage('id', clock.nowMs());
const message = {
  ...fired,
  alert: { ...fired.alert, modelName: 'm', expression: 'errorRate > 0.1 & <!channel>', value: 0.5 },
};
const secret = 'a secret of sixteen and more';

async function send(kind: ChannelKind, settings: ChannelSettings, status = 200) {
  const posts: { readonly url: string; readonly request: PostRequest }[] = [];
  const mails: Mail[] = [];
  const lines: { readonly line: string; readonly facts: LogFacts | undefined }[] = [];
  const outcome = await channelOf(kind).send(message, settings, {
    clock,
    logger: { ...silentLogger, warn: (line, facts) => void lines.push({ line, facts }) },
    signal: new AbortController().signal,
    post: (url, request) => {
      posts.push({ url, request });
      return Promise.resolve({ status, retryAfterMs: 7 });
    },
    sign: ({ id, timestamp }, key) => ({ signed: `${id} ${timestamp} ${key}` }),
    sendMail: (mail) => Promise.resolve(mails.push(mail)),
  });
  return { outcome, posts, mails, lines };
}

describe('channels', () => {
  it('log', async () => {
    const { outcome, lines } = await send('log', {});
    expect(outcome).toEqual({ ok: true });
    expect(lines).toMatchObject([
      { line: '[TEST] info: test on m: errorRate > 0.1 & <!channel>', facts: { value: 0.5 } },
    ]);
  });

  it('webhook: signed with the time of the attempt and the id of the event', async () => {
    const { posts } = await send('webhook', { url: 'https://example.org/a', secret });
    const signed = `id.test ${Math.floor(clock.nowMs() / 1_000)} ${secret}`;
    expect(posts).toMatchObject([{ url: 'https://example.org/a', request: { headers: { signed } } }]);
    expect(JSON.parse(posts[0]?.request.body ?? '')).toMatchObject({ type: 'alert.test', data: { value: 0.5 } });
  });

  it('slack: what people see, and nothing that is a command there', async () => {
    const { posts } = await send('slack', { url: 'https://hooks.example.org/T/B/X' });
    const { text } = JSON.parse(posts[0]?.request.body ?? '') as { text: string };
    expect(text).toContain('*[TEST] info: test on m: errorRate &gt; 0.1 &amp; &lt;!channel&gt;*');
    expect(text).toContain('value: 0.5');
  });

  it('e-mail', async () => {
    const { mails } = await send('email', { to: ['ops@example.org'] });
    expect(mails).toMatchObject([
      { from: undefined, to: ['ops@example.org'], subject: '[TEST] info: test on m: errorRate > 0.1 & <!channel>' },
    ]);
  });

  it.each([
    [503, { ok: false, reason: 'the receiver answered 503', isHopeless: false, retryAfterMs: 7 }],
    [302, { ok: false, reason: 'the receiver answered 302', isHopeless: false, retryAfterMs: 7 }],
    [410, { ok: false, reason: 'the receiver answered 410', isHopeless: true, retryAfterMs: 7 }],
    [204, { ok: true }],
  ])('a receiver that answers %d', async (status, expected) => {
    expect((await send('slack', { url: 'https://example.org' }, status)).outcome).toEqual(expected);
  });

  it.each<[ChannelKind, ChannelSettings]>([
    ['webhook', { url: 'ftp://example.org', secret }],
    ['webhook', { url: 'https://user:password@example.org', secret }],
    ['webhook', { url: 'https://example.org', secret: 'short' }],
    ['slack', { url: 'not a url' }],
    ['slack', { url: '' }],
    ['email', { to: [] }],
    ['email', { to: ['ops@example.org', 'no address'] }],
    ['email', { to: ['ops@example.org\r\nBcc: all@example.org'] }],
    ['email', { to: ['ops@example.org'], from: 'nobody' }],
  ])('%s refuses %j', (kind, settings) => {
    expect(() => channelOf(kind).check(settings)).toThrow(/^settings[.]/);
  });

  it.each<[ChannelKind, ChannelSettings]>([
    ['webhook', { url: 'https://example.org/in/s3cret?key=s3cret', secret: 's3cret s3cret s3cret' }],
    ['slack', { url: 'https://hooks.slack.com/services/T/B/s3cret' }],
  ])('%s shows no secret', (kind, settings) => {
    expect(JSON.stringify(channelOf(kind).shown(settings))).not.toContain('s3cret');
  });
});
