import { createHash } from 'node:crypto';
import {
  answerStatus,
  redirectTo,
  resetAt,
  sendFile,
  sendInstead,
  type FileServer,
  type HubServer,
  type Misbehaviour,
} from '@harper-edge/model-fetch/testing';

/** How a job ends, whatever its server does. */
export interface Ending {
  readonly status: 'completed' | 'failed';
  /** Tries after the first. */
  readonly attempts: number;
  readonly error: null | { readonly code: string; readonly message: RegExp };
  /** Least time from the request to the end; what `Retry-After` asks for. Milliseconds. */
  readonly leastMs?: number;
}

export interface FetchFault {
  readonly fault: string;
  readonly asked?: Readonly<Record<string, unknown>>;
  readonly ending: Ending;
}

/** A fault of a server of one file, `/model.onnx`. */
export interface UrlFault extends FetchFault {
  readonly misbehave?: (server: FileServer) => void;
  /** What is asked for there. Default `/model.onnx`. */
  readonly path?: string;
  /** How many requests the server gets: each try looks at the file, then downloads it. */
  readonly requests: number;
}

/** A fault of the hub, with a repository of its own that holds `onnx/model.onnx`. */
export interface HubFault extends FetchFault {
  readonly misbehave?: (hub: HubServer, repository: FaultyRepository) => void;
  /** Behind the name of the repository. */
  readonly revision?: string;
  /** Only callers with this token may read it. */
  readonly token?: string;
}

export interface FaultyRepository {
  readonly name: string;
  readonly commit: string;
  /** Where the server of large files has the model. */
  readonly blob: string;
}

const completed = (attempts: number, leastMs = 0): Ending => ({ status: 'completed', attempts, error: null, leastMs });
const failed = (code: string, message: RegExp, attempts = 0): Ending => ({
  status: 'failed',
  attempts,
  error: { code, message },
});

/** Two seconds, as jobs that may run are found within one: whoever comes within one has not waited. */
const busy = answerStatus(429, { 'retry-after': '2' });
const waitedMs = 1_900;
const modelPath = '/model.onnx';
const page = '\ufeff \n<!DOCTYPE html><html><title>Sign in</title></html>';

/** The first request, which looks at the file, is answered well; the next ones are not. */
const afterLook = (how: Misbehaviour): Misbehaviour => {
  let asked = 0;
  return (exchange) => {
    (asked++ === 0 ? sendFile : how)(exchange);
  };
};

const always = (how: Misbehaviour) => (server: FileServer) => {
  server.misbehave(modelPath, how);
};

