import { type AlertDelivery, type ChannelSettings } from '@harper-edge/monitoring';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { route, type Route } from '../http/route.ts';
import { channelAnswer, channelBody, deleted, deliveryAnswer, deliveryState, shownChannel } from './alert-schemas.ts';
import { cursor, id, limit } from './schemas.ts';

const tag = 'monitoring';
const params = z.object({ id: id('id') });
const errors = ['NOT_FOUND'] as const;
const nextCursor = z.string().optional();

const channelsRoute = route({
  method: 'GET',
  path: '/monitoring/alert-channels',
  summary: 'Where alerts are sent to, without secrets',
  tag,
  answer: z.object({ channels: z.array(channelAnswer).readonly() }),
  handle: async ({ services: { monitoring } }) => ({
    channels: (await monitoring.alerts.channels.list()).map(shownChannel),
  }),
});

const channelRoute = route({
  method: 'GET',
  path: '/monitoring/alert-channels/:id',
  summary: 'A channel that alerts are sent to, without secrets',
  tag,
  params,
  answer: channelAnswer,
  errors,
  handle: async ({ services: { monitoring }, params: named }) =>
    shownChannel(await monitoring.alerts.channels.get(named.id)),
});

const putChannelRoute = route({
  method: 'PUT',
  path: '/monitoring/alert-channels/:id',
  summary: 'Write a channel; settings that are not given stay as they are',
  tag,
  isForAdmins: true,
  params,
  body: channelBody,
  answer: channelAnswer,
  handle: async ({ services: { monitoring }, params: named, body: { kind, enabled = true, settings = {} } }) => {
    const { channels } = monitoring.alerts;
    const before = (await channels.list()).find((channel) => channel.id === named.id);
    const blank = { log: {}, webhook: { url: '', secret: '' }, slack: { url: '' }, email: { to: [] } }[kind];
    const kept = before?.kind === kind ? before.settings : blank;
    // The union above has checked that they are those of the kind; what is missing the channel itself finds.
    const written = { ...kept, ...given(settings) } as ChannelSettings;
    return shownChannel(await channels.put({ id: named.id, kind, enabled, settings: written }));
  },
});

const deleteChannelRoute = route({
  method: 'DELETE',
  path: '/monitoring/alert-channels/:id',
  summary: 'Take a channel away',
  tag,
  isForAdmins: true,
  params,
  answer: deleted,
  errors,
  handle: async ({ services: { monitoring }, params: named }) => {
    await monitoring.alerts.channels.delete(named.id);
    return { id: named.id, deleted: true as const };
  },
});

const testChannelRoute = route({
  method: 'POST',
  path: '/monitoring/alert-channels/:id/test',
  summary: 'Send a test to a channel, once, and say how that went',
  tag,
  isForAdmins: true,
  params,
  answer: z.object({
    delivered: z.boolean(),
    error: z.string().nullable().meta({ description: 'Why it was not delivered.' }),
  }),
  errors,
  handle: async ({ services: { monitoring, alertSenders }, params: named }) => {
    const outcome = await monitoring.alerts.test(named.id, alertSenders);
    return { delivered: outcome.ok, error: outcome.ok ? null : outcome.reason };
  },
});

const deliveriesRoute = route({
  method: 'GET',
  path: '/monitoring/alert-deliveries',
  summary: 'What was sent to channels, or is to be, newest first; `dead` is what was given up',
  tag,
  query: z.object({ state: deliveryState.optional(), limit, cursor }),
  answer: z.object({ deliveries: z.array(deliveryAnswer).readonly(), nextCursor }),
  handle: async ({ services: { monitoring }, query }) => {
    const { rows, ...page } = await monitoring.alerts.deliveries(query);
    return { deliveries: rows.map(shownDelivery), ...page };
  },
});

const shownDelivery = ({ message, ...delivery }: AlertDelivery) => ({ ...delivery, event: message.type });

export const alertChannelRoutes: readonly Route[] = [
  channelsRoute,
  channelRoute,
  putChannelRoute,
  deleteChannelRoute,
  testChannelRoute,
  deliveriesRoute,
];
