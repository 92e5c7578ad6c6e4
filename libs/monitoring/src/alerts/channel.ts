import type { Clock, Logger } from '@harper-edge/contracts';
import type { AlertMessage } from './alert-message.ts';

export interface PostRequest {
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface Mail {
  /** `undefined`: as the host has it. */
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** How a host reaches others. */
export interface AlertSenders {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Asks once, follows no redirects. @throws EdgeError FORBIDDEN for an address that is not allowed, UNAVAILABLE */
  post(
    url: string,
    request: PostRequest,
  ): Promise<{ readonly status: number; readonly retryAfterMs?: number | undefined }>;
  /** The headers that prove who sent it. `timestamp` in seconds since 1970. */
  sign(
    message: { readonly id: string; readonly timestamp: number; readonly body: string },
    secret: string,
  ): Record<string, string>;
  /** Absent where no mail server is set. */
  readonly sendMail?: ((mail: Mail) => Promise<unknown>) | undefined;
}

/** How an attempt ended. Reasons hold no secret. */
export type SendOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Whether another attempt makes no sense. */
      readonly isHopeless?: boolean;
      readonly retryAfterMs?: number | undefined;
    };

/** How a sort of channel sends. */
export interface Channel<Settings> {
  /** @throws EdgeError INVALID_INPUT */
  check(settings: Settings): Settings;
  /** The settings as they may be shown: without secrets. */
  shown(settings: Settings): Readonly<Record<string, string | boolean | readonly string[] | null>>;
  send(
    message: AlertMessage,
    settings: Settings,
    senders: AlertSenders & { readonly signal: AbortSignal },
  ): Promise<SendOutcome>;
}

/** What the status of an answer means. */
export function outcomeOfStatus({
  status,
  retryAfterMs,
}: {
  readonly status: number;
  readonly retryAfterMs?: number | undefined;
}): SendOutcome {
  if (status >= 200 && status < 300) return { ok: true };
  // 410, gone: it does not want any more.
  return { ok: false, reason: `the receiver answered ${status}`, isHopeless: status === 410, retryAfterMs };
}
