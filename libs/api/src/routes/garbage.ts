import { z } from 'zod';
import { route } from '../http/route.ts';
import { changeAuthor } from '../use-cases/change-author.ts';
import { collectGarbage } from '../use-cases/collect-garbage.ts';

const dayMs = 86_400_000;

export const garbageRoute = route({
  method: 'POST',
  path: '/models/garbage-collection',
  summary: 'Delete artifacts that no version names, and, if asked to, versions archived long ago; for administrators',
  tag: 'models',
  isForAdmins: true,
  body: z.object({
    dryRun: z.boolean().default(true).meta({ description: 'Only tell what would be deleted.' }),
    olderThanMs: z.number().min(0).optional().meta({
      description: 'Artifacts younger than this stay, as an upload may be about to name them. Default one hour.',
    }),
    archivedForDays: z.number().min(0).optional().meta({
      description:
        'Also remove versions that were archived and left alone for longer, but none that has an alias or that a rollback would bring back. Default: remove no version.',
    }),
  }),
  answer: z.object({
    dryRun: z.boolean(),
    versions: z.array(z.object({ modelId: z.string(), version: z.string(), sha256: z.string() })),
    artifacts: z
      .array(z.object({ sha256: z.string(), sizeBytes: z.number(), storedAt: z.number() }).readonly())
      .readonly(),
    sizeBytes: z.number().meta({ description: 'Of all these artifacts.' }),
  }),
  handle: async ({ services, caller, body: { dryRun, olderThanMs, archivedForDays } }) => {
    const { versions, artifacts } = await collectGarbage(services, {
      dryRun,
      olderThanMs,
      archivedForMs: archivedForDays === undefined ? undefined : archivedForDays * dayMs,
      by: changeAuthor(caller).by,
    });
    return {
      dryRun,
      versions: versions.map(({ modelId, version, sha256 }) => ({ modelId, version, sha256 })),
      artifacts,
      sizeBytes: artifacts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    };
  },
});
