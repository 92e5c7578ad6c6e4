import type { Command } from '../command.ts';

export const profileList: Command = {
  name: 'profile list',
  summary: 'The profiles that come with the project',
  args: [],
  options: [],
  examples: [{ line: 'profile list', says: 'what they are for' }],
  output: {
    schema: {
      type: 'object',
      required: ['profiles'],
      properties: {
        profiles: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['name', 'description', 'models', 'fetches'],
            properties: {
              name: { type: 'string' },
              description: { type: 'string' },
              models: { type: 'array', items: { type: 'string' }, description: 'model:version' },
              fetches: { type: 'boolean', description: 'whether the host has to fetch any of them' },
            },
          },
        },
      },
    },
  },
  run: async () => {
    const { listProfiles } = await import('../profile/load-profile.ts');
    const profiles = (await listProfiles()).map(({ name, description, models }) => ({
      name,
      description,
      models: models.map(({ model, version }) => `${model}:${version}`),
      fetches: models.some((model) => 'source' in model),
    }));
    const rows = profiles.map(({ name, models, fetches, description }) => [name, models.length, fetches ? 'yes' : 'no', description]); // prettier-ignore
    return { json: { profiles }, show: (style) => style.table(['PROFILE', 'MODELS', 'FETCHES', ''], rows) };
  },
};
