import type { ChatRequest } from '@harper-edge/contracts';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { refuseOthers } from '../http/refuse-others.ts';

/** What of Ollama's options a model here understands; others are refused, since to ignore them would change the answer. */
export const options = z
  .looseObject({
    temperature: z.number().min(0).nullish(),
    top_p: z.number().gt(0).max(1).nullish(),
    num_predict: z.number().int().nullish().meta({ description: 'Tokens at most; -1 for no limit.' }),
    stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]).nullish(),
    seed: z.number().int().nullish(),
  })
  .nullish();

/** @throws EdgeError INVALID_INPUT naming an option that cannot be honoured */
export function settingsOf(asked: z.infer<typeof options>): Omit<ChatRequest, 'messages'> {
  if (asked == null) return {};
  const known = ['temperature', 'top_p', 'num_predict', 'stop', 'seed'];
  refuseOthers(asked, { known }, 'options.');
  const { temperature, top_p, num_predict, stop, seed } = asked;
  return given({
    temperature: temperature ?? undefined,
    topP: top_p ?? undefined,
    maxTokens: num_predict == null || num_predict < 1 ? undefined : num_predict,
    stop: typeof stop === 'string' ? [stop] : (stop ?? undefined),
    seed: seed ?? undefined,
  });
}