export const urlFaults: readonly UrlFault[] = [
  {
    fault: '429 with Retry-After, then well',
    misbehave: (server) => {
      server.misbehave(modelPath, busy, 1);
    },
    requests: 3,
    ending: completed(1, waitedMs),
  },
  {
    fault: '503, then well',
    misbehave: (server) => {
      server.misbehave(modelPath, answerStatus(503), 1);
    },
    requests: 3,
    ending: completed(1),
  },
  {
    fault: 'reset at 99 %',
    misbehave: (server) => {
      server.misbehave(modelPath, afterLook(resetAt(0.99)), 2);
    },
    requests: 4,
    ending: completed(1),
  },
  {
    fault: 'fewer bytes than are stated, each time',
    misbehave: always(({ response, content }) => {
      response.writeHead(200, { 'content-length': content.length + 9 });
      response.write(content, () => response.destroy());
    }),
    requests: 6,
    ending: failed('UNAVAILABLE', /connection broke/, 2),
  },
  {
    fault: 'another digest than was asked for',
    asked: { sha256: 'a'.repeat(64) },
    requests: 2,
    ending: failed('INVALID_INPUT', /expected content with SHA-256 a{64}, received [0-9a-f]{64}/),
  },
  {
    fault: 'a web page by its type',
    misbehave: always(sendInstead('x', { 'content-type': 'text/html; charset=utf-8' })),
    requests: 1,
    ending: failed('INVALID_INPUT', /a web page instead of a model/),
  },
  {
    fault: 'a web page by its content',
    misbehave: always(sendInstead(page)),
    requests: 1,
    ending: failed('INVALID_INPUT', /a web page instead of a model/),
  },
  {
    fault: 'a web page once it is downloaded',
    misbehave: always(afterLook(sendInstead(page))),
    requests: 2,
    ending: failed('INVALID_INPUT', /a web page instead of a model/),
  },
  {
    fault: 'a redirect to itself',
    misbehave: always(redirectTo(`${modelPath}?key=s3cret`)),
    requests: 1,
    ending: failed('INVALID_INPUT', /redirects in a circle/),
  },
  {
    fault: 'a redirect loop of two',
    misbehave: (server) => {
      always(redirectTo('/other'))(server);
      server.misbehave('/other', redirectTo(`${modelPath}?key=s3cret`));
    },
    requests: 2,
    ending: failed('INVALID_INPUT', /redirects in a circle/),
  },
  {
    fault: 'redirects without end, each to another place',
    misbehave: (server) => {
      let hops = 0;
      always((exchange) => {
        redirectTo(`${modelPath}?hop=${hops++}`)(exchange);
      })(server);
    },
    requests: 11,
    ending: failed('INVALID_INPUT', /redirects more than 10 times/),
  },
  {
    fault: 'a redirect to nowhere',
    misbehave: always(answerStatus(302)),
    requests: 1,
    ending: failed('INVALID_INPUT', /does not say where to/),
  },
  {
    fault: 'a redirect to a file: address',
    misbehave: always(redirectTo('file:///etc/passwd')),
    requests: 1,
    ending: failed('FORBIDDEN', /a file: address/),
  },
  {
    fault: 'a redirect with a fragment that leads elsewhere',
    misbehave: (server) => {
      server.misbehave('/moved', redirectTo(`${modelPath}#/../../etc/passwd`));
    },
    path: '/moved',
    requests: 4,
    ending: completed(0),
  },
  {
    fault: 'a file name that leads out of the folder',
    misbehave: (server) => {
      server.misbehave('/..%2f..%2fescaped.onnx', (exchange) => {
        sendFile({ ...exchange, content: server.files.get(modelPath) ?? new Uint8Array() });
      });
    },
    path: '/..%2f..%2fescaped.onnx',
    requests: 2,
    ending: completed(0),
  },
  {
    fault: 'more bytes than are fetched, as it says',
    misbehave: always(({ response, content }) => {
      response.writeHead(200, { 'content-length': 2 ** 40 }).write(content);
    }),
    requests: 1,
    ending: failed('TOO_LARGE', /has 1099511627776 bytes, and at most \d+ are fetched/),
  },
  {
    fault: 'more bytes than are fetched, without end and without saying so',
    misbehave: always(({ response }) => {
      const block = Buffer.alloc(2 ** 16, 1);
      const more = (): void => {
        while (!response.destroyed && response.write(block));
      };
      response.writeHead(200).on('drain', more);
      more();
    }),
    requests: 2,
    ending: failed('TOO_LARGE', /has more than \d+ bytes, the most that is fetched/),
  },
];

const resolve = ({ name, commit }: FaultyRepository): string => `/${name}/resolve/${commit}/onnx/model.onnx`;
const tree = ({ name, commit }: FaultyRepository): string => `/api/models/${name}/tree/${commit}`;
const info = ({ name }: FaultyRepository): string => `/api/models/${name}`;

/** A list with this file instead of those there are. */
const listing =
  (path: string, sizeBytes: number, headers: Record<string, string> = {}): Misbehaviour =>
  ({ response }) => {
    const file = { type: 'file', oid: createHash('sha1').update(path).digest('hex'), size: sizeBytes, path };
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify([file]));
  };

