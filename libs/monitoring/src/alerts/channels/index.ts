import type { Channel } from '../channel.ts';
import { emailChannel, type EmailSettings } from './email.ts';
import { logChannel, type LogSettings } from './log.ts';
import { slackChannel, type SlackSettings } from './slack.ts';
import { webhookChannel, type WebhookSettings } from './webhook.ts';

interface SettingsByKind {
  readonly log: LogSettings;
  readonly webhook: WebhookSettings;
  readonly slack: SlackSettings;
  readonly email: EmailSettings;
}

export type ChannelKind = keyof SettingsByKind;
export type ChannelSettings = SettingsByKind[ChannelKind];

const channels = {
  log: logChannel,
  webhook: webhookChannel,
  slack: slackChannel,
  email: emailChannel,
} as const satisfies { readonly [Kind in ChannelKind]: Channel<SettingsByKind[Kind]> };

/** A sort of channel; its settings are those it has checked itself. */
export const channelOf = (kind: ChannelKind): Channel<ChannelSettings> => channels[kind];
