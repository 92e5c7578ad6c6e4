import { promisify } from 'node:util';
import { constants, deflate, gzip } from 'node:zlib';
import type { ApiRequest } from './exchange.ts';
import type { Reply } from './reply.ts';

const codings = { gzip: promisify(gzip), deflate: promisify(deflate) } as const;
type Coding = keyof typeof codings;

/** Below this a body gains less than its headers cost. */
const minBytes = 1_024;

/** The reply in a coding that the caller accepts (RFC 9110, section 12.5.3), when its body has at least 1 KiB. */
export async function compressReply(made: Reply, { headers }: Pick<ApiRequest, 'headers'>): Promise<Reply> {
  const { body } = made;
  if (!(typeof body === 'string' || body instanceof Uint8Array) || body.length < minBytes) return made;
  const coding = chooseCoding(headers.get('accept-encoding') ?? '');
  if (coding === undefined) return { ...made, headers: { ...made.headers, vary: 'accept-encoding' } };
  // Tensors hardly shrink, however long one tries.
  const compressed = await codings[coding](body, { level: constants.Z_BEST_SPEED });
  return {
    ...made,
    body: compressed,
    headers: {
      ...made.headers,
      'content-encoding': coding,
      'content-length': String(compressed.length),
      vary: 'accept-encoding',
    },
  };
}

/** The coding with the highest weight, `undefined` to send as it is; of equal ones gzip, then deflate. */
function chooseCoding(accepted: string): Coding | undefined {
  const weights = new Map<string, number>();
  for (const part of accepted.toLowerCase().split(',').slice(0, 16)) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (coding: Coding): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const best: Coding = weightOf('gzip') >= weightOf('deflate') ? 'gzip' : 'deflate';
  return weightOf(best) > 0 && weightOf(best) >= (weights.get('identity') ?? 0) ? best : undefined;
}
