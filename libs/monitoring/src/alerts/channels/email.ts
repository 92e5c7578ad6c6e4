import { EdgeError } from '@harper-edge/contracts';
import { alertFacts, alertTitle } from '../alert-message.ts';
import type { Channel } from '../channel.ts';

export interface EmailSettings {
  readonly to: readonly string[];
  /** Default: the host's. */
  readonly from?: string | undefined;
}

/** One mailbox, nothing that a header could be made to end with. */
const mailbox = /^[^\s@<>,;:"\u0000-\u001f]{1,64}@[^\s@<>,;:"\u0000-\u001f]{1,190}$/;
const maxReceivers = 50;

/** A mail in plain text. */
export const emailChannel: Channel<EmailSettings> = {
  check: (settings) => {
    const { to, from } = settings;
    const wrong = [...to, ...(from === undefined ? [] : [from])].find((address) => !mailbox.test(address));
    if (to.length >= 1 && to.length <= maxReceivers && wrong === undefined) return settings;
    const received = wrong === undefined ? `${to.length} of them` : JSON.stringify(wrong.slice(0, 80));
    throw new EdgeError(
      'INVALID_INPUT',
      `settings.to, settings.from: expected 1 to ${maxReceivers} addresses as ops@example.org, received ${received}`,
    );
  },
  shown: ({ to, from = null }) => ({ to, from }),
  send: async (message, { to, from }, { sendMail }) => {
    if (sendMail === undefined) {
      return { ok: false, reason: 'this host sends no mail; set EDGE_AI_SMTP_URL first', isHopeless: true };
    }
    await sendMail({ from, to, subject: alertTitle(message), text: alertFacts(message).join('\n') });
    return { ok: true };
  },
};
