import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Caller } from '@harper-edge/api';
import { describe, expect, it } from 'vitest';
import type { Host } from './compose.ts';
import type { HarperRequest } from './harper-server.ts';
import { mount } from './mount.ts';

interface From {
  readonly access: 'open' | 'authenticated';
  readonly remoteAddress?: string;
  readonly user?: HarperRequest['user'];
  readonly headers?: Record<string, string>;
}

/** Whom the API is told is calling. */
async function callerOf({ access, remoteAddress, user, headers = {} }: From): Promise<Caller | undefined> {
  let told: Caller | undefined;
  const api: Host['api'] = {
    handles: () => true,
    fetch: (_request, caller) => {
      told = caller;
      return Promise.resolve({ status: 200, headers: {}, body: '' });
    },
  };
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const incoming = new IncomingMessage(socket);
  Object.assign(incoming.headers, headers);
  const request: HarperRequest = {
    method: 'GET',
    url: '/models',
    pathname: '/models',
    _nodeRequest: incoming,
    ...(user !== undefined && { user }),
  };
  await mount({ api } as Host, { access })(request, () => undefined);
  return told;
}

describe('open access', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('lets %s in', async (remoteAddress) => {
    expect(await callerOf({ access: 'open', remoteAddress })).toEqual({ name: 'anonymous' });
    expect(await callerOf({ access: 'authenticated', remoteAddress })).toBeUndefined();
  });

  it.each(['10.0.0.1', '::ffff:10.127.0.0', '1270.0.0.1', '2001:db8::1', '::1%eth0', '', undefined])(
    'does not let %s in, whatever its headers say',
    async (remoteAddress) => {
      const headers = { 'x-forwarded-for': '127.0.0.1', host: 'localhost', forwarded: 'for=127.0.0.1' };
      expect(await callerOf({ access: 'open', headers, ...(remoteAddress !== undefined && { remoteAddress }) })).toBe(
        undefined,
      );
    },
  );

  it('knows users of Harper from anywhere', async () => {
    const user = { username: 'ann', role: { permission: { super_user: true } } };
    expect(await callerOf({ access: 'open', remoteAddress: '10.0.0.1', user })).toEqual({
      name: 'ann',
      isUser: true,
      isAdmin: true,
    });
  });
});
