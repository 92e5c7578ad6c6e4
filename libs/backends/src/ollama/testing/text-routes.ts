import type { ModelShelf } from './model-shelf.ts';
import { failure, json, pieces, textIn, type Body, type Reply } from './reply.ts';
import { refuseOptions, writeAnswer, type WrittenAnswer } from './write-answer.ts';

/** Times of answers in nanoseconds: always the same, as everything here. */
const durations = { total_duration: 5_043_500_667, load_duration: 5_025_959 };

/** POST /api/generate */
export function generate(shelf: ModelShelf, body: Body, now: string): Reply {
  const name = textIn(body, 'model');
  const model = shelf.find(name);
  if (model === undefined) return failure(404, `model '${name}' not found`);
  const prompt = textIn(body, 'prompt');
  const common = { model: name, created_at: now };
  const keepAlive = body['keep_alive'];
  if (prompt === '' && keepAlive === 0) {
    shelf.hold(model, 0);
    return json({ ...common, response: '', done: true, done_reason: 'unload' });
  }
  if (!model.capabilities.includes('completion')) return failure(400, `"${name}" does not support generate`);
  const refused = refuseOptions(body['options']);
  if (refused !== undefined) return failure(500, refused);
  if (Boolean(body['think']) && !model.capabilities.includes('thinking')) {
    return failure(400, `"${name}" does not support thinking`);
  }
  shelf.hold(model, keepAlive);
  if (prompt === '') return json({ ...common, response: '', done: true, done_reason: 'load' });
  const answer = writeAnswer([body['system'], prompt].filter(Boolean).join('\n'), body['options']);
  const counts = { ...finish(answer), context: answer.tokens.map((_, index) => index + 1) };
  if (body['stream'] === false) return json({ ...common, response: answer.tokens.join(''), ...counts });
  return pieces([
    ...answer.tokens.map((response) => ({ ...common, response, done: false })),
    { ...common, response: '', ...counts },
  ]);
}

interface Message {
  readonly role?: unknown;
  readonly content?: unknown;
}

/** POST /api/chat */
export function chat(shelf: ModelShelf, body: Body, now: string): Reply {
  const name = textIn(body, 'model');
  if (name === '') return failure(400, 'model is required');
  const model = shelf.find(name);
  if (model === undefined) return failure(404, `model '${name}' not found`);
  const messages = (body['messages'] ?? []) as readonly Message[];
  const say = (content: string, rest: object): object => ({
    model: name,
    created_at: now,
    message: { role: 'assistant', content },
    ...rest,
  });
  if (messages.length === 0 && body['keep_alive'] === 0) {
    shelf.hold(model, 0);
    return json(say('', { done: true, done_reason: 'unload' }));
  }
  if (!model.capabilities.includes('completion')) return failure(400, `"${name}" does not support chat`);
  const refused = refuseOptions(body['options']);
  if (refused !== undefined) return failure(500, refused);
  if (Boolean(body['think']) && !model.capabilities.includes('thinking')) {
    return failure(400, `"${name}" does not support thinking`);
  }
  shelf.hold(model, body['keep_alive']);
  if (messages.length === 0) return json(say('', { done: true, done_reason: 'load' }));
  const prompt = messages.map(({ role, content }) => `${String(role)}: ${String(content)}`).join('\n');
  const answer = writeAnswer(prompt, body['options']);
  if (body['stream'] === false) return json(say(answer.tokens.join(''), finish(answer)));
  return pieces([...answer.tokens.map((token) => say(token, { done: false })), say('', finish(answer))]);
}

function finish({ doneReason, promptTokens, answerTokens }: WrittenAnswer): object {
  return {
    done: true,
    done_reason: doneReason,
    ...durations,
    prompt_eval_count: promptTokens,
    prompt_eval_duration: 325_953_000,
    eval_count: answerTokens,
    eval_duration: 4_709_213_000,
  };
}
