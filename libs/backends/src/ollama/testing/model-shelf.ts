import { fullName, type ServedModel } from './served-models.ts';

/** What the stand-in has stored, can pull and holds in memory. */
export interface ModelShelf {
  stored(): readonly ServedModel[];
  running(): readonly ServedModel[];
  find(name: string): ServedModel | undefined;
  /** @returns false when the library has no such model */
  pull(name: string): boolean;
  remove(name: string): void;
  /** As after a request with this `keep_alive`: 0 takes it out of memory. */
  hold(model: ServedModel, keepAlive: unknown): void;
}

export function createModelShelf(models: readonly ServedModel[], library: readonly ServedModel[]): ModelShelf {
  const stored = new Map(models.map((model) => [fullName(model.name), model]));
  const running = new Set<ServedModel>();
  return {
    stored: () => [...stored.values()],
    running: () => [...running],
    find: (name) => stored.get(fullName(name)),
    pull: (name) => {
      const model = library.find((candidate) => fullName(candidate.name) === fullName(name));
      if (model !== undefined) stored.set(fullName(model.name), model);
      return model !== undefined || stored.has(fullName(name));
    },
    remove: (name) => {
      const model = stored.get(fullName(name));
      if (model !== undefined) running.delete(model);
      stored.delete(fullName(name));
    },
    hold: (model, keepAlive) => {
      if (keepAlive === 0 || keepAlive === '0' || keepAlive === '0s') running.delete(model);
      else running.add(model);
    },
  };
}
