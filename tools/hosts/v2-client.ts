/**
 * A client of the Open Inference Protocol V2 over REST, written from its specification and that of the binary tensor
 * data extension alone: it shares no code with the server.
 */

export type V2Value = number | bigint | boolean | string | Buffer;

export interface V2Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly values: readonly V2Value[];
}

export interface V2InferOptions {
  readonly version?: string;
  readonly id?: string;
  /** How the inputs travel, and how the outputs are asked for. Default JSON. */
  readonly binaryInputs?: boolean;
  readonly binaryOutputs?: boolean;
  readonly outputs?: readonly { readonly name: string; readonly binary?: boolean }[];
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface V2Inference {
  readonly modelName: string;
  readonly modelVersion: string | undefined;
  readonly id: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outputs: readonly (V2Tensor & { readonly isBinary: boolean })[];
  readonly headers: Headers;
}

/** An answer that is not 200, which is the only success the protocol knows. */
class V2Failure extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const codecs: Readonly<Record<string, Codec>> = {
  BOOL: codec(
    1,
    (view, at) => view.getUint8(at) === 1,
    (view, at, value) => {
      view.setUint8(at, value === true ? 1 : 0);
    },
  ),
  UINT8: codec(
    1,
    (view, at) => view.getUint8(at),
    (view, at, value) => {
      view.setUint8(at, value as number);
    },
  ),
  UINT16: codec(
    2,
    (view, at) => view.getUint16(at, true),
    (view, at, value) => {
      view.setUint16(at, value as number, true);
    },
  ),
  UINT32: codec(
    4,
    (view, at) => view.getUint32(at, true),
    (view, at, value) => {
      view.setUint32(at, value as number, true);
    },
  ),
  UINT64: codec(
    8,
    (view, at) => view.getBigUint64(at, true),
    (view, at, value) => {
      view.setBigUint64(at, BigInt(value as number), true);
    },
  ),
  INT8: codec(
    1,
    (view, at) => view.getInt8(at),
    (view, at, value) => {
      view.setInt8(at, value as number);
    },
  ),
  INT16: codec(
    2,
    (view, at) => view.getInt16(at, true),
    (view, at, value) => {
      view.setInt16(at, value as number, true);
    },
  ),
  INT32: codec(
    4,
    (view, at) => view.getInt32(at, true),
    (view, at, value) => {
      view.setInt32(at, value as number, true);
    },
  ),
  INT64: codec(
    8,
    (view, at) => view.getBigInt64(at, true),
    (view, at, value) => {
      view.setBigInt64(at, BigInt(value as number), true);
    },
  ),
  FP32: codec(
    4,
    (view, at) => view.getFloat32(at, true),
    (view, at, value) => {
      view.setFloat32(at, value as number, true);
    },
  ),
  FP64: codec(
    8,
    (view, at) => view.getFloat64(at, true),
    (view, at, value) => {
      view.setFloat64(at, value as number, true);
    },
  ),
};

interface Codec {
  encode(values: readonly V2Value[]): Buffer;
  decode(bytes: Buffer): V2Value[];
}

function codec(
  sizeBytes: number,
  get: (view: DataView, at: number) => V2Value,
  set: (view: DataView, at: number, value: V2Value) => void,
): Codec {
  const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    encode: (values) => {
      const bytes = Buffer.alloc(values.length * sizeBytes);
      values.forEach((value, index) => {
        set(viewOf(bytes), index * sizeBytes, value);
      });
      return bytes;
    },
    decode: (bytes) =>
      Array.from({ length: bytes.length / sizeBytes }, (_, index) => get(viewOf(bytes), index * sizeBytes)),
  };
}

/** "A 4-byte unsigned integer giving the length followed by the actual bytes." */
const bytesCodec: Codec = {
  encode: (values) =>
    Buffer.concat(
      values.flatMap((value) => {
        const bytes = Buffer.from(value as string);
        const length = Buffer.alloc(4);
        length.writeUInt32LE(bytes.length);
        return [length, bytes];
      }),
    ),
  decode: (bytes) => {
    const values: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = at + 4 + bytes.readUInt32LE(at);
      values.push(bytes.subarray(at + 4, end));
      at = end;
    }
    return values;
  },
};

const codecOf = (datatype: string): Codec => {
  const found = datatype === 'BYTES' ? bytesCodec : codecs[datatype];
  if (found === undefined) throw new Error(`this client does not speak ${datatype}`);
  return found;
};

/** JSON text: what JSON numbers cannot hold travels as a string. */
const toJson = (value: V2Value): string => {
  if (typeof value === 'bigint') return `"${value}"`;
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString('base64'));
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value);
};

const inputJson = ({ name, datatype, shape, values }: V2Tensor, binarySize: number | undefined): string => {
  if (binarySize !== undefined) {
    return JSON.stringify({ name, datatype, shape, parameters: { binary_data_size: binarySize } });
  }
  const parameters = values.some((value) => Buffer.isBuffer(value)) ? { content_type: 'base64' } : undefined;
  const head = JSON.stringify({ name, datatype, shape, parameters }).slice(0, -1);
  return `${head},"data":[${values.map(toJson).join(',')}]}`;
};

interface OutputMessage {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parameters?: { readonly binary_data_size?: number; readonly content_type?: string };
  readonly data?: readonly (number | boolean | string)[];
}

