import { EdgeError, type ChatMessage } from '@harper-edge/contracts';
import { z } from 'zod';
import type { Services } from '../services.ts';
import { collectChat, type ConversationRequest } from '../use-cases/chat.ts';
import type { Prediction } from '../use-cases/predict.ts';

const message = z.object({ role: z.enum(['system', 'user', 'assistant', 'tool']), content: z.string() });

/** What a prediction takes for models that hold conversations. */
export const chatFields = {
  prompt: z.string().optional().meta({ description: 'For chat models: what the user says.' }),
  messages: z
    .array(message)
    .min(1)
    .max(4_096)
    .optional()
    .meta({ description: 'For chat models: the conversation so far. The prediction is {text, finishReason}.' }),
};

interface Asked {
  readonly prompt?: string | undefined;
  readonly messages?: readonly ChatMessage[] | undefined;
}

type Answered = Pick<
  Prediction,
  'inferenceId' | 'model' | 'prediction' | 'confidence' | 'latencyMs' | 'queueMs' | 'batchMs' | 'inferMs'
>;

export const isChat = ({ prompt, messages }: Asked): boolean => prompt !== undefined || messages !== undefined;

/** The answer of a chat model as a prediction. @throws EdgeError INVALID_INPUT when something else is given as well */
export async function predictChat(
  services: Services,
  asked: Asked,
  request: Omit<ConversationRequest, 'chat'>,
): Promise<Answered> {
  const given = (['prompt', 'messages', 'features', 'inputs', 'text', 'texts'] as const).filter(
    (name) => name in asked,
  );
  const [only, other] = given;
  if (other !== undefined) throw new EdgeError('INVALID_INPUT', `expected ${only} or ${other}, received both`);
  const messages = asked.messages ?? [{ role: 'user' as const, content: asked.prompt ?? '' }];
  const { text, end, latencyMs, ...answer } = await collectChat(services, { ...request, chat: { messages } });
  return {
    ...answer,
    latencyMs,
    prediction: { text, finishReason: end.finishReason },
    confidence: undefined,
    // Nothing queues or batches conversations here.
    queueMs: 0,
    batchMs: 0,
    inferMs: latencyMs,
  };
}
