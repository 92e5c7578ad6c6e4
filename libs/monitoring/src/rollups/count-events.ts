import { scan, type Table } from '@harper-edge/contracts';
import { ofModel, type StoredEvent } from '../events/inference-event-table.ts';
import { tallyOf, type VersionTallies } from './version-sketches.ts';
import type { Window } from './window.ts';

/** Adds the events of a model in a window to the tallies of their versions. */
export async function countEvents(
  events: Table<StoredEvent>,
  { modelId, from, to }: Window & { readonly modelId: string },
  tallies: VersionTallies,
): Promise<void> {
  if (from >= to) return;
  const where = ofModel(modelId, from, to);
  // Small pages: each is read without a pause.
  for await (const event of scan(events, { where, sort: { field: 'modelTime', order: 'ascending' }, limit: 200 })) {
    const tally = tallyOf(tallies, event.modelVersion);
    tally.add(event);
    tally.addOutcome(null, event.correct);
  }
}
