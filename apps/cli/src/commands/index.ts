import type { Command } from '../command.ts';
import { benchmarkHistory } from './benchmark-history.ts';
import { benchmarkRun } from './benchmark-run.ts';
import { chat } from './chat.ts';
import { completion } from './completion.ts';
import { doctor } from './doctor.ts';
import { embed } from './embed.ts';
import { events } from './events.ts';
import { feedback } from './feedback.ts';
import { metrics } from './metrics.ts';
import { modelDelete } from './model-delete.ts';
import { modelList } from './model-list.ts';
import { modelShow } from './model-show.ts';
import { modelUpload } from './model-upload.ts';
import { predict } from './predict.ts';
import { ps } from './ps.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  modelList,
  modelShow,
  modelUpload,
  modelDelete,
  predict,
  embed,
  chat,
  feedback,
  events,
  metrics,
  benchmarkRun,
  benchmarkHistory,
  ps,
  doctor,
  completion,
];
