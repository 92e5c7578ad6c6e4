import { createHmac } from 'node:crypto';

export interface WebhookMessage {
  /** The same for every delivery of one event. */
  readonly id: string;
  /** Of this delivery, seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers that prove who sent a webhook, as Standard Webhooks has them (github.com/standard-webhooks, version 1): an
 * HMAC-SHA256 over id, time and body. A secret that begins with `whsec_` is the base64 of the key, any other is the key.
 */
export function signWebhook({ id, timestamp, body }: WebhookMessage, secret: string): Record<string, string> {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
