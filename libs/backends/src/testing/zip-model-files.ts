import { zipSync } from 'fflate';

/** The files as a zip archive inside a folder, as people pack them. */
export function zipModelFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return zipSync(Object.fromEntries(Array.from(files, ([name, bytes]) => [`my-model/${name}`, bytes])));
}
