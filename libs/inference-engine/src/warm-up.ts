import type { LoadedModel } from '@harper-edge/contracts';
import { zeroRow } from './zero-row.ts';

/** Runs the model once on one row of zeros (free axes are 1), because a first run costs several later ones. */
export async function warmUp(model: LoadedModel): Promise<void> {
  await model.run(zeroRow(model.metadata.inputs));
}
