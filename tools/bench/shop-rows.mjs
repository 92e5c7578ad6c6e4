// The rows of `npm run bench:shop`. Each gives one figure per round, a ratio of two things measured in that round.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const experiment = '/api/bench/experiment/recommendations';

async function prepareExperiment({ call, host }) {
  await call('PUT', '/tenants/bench', { name: 'Bench' });
  await call('PUT', experiment, { variants: [{ id: 'baseline' }, { id: 'ai-enhanced' }] });
  const asked = await fetch(host.url + experiment, { headers: { 'x-user-id': 'shopper-1' } });
  if ((await asked.json()).experimentId !== 'recommendations') throw new Error('the experiment does not answer');
}

const assignment = (userId) => ({ method: 'GET', path: experiment, headers: { 'x-user-id': userId } });

const examples = join(import.meta.dirname, '../../examples');

/** A shop with 100 products, all of which have their vectors after the first question. */
async function prepareGear({ call, host, ask }) {
  const { seedExamples } = await import(new URL('../dist/shop/seed-examples.js', import.meta.url).href);
  await seedExamples({ url: host.url }, examples);
  await call('PUT', '/tenants/gear', { name: 'Gear', embeddingModel: 'gear-words' });
  const products = JSON.parse(await readFile(join(examples, 'alpine-gear-co/products.json'), 'utf8')).slice(0, 100);
  await call('PUT', '/api/gear/products', { products });
  const { personalized } = await ask(personalize('keep dry in heavy rain'));
  if (!personalized) throw new Error('expected products in the order of the model');
}

const personalize = (query) => ({
  path: '/api/gear/personalize',
  headers: { 'x-user-id': 'shopper-1' },
  body: JSON.stringify({ userContext: { query }, limit: 100 }),
});

/** The request of the README. */
const threeProducts = {
  path: '/api/gear/personalize',
  headers: { 'x-user-id': 'shopper-1' },
  body: JSON.stringify({
    products: ['trail-runner-shoes', 'ultralight-backpack', 'rain-jacket'],
    userContext: { activityType: 'trail-running', experienceLevel: 'advanced', season: 'spring' },
  }),
};

/** Asked with another number each time, so that no cache knows the answer. */
const newQuery = 'shoes for running on muddy paths {number}';

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
  {
    key: 'personalize',
    what: 'personalize over 100 products with stored vectors, p50 at one connection / embedding its query alone',
    most: 1.5,
    prepare: prepareGear,
    run: async ({ closed }) => {
      const body = JSON.stringify({ model: 'gear-words', input: newQuery, encoding_format: 'base64' });
      const alone = await closed({ path: '/v1/embeddings', body }, { connections: 1 });
      return (await closed(personalize(newQuery), { connections: 1 })).p50 / alone.p50;
    },
  },
  {
    key: 'hotCache',
    what: 'the same three products again and again, from the hot cache, rps at 32 connections / empty JSON route',
    least: 0.7,
    run: async ({ closed, empty }) => {
      const before = await empty();
      const asked = await closed(threeProducts);
      const after = await empty();
      return (2 * asked.rps) / (before.rps + after.rps);
    },
  },
];
