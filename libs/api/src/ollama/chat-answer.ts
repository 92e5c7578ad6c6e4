import { z } from 'zod';
import { describeFailure } from '../http/status.ts';
import type { ChatEnd, CollectedChat } from '../use-cases/chat.ts';
import type { ChatWriter } from '../use-cases/stream-chat.ts';

/** What ends an answer; durations in nanoseconds, 0 where nobody measures them. */
export const endFields = {
  done: z.boolean(),
  done_reason: z.enum(['stop', 'length', 'load']).optional(),
  total_duration: z.number().optional().meta({ description: 'Nanoseconds, as all durations here.' }),
  load_duration: z.number().optional(),
  prompt_eval_count: z.number().optional().meta({ description: '0 where the runtime does not say.' }),
  prompt_eval_duration: z.number().optional(),
  eval_count: z.number().optional(),
  eval_duration: z.number().optional(),
};

export interface AnswerForm {
  /** As the caller named it. */
  readonly model: string;
  readonly createdMs: number;
  /** The member that holds the text: a message or a response. */
  readonly textMember: (text: string) => object;
}

const headOf = ({ model, createdMs }: AnswerForm): object => ({
  model,
  created_at: new Date(createdMs).toISOString(),
});

function ending({ finishReason, promptTokens, completionTokens }: ChatEnd, totalMs: number): object {
  const total = Math.round(totalMs * 1e6);
  return {
    done: true,
    done_reason: finishReason,
    total_duration: total,
    load_duration: 0,
    prompt_eval_count: promptTokens,
    prompt_eval_duration: 0,
    eval_count: completionTokens,
    eval_duration: total,
  };
}

/** The whole answer at once. */
export const wholeAnswer = (form: AnswerForm, { text, end, latencyMs }: CollectedChat): object => ({
  ...headOf(form),
  ...form.textMember(text),
  ...ending(end, latencyMs),
});

/** One line of JSON for each piece. */
export function createLineWriter(form: AnswerForm, elapsedMs: () => number): ChatWriter {
  const line = (text: string, rest: object): string =>
    `${JSON.stringify({ ...headOf(form), ...form.textMember(text), ...rest })}\n`;
  return {
    text: (text) => line(text, { done: false }),
    end: (end) => line('', ending(end, elapsedMs())),
    failed: (error) => `${JSON.stringify({ error: describeFailure(error).message })}\n`,
  };
}
