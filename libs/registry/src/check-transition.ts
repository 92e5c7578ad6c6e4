import { EdgeError, type ModelVersion, type Stage } from '@harper-edge/contracts';

/** One step forward or back at a time; what is archived starts again as a candidate. */
const transitions: Readonly<Record<Stage, readonly Stage[]>> = {
  development: ['candidate', 'archived'],
  candidate: ['development', 'staging', 'archived'],
  staging: ['candidate', 'production', 'archived'],
  production: ['archived'],
  archived: ['candidate'],
};

/**
 * Whether a version may go to a stage: staging takes versions that passed their last validation, and both ways through the
 * door of production somebody has to approve.
 *
 * @throws EdgeError CONFLICT when the version cannot go there now, INVALID_INPUT when nobody approves
 */
export function checkTransition(model: ModelVersion, to: Stage, approvedBy: string | null): void {
  const { id, modelId, version, stage, validation } = model;
  if (!transitions[stage].includes(to)) {
    throw new EdgeError(
      'CONFLICT',
      `${id} is in stage "${stage}" and goes from there to ${transitions[stage].join(' or ')}, not to "${to}"`,
    );
  }
  if (to === 'staging' && validation?.passed !== true) {
    throw new EdgeError(
      'CONFLICT',
      `${id} has ${validation === undefined ? 'not been validated' : 'failed its last validation'}; staging takes what has passed: POST /models/${modelId}/${version}/validation`,
    );
  }
  if ((to === 'production' || stage === 'production') && approvedBy === null) {
    throw new EdgeError(
      'INVALID_INPUT',
      `approvedBy: expected the name of who approves that ${id} goes from ${stage} to ${to}`,
    );
  }
}
