import type { Command } from '../command.ts';
import { usageError } from '../cli-error.ts';
import type { Applied } from '../profile/apply-step.ts';
import { actions, showSteps } from './profile-diff.ts';

export const profileApply: Command = {
  name: 'profile apply',
  summary: 'Deploy the models of a profile that the host lacks; a second time it changes nothing',
  details: 'npm run preload is the same. Models that are not in the profile are left alone.',
  args: [{ name: '[profile]', description: 'a name from profile list, or a file' }],
  options: [
    { flags: '--profile <profile>', description: 'the same as the argument' },
    { flags: '--approved-by <name>', description: 'who approves promotions to production' },
    { flags: '--dry-run', description: 'say what would happen, and do nothing' },
  ],
  examples: [
    { line: 'profile apply minimal', says: 'one small classifier, without internet' },
    { line: 'profile apply testing --dry-run', says: 'what would be done' },
  ],
  output: {
    schema: {
      type: 'object',
      required: ['profile', 'dryRun', 'changed', 'unchanged', 'failed', 'models'],
      properties: {
        profile: { type: 'string' },
        dryRun: { type: 'boolean' },
        changed: { type: 'integer' },
        unchanged: { type: 'integer' },
        failed: { type: 'integer' },
        models: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['model', 'action', 'result', 'message'],
            properties: {
              model: { type: 'string' },
              action: { enum: actions },
              result: { enum: ['changed', 'unchanged', 'failed', 'planned'] },
              message: { type: 'string' },
            },
          },
        },
      },
    },
  },
  timeoutMs: 0,
  run: async (context) => {
    const { args, given, progress } = context;
    const asked = args[0] ?? given.text('profile');
    if (asked === undefined) throw usageError('profile apply: expected a profile; see: harper-ai profile list');
    const { loadProfile } = await import('../profile/load-profile.ts');
    const { planProfile } = await import('../profile/plan.ts');
    const { applyStep } = await import('../profile/apply-step.ts');
    const profile = await loadProfile(asked);
    const steps = await planProfile(profile, context);
    if (given.flag('dry-run')) {
      const models = steps.map(({ name, action, why }) => ({ model: name, action, result: 'planned', message: why }));
      const json = { profile: profile.name, dryRun: true, changed: 0, unchanged: 0, failed: 0, models };
      return { json, show: (style) => showSteps(steps, style) };
    }
    const models: Applied[] = [];
    for (const step of steps) {
      progress.text(`${step.name} ${step.action}`);
      models.push(await applyStep(step, profile, context));
    }
    const count = (result: Applied['result']): number => models.filter((model) => model.result === result).length;
    const counts = { changed: count('changed'), unchanged: count('unchanged'), failed: count('failed') };
    const summary = `profile ${profile.name}: ${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.failed} failed`;
    return {
      json: { profile: profile.name, dryRun: false, ...counts, models },
      show: (style) => {
        const rows = models.map(({ model, result, message }) => [model, result, message]);
        return `${style.table(['MODEL', 'RESULT', ''], rows)}\n${counts.changed + counts.failed === 0 ? `${summary}: nothing was to do` : summary}`;
      },
      exitCode: counts.failed === 0 ? 'done' : 'negative',
    };
  },
};
