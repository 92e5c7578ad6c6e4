import { createFakeClock } from '@harper-edge/contracts/testing';
import { expect, it } from 'vitest';
import { createOriginLimits } from './origin-limits.ts';

it('lets one server ask for a pause without holding up the others', async () => {
  const clock = createFakeClock();
  const limitOf = createOriginLimits({ clock });
  limitOf(new URL('https://a.example/one')).pause(86_400_000);
  await expect(limitOf(new URL('https://a.example/two')).take()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await limitOf(new URL('https://b.example/one')).take();
  await limitOf(new URL('https://a.example:8443/one')).take();
  clock.advance(86_400_001);
  await limitOf(new URL('https://a.example/one')).take();
});

it('forgets the origin that was asked for longest ago, beyond a thousand', async () => {
  const limitOf = createOriginLimits({ clock: createFakeClock() });
  const origin = (name: number): URL => new URL(`https://h${name}.example`);
  for (let name = 0; name < 1_000; name++) limitOf(origin(name)).pause(1_000);
  limitOf(origin(0));
  limitOf(origin(1_000));
  await limitOf(origin(1)).take();
  await expect(limitOf(origin(0)).take()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