export const hubFaults: readonly HubFault[] = [
  {
    fault: '401: a repository for holders of another token',
    token: 'hf_other',
    ending: failed('FORBIDDEN', /the token of MODEL_FETCH_TOKEN may not read it/),
  },
  {
    fault: '403: gated files, though all may list them',
    misbehave: (hub, repository) => {
      hub.misbehave(resolve(repository), answerStatus(403));
    },
    ending: failed('FORBIDDEN', /accept the terms of the repository/),
  },
  { fault: 'no such revision', revision: '@nowhere', ending: failed('NOT_FOUND', /answered 404/) },
  {
    fault: 'a file that is listed, but not there',
    misbehave: (hub, repository) => {
      hub.misbehave(resolve(repository), answerStatus(404));
    },
    ending: failed('NOT_FOUND', /answered 404/),
  },
  {
    fault: '429 with Retry-After, then well',
    misbehave: (hub, repository) => {
      hub.misbehave(tree(repository), busy, 1);
    },
    ending: completed(1, waitedMs),
  },
  {
    fault: '503 of the API, then well',
    misbehave: (hub, repository) => {
      hub.misbehave(info(repository), answerStatus(503), 1);
    },
    ending: completed(1),
  },
  {
    fault: 'reset at 99 % by the server of large files',
    misbehave: (hub, { blob }) => {
      hub.cdn.misbehave(blob, resetAt(0.99), 1);
    },
    ending: completed(1),
  },
  {
    fault: 'a redirect of a large file to a private address',
    misbehave: (hub, repository) => {
      hub.misbehave(resolve(repository), redirectTo('http://169.254.169.254/latest/meta-data'));
    },
    ending: failed('FORBIDDEN', /an address that is not public/),
  },
  {
    fault: 'other bytes than the hub has published the digest of',
    misbehave: (hub, { blob }) => {
      hub.cdn.misbehave(blob, ({ response, content }) => {
        response.writeHead(200, { 'content-length': content.length }).end(Buffer.alloc(content.length, 1));
      });
    },
    ending: failed('INVALID_INPUT', /expected content with SHA-256/),
  },
  {
    fault: 'another length than is listed, each time',
    misbehave: (hub, { blob }) => {
      hub.cdn.misbehave(blob, ({ response, content }) => {
        response.writeHead(200, { 'content-length': content.length + 1 }).end(Buffer.alloc(content.length + 1, 1));
      });
    },
    ending: failed('UNAVAILABLE', /expected \d+ bytes, received \d+/, 2),
  },
  {
    fault: 'a web page instead of a large file',
    misbehave: (hub, { blob }) => {
      hub.cdn.misbehave(blob, sendInstead(page));
    },
    ending: failed('INVALID_INPUT', /a web page instead of a model/),
  },
  {
    fault: 'a list with a path that leads out of the model',
    misbehave: (hub, repository) => {
      hub.misbehave(tree(repository), listing('../../escaped.onnx', 10));
    },
    ending: failed('INVALID_INPUT', /expected one inside the model/),
  },
  {
    fault: 'a list that goes on at a private address',
    misbehave: (hub, repository) => {
      const link = '<http://169.254.169.254/latest?cursor=2>; rel="next"';
      hub.misbehave(tree(repository), listing('onnx/model.onnx', 10, { link }));
    },
    ending: failed('FORBIDDEN', /an address that is not public/),
  },
];

/** What no server may make a host ask, in every spelling. At the port there is a server that nobody may reach. */
export const forbiddenTargets = (port: string): readonly string[] => [
  'http://10.0.0.1/x',
  'http://192.168.0.1/x',
  'http://169.254.169.254/latest/meta-data',
  `http://127.0.0.1:${port}/x`,
  `http://127.1:${port}/x`,
  `http://2130706433:${port}/x`,
  `http://0x7f.0.0.1:${port}/x`,
  `http://0.0.0.0:${port}/x`,
  `http://localhost:${port}/x`,
  `http://[::1]:${port}/x`,
  `http://[fd00::1]/x`,
  `http://[::ffff:127.0.0.1]:${port}/x`,
  'http://[::ffff:a9fe:a9fe]/latest/meta-data',
  `http://[64:ff9b::7f00:1]:${port}/x`,
];

/** What is refused before there is a job; `allowed` is a host that may be asked. */
export const refusedReferences = (allowed: string): readonly string[] => [
  'file:///etc/passwd',
  'FILE:/etc/passwd',
  'ftp://example.org/model.onnx',
  `${allowed}/model.onnx#`,
  `${allowed}/model.onnx#/../../etc/passwd`,
  'http:///#/../../etc/passwd',
  `${allowed}#@169.254.169.254/`,
  `${allowed}@169.254.169.254/`,
  `${allowed}\\@169.254.169.254/`,
  `${allowed}/ model.onnx`,
  `${allowed}/model.onnx\r\nHost: 169.254.169.254`,
];

/** Paths that lead out of the folder "models", from which alone may be read; `folder` is the one around it. */
export const outsidePaths = (folder: string): readonly string[] => [
  '../secret.onnx',
  'nested/../../secret.onnx',
  '..',
  '%2e%2e/secret.onnx',
  '%2e%2e%2fsecret.onnx',
  '..%2fsecret.onnx',
  '..\\secret.onnx',
  'file://secret.onnx',
  `file://${folder}/secret.onnx`,
  `${folder}/secret.onnx`,
  `${folder}/models/../secret.onnx`,
  `${folder}/models-not/secret.onnx`,
  '/etc/passwd',
  'link.onnx',
  'up/secret.onnx',
  'with-link',
  'with-link/model.onnx',
  'iris.onnx#/../../secret.onnx',
];
