import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Snippet {
  readonly document: string;
  readonly language: string;
  readonly code: string;
}

/** The fenced code of every document for users, in order. */
export function readSnippets(): readonly Snippet[] {
  const docs = readdirSync(join(root, 'docs')).map((name) => join(root, 'docs', name));
  const readmes = ['libs', 'apps', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name, 'README.md')),
  );
  return [join(root, 'README.md'), join(root, 'CONTRIBUTING.md'), ...docs, ...readmes].flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
      document: relative(root, path),
      language,
      code,
    })),
  );
}
