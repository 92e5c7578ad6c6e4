import { createHmac } from 'node:crypto';
import { retryDelayMs } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { describe, expect, it } from 'vitest';
import { signWebhook } from '../webhooks/sign-webhook.ts';
import { createAddressCheck } from './address-check.ts';
import { createRateLimit } from './rate-limit.ts';
import { parseRetryAfter } from './retry-after.ts';

describe('addresses', () => {
  // Sources: the IANA special-purpose address registries for IPv4 and IPv6.
  it.each([
    ['8.8.8.8', true],
    ['2606:4700:4700::1111', true],
    ['::ffff:8.8.8.8', true],
    ['0.0.0.0', false],
    ['10.1.2.3', false],
    ['100.64.0.1', false],
    ['127.0.0.1', false],
    ['127.255.255.254', false],
    ['169.254.169.254', false],
    ['172.16.0.1', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.0.0.1', false],
    ['192.168.0.1', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::127.0.0.1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:a9fe:a9fe', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['fc00::1', false],
    ['fd00:ec2::254', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['ff02::1', false],
    ['no address', false],
  ])('%s: %s', (address, isAllowed) => {
    expect(createAddressCheck()(address)).toBe(isAllowed);
  });

  it('that are listed are allowed too, in every spelling, and no others', () => {
    const check = createAddressCheck(['10.0.0.0/8', '::1']);
    expect(['10.9.8.7', '::ffff:10.9.8.7', '::1'].map(check)).toEqual([true, true, true]);
    expect(['172.16.0.1', '127.0.0.1', 'fe80::2', '192.168.0.1'].map(check)).toEqual([false, false, false, false]);
    expect(() => createAddressCheck(['localhost'])).toThrow('expected an address');
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);
  it.each([
    ['3', 3_000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s is %s ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});

describe('the wait before another try', () => {
  it('doubles, half of it random, up to its limit, and never undercuts what was asked for', () => {
    const rng = createSeededRng(1);
    for (let attempt = 1; attempt <= 12; attempt++) {
      const fullMs = Math.min(1_000 * 2 ** (attempt - 1), 300_000);
      for (let times = 0; times < 50; times++) {
        const delayMs = retryDelayMs(attempt, { rng, initialMs: 1_000 });
        expect(delayMs).toBeGreaterThanOrEqual(fullMs / 2);
        expect(delayMs).toBeLessThanOrEqual(fullMs);
      }
    }
    expect(retryDelayMs(1, { rng, initialMs: 1, retryAfterMs: 9_000 })).toBe(9_000);
  });
});

describe('the rate limit', () => {
  it('lets a burst through and refuses while paused', async () => {
    const clock = createFakeClock();
    const limit = createRateLimit({ clock, perSecond: 5 });
    for (let i = 0; i < 5; i++) await limit.take();
    let isThrough = false;
    const sixth = limit.take().then(() => (isThrough = true));
    await Promise.resolve();
    expect(isThrough).toBe(false);
    await sixth;
    limit.pause(2_500);
    await expect(limit.take()).rejects.toMatchObject({ code: 'UNAVAILABLE', facts: { retryAfterSeconds: 3 } });
    clock.advance(2_501);
    await limit.take();
  });
});

describe('a signature', () => {
  it('is that of Standard Webhooks', () => {
    // The example of the specification's reference implementations.
    const headers = signWebhook(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' },
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    );
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    const plain = signWebhook({ id: 'a', timestamp: 1, body: 'b' }, 'key');
    expect(plain['webhook-signature']).toBe(`v1,${createHmac('sha256', 'key').update('a.1.b').digest('base64')}`);
  });
});
