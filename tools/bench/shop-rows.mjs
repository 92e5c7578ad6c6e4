// The rows of `npm run bench:shop`. Each gives one figure per round, a ratio of two things measured in that round.

const experiment = '/api/bench/experiment/recommendations';

async function prepareExperiment({ call, host }) {
  await call('PUT', '/tenants/bench', { name: 'Bench' });
  await call('PUT', experiment, { variants: [{ id: 'baseline' }, { id: 'ai-enhanced' }] });
  const asked = await fetch(host.url + experiment, { headers: { 'x-user-id': 'shopper-1' } });
  if ((await asked.json()).experimentId !== 'recommendations') throw new Error('the experiment does not answer');
}

const assignment = (userId) => ({ method: 'GET', path: experiment, headers: { 'x-user-id': userId } });

/** `least`: the figure must not be below; `most`: not above. `prepare` runs once, before the first round. */
export const shopRows = [
  {
    key: 'assignment',
    what: 'assignment of known users, rps at 32 connections / empty JSON route',
    least: 0.8,
    prepare: prepareExperiment,
    run: async ({ closed, empty }) => {
      const before = await empty();
      const asked = await closed(assignment('shopper-1'));
      const after = await empty();
      return (2 * asked.rps) / (before.rps + after.rps);
    },
  },
  {
    key: 'firstExposure',
    what: 'assignment of users never seen before, each stored before the answer / empty JSON route',
    prepare: prepareExperiment,
    run: async ({ closed, empty }) => {
      const alone = await empty();
      return (await closed(assignment('shopper-{number}'))).rps / alone.rps;
    },
  },
];
