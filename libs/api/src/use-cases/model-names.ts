import type { Services } from '../services.ts';

/** Every model there is, once. */
export async function modelNames({ registry }: Pick<Services, 'registry'>): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof registry.list>> = await registry.list({
      limit: 1_000,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { modelId } of page.rows) names.add(modelId);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return names;
}
