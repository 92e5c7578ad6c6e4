import type { Command } from '../command.ts';

export const alertAcknowledge: Command = {
  name: 'alert acknowledge',
  summary: 'Say that somebody looks after an alert; the last one to say so counts',
  args: [{ name: '<alert>', description: 'id of the alert' }],
  options: [
    { flags: '--note <text>', description: 'what is done about it' },
    { flags: '--by <name>', description: 'who, where the host does not know you' },
  ],
  examples: [{ line: 'alert acknowledge 019a… --note "the sensor is exchanged"', says: 'you look after it' }],
  output: { operation: 'postMonitoringAlertsIdAcknowledge' },
  run: async ({ args: [id = ''], client, given, signal }) => {
    const body = { by: given.text('by'), note: given.text('note') };
    const json = await client.acknowledgeAlert({ params: { id }, body }, { signal });
    return { json, show: () => `${json.acknowledgedBy ?? ''} looks after ${json.id}` };
  },
};
