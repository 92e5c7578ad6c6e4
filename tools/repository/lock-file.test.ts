import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

/** Where Node would find the package from this one: in its own node_modules or in one above. */
function find(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}

describe('package-lock.json', () => {
  // npm leaves out what the registry did not answer for when the file was written, and `npm ci` then fails elsewhere.
  it('has every package that another names, those of other platforms too', () => {
    const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => find(path, name) === undefined)
        .map((name) => `${name}, which ${path} needs`),
    );
    expect(missing).toEqual([]);
  });

  it('takes packages from the registry alone', () => {
    const elsewhere = Object.entries(packages).filter(
      ([, { link, resolved }]) => link !== true && resolved !== undefined && !resolved.startsWith('https://registry.'),
    );
    expect(elsewhere).toEqual([]);
  });
});
