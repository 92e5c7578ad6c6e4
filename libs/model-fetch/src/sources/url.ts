import { EdgeError, type ModelSource } from '@harper-edge/contracts';
import { checkSourcePath } from '../files/check-source-path.ts';
import { recogniseFramework } from '../files/recognise-framework.ts';
import { suggestName } from '../files/suggest-name.ts';
import { openRange, strongEtag, totalOf } from '../http/open-range.ts';
import { parseTarget } from '../http/parse-target.ts';
import { createOriginLimits } from '../http/origin-limits.ts';
import type { SourceParts } from './source-parts.ts';

/** One file at an http or https address: a model, or an archive of its files. Its revision is its ETag. */
export function createUrlSource({ http, clock }: SourceParts): ModelSource {
  const limitOf = createOriginLimits({ clock });
  return {
    name: 'url',
    inspect: async (reference, { signal } = {}) => {
      const path = fileNameOf(reference);
      // GET, because some servers refuse HEAD, and because the first bytes tell a web page.
      const { answer, content } = await openRange(http, reference, {
        offsetBytes: 0,
        signal,
        limit: limitOf(parseTarget(reference)),
      });
      for await (const chunk of content) if (chunk.length > 0) break;
      answer.discard();
      const revision = strongEtag(answer);
      const sizeBytes = totalOf(answer);
      const framework = recogniseFramework([path]);
      return {
        ...(revision !== undefined && { revision }),
        suggestedName: suggestName(path),
        ...(framework !== undefined && { framework }),
        variants: [],
        files: [{ path, ...(sizeBytes !== undefined && { sizeBytes }) }],
        metadata: {
          source: { type: 'url', reference: withoutQuery(reference), ...(revision !== undefined && { revision }) },
        },
      };
    },
    open: async (reference, path, { offsetBytes = 0, revision, signal } = {}) => {
      if (checkSourcePath(path) !== fileNameOf(reference)) {
        throw new EdgeError('NOT_FOUND', `there is no file "${path}" at this address`);
      }
      return (
        await openRange(http, reference, {
          offsetBytes,
          etag: revision,
          signal,
          limit: limitOf(parseTarget(reference)),
        })
      ).content;
    },
  };
}

/** Queries can hold the signature that opens the file. */
function withoutQuery(reference: string): string {
  const { origin, pathname } = parseTarget(reference);
  return `${origin}${pathname}`;
}

function fileNameOf(reference: string): string {
  const last = parseTarget(reference).pathname.split('/').at(-1) ?? '';
  let name = '';
  try {
    name = decodeURIComponent(last);
  } catch {
    // Percent signs that mean nothing: the name is of no matter then.
  }
  return /^[^/\\\u0000-\u001f\u007f]{1,255}$/.test(name) && name !== '.' && name !== '..' ? name : 'model';
}
