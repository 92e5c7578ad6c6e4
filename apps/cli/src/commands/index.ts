import type { Command } from '../command.ts';
import { alertAcknowledge } from './alert-acknowledge.ts';
import { alertList } from './alert-list.ts';
import { alertRetrainingApprove } from './alert-retraining-approve.ts';
import { alertRetrainingList } from './alert-retraining-list.ts';
import { alertRetrainingReject } from './alert-retraining-reject.ts';
import { alertRules } from './alert-rules.ts';
import { aliasDelete } from './alias-delete.ts';
import { aliasList } from './alias-list.ts';
import { aliasSet } from './alias-set.ts';
import { benchmarkHistory } from './benchmark-history.ts';
import { benchmarkRun } from './benchmark-run.ts';
import { chat } from './chat.ts';
import { completion } from './completion.ts';
import { doctor } from './doctor.ts';
import { driftBaseline } from './drift-baseline.ts';
import { driftCheck } from './drift-check.ts';
import { driftList } from './drift-list.ts';
import { embed } from './embed.ts';
import { events } from './events.ts';
import { experimentAssign } from './experiment-assign.ts';
import { experimentCreate } from './experiment-create.ts';
import { experimentDelete } from './experiment-delete.ts';
import { experimentList } from './experiment-list.ts';
import { experimentResults } from './experiment-results.ts';
import { experimentShow } from './experiment-show.ts';
import { experimentStop } from './experiment-stop.ts';
import { feedback } from './feedback.ts';
import { jobCancel } from './job-cancel.ts';
import { jobList } from './job-list.ts';
import { jobRetry } from './job-retry.ts';
import { jobWatch } from './job-watch.ts';
import { metrics } from './metrics.ts';
import { modelDelete } from './model-delete.ts';
import { modelFetch } from './model-fetch.ts';
import { modelGc } from './model-gc.ts';
import { modelHistory } from './model-history.ts';
import { modelInspect } from './model-inspect.ts';
import { modelList } from './model-list.ts';
import { modelPromote } from './model-promote.ts';
import { modelRollback } from './model-rollback.ts';
import { modelShow } from './model-show.ts';
import { modelUpload } from './model-upload.ts';
import { modelValidate } from './model-validate.ts';
import { predict } from './predict.ts';
import { priceApply } from './price-apply.ts';
import { priceHistory } from './price-history.ts';
import { priceOptimize } from './price-optimize.ts';
import { pricePointsAdd } from './price-points-add.ts';
import { pricePointsList } from './price-points-list.ts';
import { profileApply } from './profile-apply.ts';
import { profileDiff } from './profile-diff.ts';
import { profileList } from './profile-list.ts';
import { ps } from './ps.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  modelList,
  modelShow,
  modelUpload,
  modelInspect,
  modelFetch,
  modelValidate,
  modelPromote,
  modelRollback,
  modelHistory,
  modelDelete,
  modelGc,
  aliasList,
  aliasSet,
  aliasDelete,
  jobList,
  jobWatch,
  jobRetry,
  jobCancel,
  predict,
  embed,
  chat,
  feedback,
  events,
  metrics,
  benchmarkRun,
  benchmarkHistory,
  experimentList,
  experimentShow,
  experimentCreate,
  experimentResults,
  experimentAssign,
  experimentStop,
  experimentDelete,
  priceOptimize,
  priceApply,
  priceHistory,
  pricePointsAdd,
  pricePointsList,
  driftCheck,
  driftList,
  driftBaseline,
  alertList,
  alertAcknowledge,
  alertRules,
  alertRetrainingList,
  alertRetrainingApprove,
  alertRetrainingReject,
  profileList,
  profileDiff,
  profileApply,
  ps,
  doctor,
  completion,
];
