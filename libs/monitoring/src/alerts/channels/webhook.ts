import { EdgeError } from '@harper-edge/contracts';
import { outcomeOfStatus, type Channel } from '../channel.ts';
import { checkUrl, originOf } from '../channel-url.ts';

export interface WebhookSettings {
  readonly url: string;
  /** What the requests are signed with; base64 after `whsec_`, else the key as it is. */
  readonly secret: string;
}

const shortestSecret = 16;

/** A POST of the alert as JSON, signed as Standard Webhooks has it. */
export const webhookChannel: Channel<WebhookSettings> = {
  check: (settings) => {
    checkUrl(settings.url);
    if (settings.secret.length >= shortestSecret) return settings;
    throw new EdgeError('INVALID_INPUT', `settings.secret: expected at least ${shortestSecret} characters`);
  },
  shown: ({ url }) => ({ url: originOf(url), hasSecret: true }),
  send: async ({ eventId, type, at, alert }, { url, secret }, { post, sign, clock, signal }) => {
    const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data: alert });
    const signed = sign({ id: eventId, timestamp: Math.floor(clock.nowMs() / 1_000), body }, secret);
    const headers = { 'content-type': 'application/json', ...signed };
    return outcomeOfStatus(await post(url, { method: 'POST', headers, body, signal }));
  },
};
