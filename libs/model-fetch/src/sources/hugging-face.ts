import { EdgeError, type ModelSource, type SourceFile } from '@harper-edge/contracts';
import { isObject, type JsonObject } from '../files/json-object.ts';
import { recogniseFramework } from '../files/recognise-framework.ts';
import { suggestName } from '../files/suggest-name.ts';
import type { OpenedRange } from '../http/open-range.ts';
import { readJson } from '../http/read-json.ts';
import { chooseHubFiles } from '../hub/choose-hub-files.ts';
import { createHubClient } from '../hub/hub-client.ts';
import { parseHubReference } from '../hub/hub-reference.ts';
import { inferHubMetadata } from '../hub/infer-hub-metadata.ts';
import { listRepository } from '../hub/list-repository.ts';
import type { SourceParts } from './source-parts.ts';

/**
 * Repositories of the Hugging Face hub, or of a mirror of it, at one commit: whatever branch is asked for is resolved first,
 * and every file is then read at that commit.
 */
export function createHuggingFaceSource({ http, clock, settings }: SourceParts): ModelSource {
  const { hubUrl = 'https://huggingface.co', token } = settings;
  const hub = createHubClient({ http, clock, hubUrl, token });
  return {
    name: 'huggingface',
    inspect: async (reference, { variant, revision: pinned, signal } = {}) => {
      const { repository, revision } = parseHubReference(reference);
      const { info, commit } = await hub.resolve(repository, pinned ?? revision, signal);
      const tree = `/api/models/${repository}/tree/${commit}?recursive=true`;
      const { variants, files } = chooseHubFiles(await listRepository(tree, (path) => hub.get(path, signal)), variant);
      const open = (path: string): Promise<OpenedRange> => hub.open({ repository, revision: commit, path }, 0, signal);
      const json = async (path: string): Promise<JsonObject> => {
        if (!files.some((file) => file.path === path)) return {};
        const { content, answer } = await open(path);
        const value = await readJson({ content, who: answer.who });
        return isObject(value) ? value : {};
      };
      const [config, tokenizer] = await Promise.all([json('config.json'), json('tokenizer_config.json')]);
      const framework = recogniseFramework(files.map(({ path }) => path));
      return {
        revision: commit,
        suggestedName: suggestName(repository),
        ...(framework !== undefined && { framework }),
        variants,
        files: await Promise.all(files.map(async (file) => withDigest(file, open))),
        ...inferHubMetadata({
          source: {
            type: 'huggingface',
            reference: repository,
            revision: commit,
            ...(variant !== undefined && { variant }),
          },
          info,
          config,
          tokenizer,
        }),
      };
    },
    open: async (reference, path, { offsetBytes = 0, revision, signal } = {}) => {
      const { repository, revision: named } = parseHubReference(reference);
      const place = { repository, revision: revision ?? named ?? 'main', path };
      const { answer, content } = await hub.open(place, offsetBytes, signal);
      const commit = answer.firstHeader('x-repo-commit');
      if (revision === undefined || commit === undefined || commit === revision) return content;
      answer.discard();
      throw new EdgeError('PRECONDITION_FAILED', 'the hub gave the file of another commit');
    },
  };
}

/** Large files whose digest the hub's list leaves out have it in the headers of the file itself. */
async function withDigest(file: SourceFile, open: (path: string) => Promise<OpenedRange>): Promise<SourceFile> {
  if (file.sha256 !== undefined || !/[.](onnx|onnx_data(_\d+)?|data|bin)$/.test(file.path)) return file;
  const { answer } = await open(file.path);
  answer.discard();
  const sha256 = /^"?([0-9a-f]{64})"?$/.exec(answer.firstHeader('x-linked-etag') ?? '')?.[1];
  const linkedBytes = Number(answer.firstHeader('x-linked-size') ?? NaN);
  return {
    ...file,
    ...(Number.isSafeInteger(linkedBytes) && { sizeBytes: linkedBytes }),
    ...(sha256 !== undefined && { sha256 }),
  };
}
