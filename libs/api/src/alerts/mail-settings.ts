import { EdgeError } from '@harper-edge/contracts';

/** How mails leave a host. */
export interface MailSettings {
  /** Of the mail server, with user and password: `smtps://user:password@mail.example.org`. */
  readonly smtpUrl: string;
  /** Whom they come from where a channel does not say. */
  readonly from: string;
}

/**
 * What both hosts read from EDGE_AI_SMTP_URL and EDGE_AI_SMTP_FROM; `undefined`: they send no mail.
 *
 * @throws EdgeError INVALID_INPUT naming the variable, without what it holds
 */
export function readMailSettings(environment: Readonly<Record<string, string | undefined>>): MailSettings | undefined {
  const { EDGE_AI_SMTP_URL: smtpUrl = '', EDGE_AI_SMTP_FROM: from = '' } = environment;
  if (smtpUrl === '') return undefined;
  if (!URL.canParse(smtpUrl) || !['smtp:', 'smtps:'].includes(new URL(smtpUrl).protocol)) {
    throw new EdgeError(
      'INVALID_INPUT',
      'EDGE_AI_SMTP_URL: expected smtp://… or smtps://user:password@mail.example.org',
    );
  }
  if (from === '') throw new EdgeError('INVALID_INPUT', 'EDGE_AI_SMTP_FROM: expected whom mails come from');
  return { smtpUrl, from };
}
