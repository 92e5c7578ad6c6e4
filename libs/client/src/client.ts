import { makePath } from './make-path.ts';
import { methods, type MethodName } from './methods.ts';
import { multipartStream, type UploadFile, type UploadProgress } from './multipart-stream.ts';
import { operations, type BinaryBody, type Operations } from './operations.ts';
import { createSender, type CallOptions, type ClientOptions, type SendRequest } from './send-request.ts';
import { streamChat, type ChatChunk, type StreamedChatBody } from './stream-chat.ts';
import { toJson } from './to-json.ts';

type OperationId = keyof Operations;
type Parts<Id extends OperationId> = Omit<Operations[Id], 'answer'>;
/** A query of which everything may be left out may itself be left out. */
type Input<Id extends OperationId> =
  Parts<Id> extends { readonly query: infer Query }
    ? Partial<Query> extends Query
      ? Omit<Parts<Id>, 'query'> & { readonly query?: Query }
      : Parts<Id>
    : Parts<Id>;
type Method<Id extends OperationId> =
  Partial<Input<Id>> extends Input<Id>
    ? (input?: Input<Id>, call?: CallOptions) => Promise<Operations[Id]['answer']>
    : (input: Input<Id>, call?: CallOptions) => Promise<Operations[Id]['answer']>;

/** Of an operation that can also stream: the answer in one piece. */
type Whole<Id extends 'postApiChat' | 'postApiGenerate'> = (
  input: { readonly body: Omit<Operations[Id]['body'], 'stream'> },
  call?: CallOptions,
) => Promise<Operations[Id]['answer']>;

type PlainMethods = { readonly [Name in MethodName]: Method<(typeof methods)[Name]> };

export interface UploadInput extends Input<'postModelUpload'> {
  /** The model's file, or up to 64 files with their names in its folder. */
  readonly files: readonly UploadFile[];
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/**
 * A method for each operation of the API, which takes `{ params, query, body }` as the operation has them. Everything that
 * goes wrong is an `ApiError`, but for the caller's own abort, which is thrown as its reason.
 */
export interface Client extends Omit<PlainMethods, 'uploadModel' | 'chat' | 'ollamaChat' | 'ollamaGenerate'> {
  /** Uploads a model version as it is read, without holding it in memory. There is no time limit unless `call` sets one. */
  uploadModel(input: UploadInput, call?: CallOptions): Promise<Operations['postModelUpload']['answer']>;
  /** The whole answer of a chat model; `streamChat` gives it as it comes. */
  chat(
    input: { readonly body: StreamedChatBody },
    call?: CallOptions,
  ): Promise<Operations['postV1ChatCompletions']['answer']>;
  /** The whole answer, as Ollama gives it when it is asked not to stream. */
  ollamaChat: Whole<'postApiChat'>;
  ollamaGenerate: Whole<'postApiGenerate'>;
  streamChat(
    input: { readonly body: StreamedChatBody },
    call?: CallOptions,
  ): AsyncGenerator<ChatChunk, void, undefined>;
}

/**
 * A client of one host.
 *
 * @example
 * const client = createClient({ url: 'http://localhost:9926' });
 * const { models } = await client.listModels({ query: { stage: 'production' } });
 * @throws TypeError when the URL is not one of http or https
 */
export function createClient(options: ClientOptions): Client {
  const send = createSender(options);
  const plain = Object.fromEntries(
    Object.entries(methods).map(([name, id]) => [
      name,
      (input: AnyInput = {}, call: CallOptions = {}) => callOperation(send, { id, input }, call),
    ]),
  ) as unknown as PlainMethods;
  return {
    ...plain,
    chat: (input, call) => plain.chat({ body: { ...input.body, stream: false } as never }, call),
    ollamaChat: (input, call) => plain.ollamaChat({ body: { ...input.body, stream: false } as never }, call),
    ollamaGenerate: (input, call) => plain.ollamaGenerate({ body: { ...input.body, stream: false } as never }, call),
    streamChat: ({ body }, call = {}) => streamChat(send, body, call),
    uploadModel: (input, call = {}) => upload(send, input, call),
  };
}

interface AnyInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

async function callOperation(
  send: SendRequest,
  { id, input }: { readonly id: OperationId; readonly input: AnyInput },
  call: CallOptions,
): Promise<unknown> {
  const { method, path, sends, answers } = operations[id];
  const body = sends === 'application/json' ? toJson(input.body) : (input.body as BinaryBody | undefined);
  const request = { method, path: makePath(path, input.params, input.query), contentType: sends, body };
  return send(request, call, (response) => (answers === 'json' ? response.json() : response.text()));
}

async function upload(
  send: SendRequest,
  { body, files, onProgress }: UploadInput,
  call: CallOptions,
): Promise<Operations['postModelUpload']['answer']> {
  const { method, path } = operations.postModelUpload;
  const fields = Object.fromEntries(
    Object.entries(body)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === 'string' ? value : toJson(value)]),
  );
  // A model of at least this many random bits does not contain it by chance.
  const boundary = `harper-edge-${crypto.randomUUID()}`;
  const request = {
    method,
    path,
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: multipartStream({ boundary, fields, files, onProgress }),
  };
  return send(request, { timeoutMs: 0, ...call }, (response) => response.json() as Promise<never>);
}
