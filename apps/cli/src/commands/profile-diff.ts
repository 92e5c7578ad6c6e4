import type { Command } from '../command.ts';
import type { Step } from '../profile/plan.ts';
import type { Style } from '../output/style.ts';

export const actions = ['none', 'upload', 'fetch', 'compare', 'promote', 'conflict'] as const satisfies readonly Step['action'][]; // prettier-ignore

export const profileDiff: Command = {
  name: 'profile diff',
  summary: 'What profile apply would do; ends with 7 when there is something to do',
  details: 'Folders that are there already count as up to date: their files are compared when they are sent.',
  args: [{ name: '<profile>', description: 'a name from profile list, or a file' }],
  options: [],
  examples: [
    { line: 'profile diff minimal', says: 'what the host lacks' },
    { line: 'profile diff ./my-models.json --json', says: 'of a profile of your own' },
  ],
  output: {
    schema: {
      type: 'object',
      required: ['profile', 'upToDate', 'steps'],
      properties: {
        profile: { type: 'string' },
        upToDate: { type: 'boolean' },
        steps: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['model', 'action', 'why'],
            properties: { model: { type: 'string' }, action: { enum: actions }, why: { type: 'string' } },
          },
        },
      },
    },
  },
  run: async (context) => {
    const { loadProfile } = await import('../profile/load-profile.ts');
    const { planProfile } = await import('../profile/plan.ts');
    const profile = await loadProfile(context.args[0] ?? '');
    const steps = await planProfile(profile, context);
    const upToDate = steps.every(({ action }) => action === 'none' || action === 'compare');
    return {
      json: {
        profile: profile.name,
        upToDate,
        steps: steps.map(({ name, action, why }) => ({ model: name, action, why })),
      },
      show: (style) => showSteps(steps, style),
      exitCode: upToDate ? 'done' : 'negative',
    };
  },
};

export const showSteps = (steps: readonly Step[], style: Style): string =>
  style.table(
    ['MODEL', 'TO DO', 'WHY'],
    steps.map(({ name, action, why }) => [name, action, why]),
  );