const fromJson = ({ datatype, data = [], parameters = {} }: OutputMessage): readonly V2Value[] =>
  data.map((value) => {
    if (datatype === 'BYTES')
      return Buffer.from(value as string, parameters.content_type === 'base64' ? 'base64' : 'utf8');
    if (datatype.endsWith('INT64')) return BigInt(value);
    return typeof value === 'string' ? Number(value) : value;
  });

export function createV2Client(url: string) {
  const fail = async (response: Response): Promise<never> => {
    const { error } = (await response.json()) as { error: string };
    throw new V2Failure(response.status, error);
  };
  const getJson = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}/v2${path}`);
    return response.status === 200 ? ((await response.json()) as T) : fail(response);
  };
  const post = async (
    path: string,
    body: string | Uint8Array<ArrayBuffer> | undefined,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const response = await fetch(`${url}/v2${path}`, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return response.status === 200 ? response : fail(response);
  };
  const modelPath = (model: string, version?: string): string =>
    `/models/${encodeURIComponent(model)}${version === undefined ? '' : `/versions/${encodeURIComponent(version)}`}`;

  return {
    server: () => getJson<{ name: string; version: string; extensions: string[] }>(''),
    isLive: async () => (await fetch(`${url}/v2/health/live`)).status === 200,
    isReady: async () => (await fetch(`${url}/v2/health/ready`)).status === 200,
    models: () => getJson<{ models: string[] }>('/models'),
    metadata: (model: string, version?: string) =>
      getJson<{ name: string; versions?: string[]; platform: string; inputs: object[]; outputs: object[] }>(
        modelPath(model, version),
      ),
    modelReady: (model: string, version?: string) =>
      getJson<{ name: string; ready: boolean }>(`${modelPath(model, version)}/ready`),
    config: (model: string, version?: string) =>
      getJson<Record<string, unknown>>(`${modelPath(model, version)}/config`),
    stats: (model?: string, version?: string) =>
      getJson<{ model_stats: Record<string, unknown>[] }>(
        `${model === undefined ? '/models' : modelPath(model, version)}/stats`,
      ),
    index: async (ready?: boolean) => {
      const response = await post('/repository/index', ready === undefined ? undefined : JSON.stringify({ ready }));
      return (await response.json()) as { name: string; version: string; state: string; reason: string }[];
    },
    load: async (model: string) => {
      await post(`/repository/models/${encodeURIComponent(model)}/load`, '{}');
    },
    unload: async (model: string) => {
      await post(
        `/repository/models/${encodeURIComponent(model)}/unload`,
        JSON.stringify({ parameters: { unload_dependents: false } }),
      );
    },

    infer: async (model: string, inputs: readonly V2Tensor[], options: V2InferOptions = {}): Promise<V2Inference> => {
      const { version, id, binaryInputs = false, binaryOutputs, outputs, parameters, headers } = options;
      const binary = inputs.map(({ datatype, values }) => codecOf(datatype).encode(values));
      const message = {
        ...(id === undefined ? {} : { id }),
        parameters: { ...parameters, ...(binaryOutputs === undefined ? {} : { binary_data_output: binaryOutputs }) },
        ...(outputs === undefined
          ? {}
          : {
              outputs: outputs.map((output) => ({
                name: output.name,
                ...(output.binary === undefined ? {} : { parameters: { binary_data: output.binary } }),
              })),
            }),
      };
      const tensors = inputs.map((input, index) => inputJson(input, binaryInputs ? binary[index]?.length : undefined));
      const json = Buffer.from(`${JSON.stringify(message).slice(0, -1)},"inputs":[${tensors.join(',')}]}`);
      const response = binaryInputs
        ? await post(`${modelPath(model, version)}/infer`, Buffer.concat([json, ...binary]), {
            'content-type': 'application/octet-stream',
            'inference-header-content-length': String(json.length),
            ...headers,
          })
        : await post(`${modelPath(model, version)}/infer`, json, { 'content-type': 'application/json', ...headers });
      return readInference(response);
    },

    /** The body is the one tensor, the answer all binary. */
    inferRaw: async (model: string, tensor: Buffer): Promise<V2Inference> => {
      const headers = { 'content-type': 'application/octet-stream', 'inference-header-content-length': '0' };
      return readInference(await post(`${modelPath(model)}/infer`, new Uint8Array(tensor), headers));
    },
  };
}

async function readInference(response: Response): Promise<V2Inference> {
  const body = Buffer.from(await response.arrayBuffer());
  const jsonBytes = Number(response.headers.get('inference-header-content-length') ?? body.length);
  const message = JSON.parse(body.subarray(0, jsonBytes).toString()) as {
    model_name: string;
    model_version?: string;
    id?: string;
    parameters?: Record<string, unknown>;
    outputs: OutputMessage[];
  };
  let start = jsonBytes;
  const outputs = message.outputs.map((output) => {
    const { name, datatype, shape, parameters } = output;
    const sizeBytes = parameters?.binary_data_size;
    if (sizeBytes === undefined) return { name, datatype, shape, values: fromJson(output), isBinary: false };
    const bytes = body.subarray(start, start + sizeBytes);
    start += sizeBytes;
    return { name, datatype, shape, values: codecOf(datatype).decode(bytes), isBinary: true };
  });
  if (start !== body.length) throw new Error(`the answer has ${body.length - start} bytes that belong to no output`);
  return {
    modelName: message.model_name,
    modelVersion: message.model_version,
    id: message.id,
    parameters: message.parameters ?? {},
    outputs,
    headers: response.headers,
  };
}
