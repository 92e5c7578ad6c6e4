import { embedText, normalize } from './embed-text.ts';
import type { ModelShelf } from './model-shelf.ts';
import { failure, json, textIn, type Body, type Reply } from './reply.ts';
import { countTokens } from './word-chain.ts';
import { refuseOptions } from './write-answer.ts';

/** POST /api/embed: vectors of length 1. */
export function embed(shelf: ModelShelf, body: Body): Reply {
  const name = textIn(body, 'model');
  const { input, truncate, dimensions, keep_alive: keepAlive } = body;
  if (input !== undefined && input !== null && typeof input !== 'string' && !isTexts(input)) {
    return failure(400, 'invalid input type');
  }
  const model = shelf.find(name);
  if (model === undefined) return failure(404, `model "${name}" not found, try pulling it first`);
  const refused = refuseOptions(body['options']);
  if (refused !== undefined) return failure(500, refused);
  shelf.hold(model, keepAlive);
  const texts = isTexts(input) ? input : typeof input === 'string' && input !== '' ? [input] : [];
  const counts = texts.map(countTokens);
  if (truncate === false && counts.some((count) => count > model.contextLength)) {
    return failure(400, 'the input length exceeds the context length');
  }
  const vectors = texts.map((text) => {
    const read = text.split(/\s+/).slice(0, model.contextLength).join(' ');
    const vector = normalize(embedText(read, model.embeddingLength));
    const shorter = typeof dimensions === 'number' && dimensions > 0 && dimensions < vector.length;
    return shorter ? normalize(vector.slice(0, dimensions)) : vector;
  });
  return json({
    model: name,
    embeddings: vectors,
    ...(texts.length > 0 && {
      total_duration: 14_143_917,
      load_duration: 1_019_500,
      prompt_eval_count: counts.reduce((sum, count) => sum + Math.min(count, model.contextLength), 0),
    }),
  });
}

/** POST /api/embeddings, the older form: one text, and its vector as it is. */
export function embeddings(shelf: ModelShelf, body: Body): Reply {
  const name = textIn(body, 'model');
  const { prompt, keep_alive: keepAlive } = body;
  const model = shelf.find(name);
  if (model === undefined) return failure(404, `model "${name}" not found, try pulling it first`);
  shelf.hold(model, keepAlive);
  if (typeof prompt !== 'string' || prompt === '') return json({ embedding: [] });
  return json({ embedding: embedText(prompt, model.embeddingLength) });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
