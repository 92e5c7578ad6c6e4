import { alertFacts, alertTitle } from '../alert-message.ts';
import { outcomeOfStatus, type Channel } from '../channel.ts';
import { checkUrl, originOf } from '../channel-url.ts';

export interface SlackSettings {
  /** Of an incoming webhook: whoever knows it can write there. */
  readonly url: string;
}

/** An incoming webhook of Slack, and of what understands the same: a JSON object with a `text`. */
export const slackChannel: Channel<SlackSettings> = {
  check: (settings) => {
    checkUrl(settings.url);
    return settings;
  },
  shown: ({ url }) => ({ url: originOf(url) }),
  send: async (message, { url }, { post, signal }) => {
    const text = [`*${escape(alertTitle(message))}*`, ...alertFacts(message).map(escape)].join('\n');
    const headers = { 'content-type': 'application/json' };
    return outcomeOfStatus(await post(url, { method: 'POST', headers, body: JSON.stringify({ text }), signal }));
  },
};

/** The three characters that mean something there. */
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
