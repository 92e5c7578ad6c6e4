import { EdgeError, isEdgeError, type Clock } from '@harper-edge/contracts';
import { isObject, textIn, type JsonObject } from '../files/json-object.ts';
import { checkSourcePath } from '../files/check-source-path.ts';
import type { HttpAnswer, HttpClient } from '../http/http-client.ts';
import { openRange, type OpenedRange } from '../http/open-range.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import { readJson } from '../http/read-json.ts';

export interface HubCommit {
  /** What the hub says of the repository. */
  readonly info: JsonObject;
  readonly commit: string;
}

export interface HubPlace {
  readonly repository: string;
  /** A branch, tag or commit. */
  readonly revision: string;
  readonly path: string;
}

/** The hub's API and files, with the token where there is one. */
export interface HubClient {
  /** A path of the hub, or a whole address; only the hub itself gets the token. */
  get(pathOrUrl: string, signal?: AbortSignal): Promise<HttpAnswer>;
  /** What a branch, tag or commit is now; without one the default branch. */
  resolve(repository: string, revision?: string, signal?: AbortSignal): Promise<HubCommit>;
  /** @throws EdgeError INVALID_INPUT on a path that leads out of the repository */
  open(place: HubPlace, offsetBytes: number, signal?: AbortSignal): Promise<OpenedRange>;
}

export interface HubClientOptions {
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly hubUrl: string;
  readonly token: string | undefined;
}

export function createHubClient({ http, clock, hubUrl, token }: HubClientOptions): HubClient {
  const hub = hubUrl.replace(/\/+$/, '');
  const anonymous = { limit: createRateLimit({ clock }) };
  const known = token === undefined ? anonymous : { ...anonymous, authorization: `Bearer ${token}` };
  const explained = async <T>(asking: Promise<T>): Promise<T> =>
    asking.catch((error: unknown) => {
      throw explain(error, token !== undefined);
    });
  const get: HubClient['get'] = (pathOrUrl, signal) => {
    const url = pathOrUrl.startsWith('/') ? `${hub}${pathOrUrl}` : pathOrUrl;
    return explained(http.request(url, { ...(url.startsWith(`${hub}/`) ? known : anonymous), signal }));
  };
  return {
    get,
    resolve: async (repository, revision, signal) => {
      const suffix = revision === undefined ? '' : `/revision/${encodeURIComponent(revision)}`;
      const info = await readJson(await get(`/api/models/${repository}${suffix}`, signal));
      const commit = isObject(info) ? textIn(info, 'sha') : undefined;
      if (isObject(info) && commit !== undefined && /^[\w-]+$/.test(commit)) return { info, commit };
      throw new EdgeError('INVALID_INPUT', 'the hub names no commit of this repository');
    },
    open: async ({ repository, revision, path }, offsetBytes, signal) => {
      // The hub itself may have listed it.
      const file = checkSourcePath(path).split('/').map(encodeURIComponent).join('/');
      const url = `${hub}/${repository}/resolve/${encodeURIComponent(revision)}/${file}`;
      return explained(openRange(http, url, { ...known, offsetBytes, signal }));
    },
  };
}

/** Says which setting helps. */
function explain(error: unknown, hasToken: boolean): unknown {
  if (!isEdgeError(error, 'FORBIDDEN') || !/ answered (401|403):/.test(error.message)) return error;
  const advice = hasToken
    ? 'the token of MODEL_FETCH_TOKEN may not read it; accept the terms of the repository, or use another token'
    : 'it is private, gated or not there; set MODEL_FETCH_TOKEN to a token that may read it';
  return new EdgeError('FORBIDDEN', `the hub refuses this repository: ${advice}`, { cause: error });
}
