import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import type { ApiRequest } from '../../http/exchange.ts';
import { parseJson } from '../../http/parse-json.ts';
import { parseWith } from '../../http/parse-with.ts';
import { readBody } from '../../http/read-body.ts';
import { readMultipart } from '../../http/read-multipart.ts';
import { createPieceCollector } from '../../http/piece-collector.ts';

/** What a camera of today writes is smaller. */
const maxPictureBytes = 16_777_216;

export const pictureBody = z.object({
  image: z
    .string()
    .min(1)
    .meta({ description: 'A JPEG, PNG or WebP picture of at most 16 MiB, as base64 or a data: URL.' }),
});

/**
 * The picture of a request: as its body (`image/jpeg`, `image/png`, `image/webp`), as the one file of a form, or as `image`
 * in JSON. Whether it is one is for the model to find out.
 *
 * @throws EdgeError UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, INVALID_INPUT
 */
export async function readPicture(request: ApiRequest, maxBodyBytes: number): Promise<string | Uint8Array> {
  const contentType = (request.headers.get('content-type') ?? '').toLowerCase();
  const maxBytes = Math.min(maxBodyBytes, maxPictureBytes);
  if (/^image\/(jpe?g|png|webp)\s*(;|$)/.test(contentType)) return notEmpty(await readBody(request, maxBytes));
  if (contentType.startsWith('multipart/form-data')) return readForm(request, maxBytes);
  if (/^application\/json\s*(;|$)/.test(contentType)) {
    // Base64 takes four characters for three bytes.
    const json = await readBody(request, Math.min(maxBodyBytes, Math.ceil((maxPictureBytes * 4) / 3) + 1_024));
    return parseWith(pictureBody, parseJson(json), 'body').image;
  }
  throw new EdgeError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Content-Type: expected image/jpeg, image/png, image/webp, multipart/form-data or application/json, received "${contentType.slice(0, 80)}"`,
  );
}

async function readForm(request: ApiRequest, maxBytes: number): Promise<Uint8Array> {
  const { files } = await readMultipart(request, {
    maxBytes,
    onFile: async (content) => {
      const collector = createPieceCollector();
      for await (const piece of content) collector.add(piece);
      return collector.join();
    },
  });
  const [file, another] = files;
  if (file !== undefined && another === undefined) return notEmpty(file.content);
  throw new EdgeError('INVALID_INPUT', `multipart: expected one file, the picture, received ${files.length}`);
}

function notEmpty(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 0) return bytes;
  throw new EdgeError('INVALID_INPUT', 'body: expected a picture, received nothing');
}
