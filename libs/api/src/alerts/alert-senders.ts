import type { Clock, Logger } from '@harper-edge/contracts';
import { createAddressCheck, createHttpClient, signWebhook } from '@harper-edge/model-fetch';
import type { AlertSenders } from '@harper-edge/monitoring';

export interface AlertSendersOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Addresses and blocks that may be asked though they are not public. Default none. */
  readonly allowedAddresses?: readonly string[] | undefined;
  /** Default: there is no mail server. */
  readonly sendMail?: AlertSenders['sendMail'];
}

/** How alerts leave a host: to public addresses, and those that it allows, only. */
export function createAlertSenders({ allowedAddresses, sendMail, ...rest }: AlertSendersOptions): AlertSenders {
  const http = createHttpClient({ clock: rest.clock, isAllowed: createAddressCheck(allowedAddresses) });
  return { ...rest, post: http.send, sign: signWebhook, sendMail };
}
