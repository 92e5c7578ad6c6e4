import { EdgeError } from '@harper-edge/contracts';
import type sharp from 'sharp';

/** The function that the package sharp exports. */
export type Sharp = typeof sharp;

/** The import of the package, which is a native library: only when a model takes images. */
export const importSharp = async (): Promise<Sharp> => (await import('sharp')).default;

/** @throws EdgeError NOT_INSTALLED when the package is missing or does not start on this platform */
export async function loadSharp(importPackage: () => Promise<Sharp>): Promise<Sharp> {
  try {
    return await importPackage();
  } catch (cause) {
    throw new EdgeError(
      'NOT_INSTALLED',
      'models that take images need the package sharp; install it with: npm install sharp@0.35.5',
      { cause },
    );
  }
}
