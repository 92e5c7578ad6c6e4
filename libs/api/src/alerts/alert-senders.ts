import type { Clock, Logger } from '@harper-edge/contracts';
import { createAddressCheck, createHttpClient, signWebhook } from '@harper-edge/model-fetch';
import type { AlertSenders } from '@harper-edge/monitoring';

export interface AlertSendersOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Addresses and blocks that may be asked though they are not public. Default none. */
  readonly allowedAddresses?: readonly string[] | undefined;
  /** Default: there is no mail server. */
  readonly mail?: { readonly transport: MailTransport; readonly from: string } | undefined;
}

/** What nodemailer's transports are. */
export interface MailTransport {
  sendMail(mail: { from: string; to: string[]; subject: string; text: string }): Promise<unknown>;
}

/** How alerts leave a host: to public addresses, and those that it allows, only. */
export function createAlertSenders({ clock, logger, allowedAddresses, mail }: AlertSendersOptions): AlertSenders {
  const http = createHttpClient({ clock, isAllowed: createAddressCheck(allowedAddresses) });
  return {
    clock,
    logger,
    post: http.send,
    sign: signWebhook,
    ...(mail !== undefined && {
      sendMail: ({ from = mail.from, to, ...rest }) => mail.transport.sendMail({ ...rest, from, to: [...to] }),
    }),
  };
}
