// One user after another into one experiment, as a host does it for every request.
import { adaptGrowthBook, assign, compileExperiment } from '../dist/index.js';

export const peers = ['@growthbook/growthbook'];

const users = Array.from({ length: 1000 }, (_, index) => ({
  id: `user-${index * 7919}`,
  country: index % 3 === 0 ? 'US' : 'CA',
  age: 18 + (index % 60),
}));

const plain = { key: 'new-checkout', variations: [0, 1], hashVersion: 2 };
const targeted = {
  ...plain,
  condition: { country: { $in: ['US', 'UK', 'CA'] }, age: { $gte: 21 } },
  namespace: ['checkout', 0, 0.9],
};

export const rows = ({ '@growthbook/growthbook': { GrowthBookClient, version } }) => {
  const client = new GrowthBookClient({ log: () => undefined });
  const contexts = users.map((attributes) => ({ attributes }));
  const theirs = (experiment) => () => {
    let sum = 0;
    for (const context of contexts) {
      const { inExperiment, variationId } = client.runInlineExperiment(experiment, context);
      sum += inExperiment ? 1 + variationId : 0;
    }
    return sum;
  };
  const ours = (experiment) => () => {
    let sum = 0;
    for (const user of users) {
      const { inExperiment, variation } = assign(experiment, user);
      sum += inExperiment ? 1 + variation : 0;
    }
    return sum;
  };
  const row = (what, target) => ({ what, operations: users.length, peer: `GrowthBook ${version}`, ...target });
  const adapted = (experiment) => adaptGrowthBook(experiment, {}).experiment;
  const own = {
    id: 'new-checkout',
    variants: [{ id: 'old' }, { id: 'new' }],
  };
  return [
    row('plain, hash version 2', {
      ours: ours(adapted(plain)),
      theirs: theirs(plain),
      within: 0,
      least: 5,
      leastPerSecond: 5e6,
    }),
    row('plain, hash version 3', {
      ours: ours(compileExperiment(own)),
      theirs: theirs(plain),
      least: 5,
      leastPerSecond: 5e6,
    }),
    row('two clauses and a namespace, hash version 2', {
      ours: ours(adapted(targeted)),
      theirs: theirs(targeted),
      within: 0,
      least: 4,
      leastPerSecond: 2.5e6,
    }),
    row('two clauses and a namespace, hash version 3', {
      ours: ours(
        compileExperiment({
          ...own,
          condition: targeted.condition,
          namespace: { id: 'checkout', range: [0, 0.9] },
        }),
      ),
      theirs: theirs(targeted),
      least: 4,
      leastPerSecond: 2.5e6,
    }),
  ];
};
