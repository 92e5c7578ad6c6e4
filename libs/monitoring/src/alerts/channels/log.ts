import { alertTitle } from '../alert-message.ts';
import type { Channel } from '../channel.ts';

export type LogSettings = Readonly<Record<string, never>>;

/** The log of the host. */
export const logChannel: Channel<LogSettings> = {
  check: () => ({}),
  shown: () => ({}),
  send: (message, _settings, { logger }) => {
    const { id, value, evidence } = message.alert;
    logger.warn(alertTitle(message), { alertId: id, value, evidence });
    return Promise.resolve({ ok: true });
  },
};
