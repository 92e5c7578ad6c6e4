import type { ModelShelf } from './model-shelf.ts';
import { failure, json, pieces, textIn, type Body, type Reply } from './reply.ts';
import { detailsOf, digestOf, showModel, type ServedModel } from './served-models.ts';

/** GET /api/tags */
export function list(shelf: ModelShelf, now: string): Reply {
  return json({ models: shelf.stored().map((model) => ({ ...listed(model), modified_at: now })) });
}

/** GET /api/ps; a model takes a quarter more memory than its file. */
export function processes(shelf: ModelShelf, now: string): Reply {
  return json({
    models: shelf.running().map((model) => ({
      ...listed(model),
      size: Math.round(model.sizeBytes * 1.25),
      expires_at: now,
      size_vram: 0,
      context_length: Math.min(model.contextLength, 4096),
    })),
  });
}

function listed(model: ServedModel): object {
  const { name, sizeBytes } = model;
  return { name, model: name, size: sizeBytes, digest: digestOf(model), details: detailsOf(model) };
}

/** POST /api/show */
export function show(shelf: ModelShelf, body: Body, now: string): Reply {
  const name = textIn(body, 'model', 'name');
  if (name === '') return failure(400, 'model is required');
  const model = shelf.find(name);
  return model === undefined ? failure(404, `model '${name}' not found`) : json(showModel(model, now));
}

/** POST /api/pull: the failure of a pull that is streamed comes in the stream. */
export function pull(shelf: ModelShelf, body: Body): Reply {
  const name = textIn(body, 'model', 'name');
  const streamed = body['stream'] !== false;
  if (!shelf.pull(name)) {
    const error = 'pull model manifest: file does not exist';
    return streamed ? pieces([{ status: 'pulling manifest' }, { error }]) : failure(500, error);
  }
  if (!streamed) return json({ status: 'success' });
  const model = shelf.find(name);
  const total = model?.sizeBytes ?? 0;
  const digest = `sha256:${model === undefined ? '' : digestOf(model)}`;
  const layer = { status: `pulling ${digest.slice(7, 19)}`, digest, total };
  return pieces([
    { status: 'pulling manifest' },
    layer,
    ...[0.25, 0.5, 1].map((share) => ({ ...layer, completed: Math.round(total * share) })),
    { status: 'verifying sha256 digest' },
    { status: 'writing manifest' },
    { status: 'success' },
  ]);
}

/** DELETE /api/delete: an empty answer. */
export function remove(shelf: ModelShelf, body: Body): Reply {
  const name = textIn(body, 'model', 'name');
  if (shelf.find(name) === undefined) return failure(404, `model '${name}' not found`);
  shelf.remove(name);
  return { kind: 'text', status: 200, text: '' };
}
