import { zeroRow, type LoadedModel } from '@harper-edge/contracts';

/** Runs the model once on one row of zeros (free axes are 1), because a first run costs several later ones. Not where the model is warm already. */
export async function warmUp(model: LoadedModel): Promise<void> {
  if (model.isWarm === true) return;
  await model.run(zeroRow(model.metadata.inputs));
}
