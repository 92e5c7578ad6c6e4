import { EdgeError } from '@harper-edge/contracts';
import { imageBytes } from './image-bytes.ts';
import type { Sharp } from './sharp-package.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly fit: 'fill' | 'cover' | 'contain';
}

/** More pixels than any camera takes for a model; a small file can claim many more. */
const limitInputPixels = 50_000_000;

/**
 * The pixels of a picture: red, green, blue in 0..255 row by row, `3 × width × height` bytes. Turned the way the camera was
 * held (EXIF), transparent parts on black, the first frame of an animation.
 *
 * @throws EdgeError INVALID_INPUT naming the element when it is no image, damaged or has more than 50 million pixels
 */
export async function decodeImage(
  sharp: Sharp,
  element: { readonly content: string | Uint8Array; readonly title: string },
  { width, height, fit }: ImageSize,
): Promise<Uint8Array> {
  const bytes = imageBytes(element.content, element.title);
  try {
    return await sharp(bytes, { limitInputPixels })
      .autoOrient()
      .flatten({ background: '#000' })
      .resize(width, height, { fit, background: '#000' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EdgeError(
      'INVALID_INPUT',
      /pixel limit/i.test(reason)
        ? `${element.title}: expected an image of at most ${limitInputPixels} pixels`
        : `${element.title}: the image is damaged`,
      { cause },
    );
  }
}
