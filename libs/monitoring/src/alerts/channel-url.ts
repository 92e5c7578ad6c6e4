import { EdgeError } from '@harper-edge/contracts';

/** @throws EdgeError INVALID_INPUT unless something that can be posted to; nothing of it is repeated, as it may be a secret */
export function checkUrl(url: string): void {
  const parsed = url.length <= 2_048 && URL.canParse(url) ? new URL(url) : undefined;
  const isHttp = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  if (isHttp && parsed.username === '' && parsed.password === '' && parsed.hash === '') return;
  throw new EdgeError(
    'INVALID_INPUT',
    'settings.url: expected a URL such as https://example.org/alerts, without user, password and fragment',
  );
}

/** As much of it as may be shown: what follows the host may be a secret. */
export const originOf = (url: string): string => `${new URL(url).origin}/…`;
