import { createHash } from 'node:crypto';
import { sendFile, startFileServer, type FileServer, type Misbehaviour, type ServerOptions } from './file-server.ts';

export interface HubRepository {
  /** `owner/name` */
  readonly repository: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly pipelineTag?: string;
  readonly license?: string;
  /** Only callers with this token may read it. */
  readonly token?: string;
}

export interface HubServer extends FileServer {
  /** Changes a file on the branch `main`: a new commit; earlier ones stay. */
  commit(repository: string, files: Readonly<Record<string, Uint8Array>>): string;
  readonly cdn: FileServer;
}

export interface HubOptions extends ServerOptions {
  /** Files in one page of a list. Default 2. */
  readonly pageSize?: number;
  /** Whether the lists name the digests of large files, as they mostly do. Default true. */
  readonly listsDigests?: boolean;
}

const sha = (algorithm: string, content: Uint8Array | string): string =>
  createHash(algorithm).update(content).digest('hex');

/** The hub keeps files of these kinds in its large file storage. */
const isLarge = (path: string): boolean => /\.(onnx|bin|onnx_data)$/.test(path);

interface Held extends HubRepository {
  readonly commits: Map<string, Readonly<Record<string, Uint8Array>>>;
  main: string;
}

/** The Hugging Face hub as its API and files answer: commits, trees in pages, large files behind redirects to another host. */
export async function startHubServer(
  repositories: readonly HubRepository[],
  { pageSize = 2, listsDigests = true, ...server }: HubOptions = {},
): Promise<HubServer> {
  const cdn = await startFileServer({}, server);
  const hub = await startFileServer({}, server);
  const held = new Map<string, Held>();

  const commitOf = (model: Held, revision: string): string | undefined =>
    revision === 'main' ? model.main : model.commits.has(revision) ? revision : undefined;
  const answerJson =
    (value: unknown, headers: Record<string, string> = {}): Misbehaviour =>
    ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    };
  const refuse =
    (status: number, error: string): Misbehaviour =>
    ({ response }) => {
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-error-message': error })
        .end(JSON.stringify({ error }));
    };

  const guarded =
    (model: Held, answer: Misbehaviour): Misbehaviour =>
    (exchange) => {
      const { authorization } = exchange.request.headers;
      if (model.token !== undefined && authorization !== `Bearer ${model.token}`) {
        refuse(401, `Access to model ${model.repository} is restricted.`)(exchange);
      } else answer(exchange);
    };

  const describe = (model: Held, commit: string) => ({
    id: model.repository,
    sha: commit,
    pipeline_tag: model.pipelineTag,
    cardData: { license: model.license },
    gated: model.token !== undefined,
    siblings: Object.keys(model.commits.get(commit) ?? {}).map((rfilename) => ({ rfilename })),
  });

  const tree =
    (model: Held, commit: string): Misbehaviour =>
    (exchange) => {
      const url = new URL(exchange.request.url ?? '/', hub.url);
      const cursor = Number(url.searchParams.get('cursor') ?? 0);
      const entries = Object.entries(model.commits.get(commit) ?? {}).map(([path, content]) => ({
        type: 'file',
        oid: sha('sha1', content),
        size: content.length,
        path,
        ...(isLarge(path) &&
          listsDigests && { lfs: { oid: sha('sha256', content), size: content.length, pointerSize: 134 } }),
      }));
      const folders = [{ type: 'directory', oid: '0', size: 0, path: 'onnx' }];
      const page = [...folders, ...entries].slice(cursor, cursor + pageSize);
      url.searchParams.set('cursor', String(cursor + pageSize));
      const hasMore = cursor + pageSize < entries.length + folders.length;
      answerJson(page, hasMore ? { link: `<${url.href}>; rel="next"` } : {})(exchange);
    };

  const publish = (model: Held, revision: string): void => {
    const commit = commitOf(model, revision) ?? '';
    const { repository } = model;
    const api = `/api/models/${repository}`;
    hub.misbehave(`${api}/revision/${revision}`, guarded(model, answerJson(describe(model, commit))));
    if (revision === 'main') hub.misbehave(api, guarded(model, answerJson(describe(model, commit))));
    hub.misbehave(`${api}/tree/${revision}`, guarded(model, tree(model, commit)));
    for (const [path, content] of Object.entries(model.commits.get(commit) ?? {})) {
      const linked = {
        'x-repo-commit': commit,
        'x-linked-size': String(content.length),
        'x-linked-etag': `"${sha('sha256', content)}"`,
      };
      const blob = `/blobs/${sha('sha256', content)}`;
      cdn.files.set(blob, content);
      hub.misbehave(
        `/${repository}/resolve/${revision}/${path}`,
        guarded(model, (exchange) => {
          if (!isLarge(path))
            sendFile({ ...exchange, content }, { 'x-repo-commit': commit, etag: `"${sha('sha1', content)}"` });
          else exchange.response.writeHead(302, { ...linked, location: `${cdn.url}${blob}?signature=secret` }).end();
        }),
      );
    }
  };

  const commit: HubServer['commit'] = (repository, files) => {
    const model = held.get(repository);
    if (model === undefined) throw new Error(`there is no ${repository}`);
    const all = { ...model.commits.get(model.main), ...files };
    model.main = sha(
      'sha1',
      JSON.stringify(Object.entries(all).map(([path, content]) => [path, sha('sha1', content)])),
    );
    model.commits.set(model.main, all);
    publish(model, model.main);
    publish(model, 'main');
    return model.main;
  };
  for (const repository of repositories) {
    held.set(repository.repository, { ...repository, commits: new Map(), main: '' });
    commit(repository.repository, repository.files);
  }
  return {
    ...hub,
    cdn,
    commit,
    close: async () => {
      await Promise.all([hub.close(), cdn.close()]);
    },
  };
}
