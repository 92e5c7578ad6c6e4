import { EdgeError, type ModelVersion } from '@harper-edge/contracts';
import type { Services } from '../../services.ts';
import { embed } from '../../use-cases/embed.ts';
import type { TenantVectors } from './tenant-vectors.ts';
import type { VectorSource } from './vector-row.ts';

export interface EmbedRequest {
  readonly model: ModelVersion;
  readonly tenantId: string;
  readonly userId: string;
  readonly requestId: string;
  /** Empty: none is asked for. */
  readonly query: string;
  readonly products: readonly VectorSource[];
  readonly vectors: TenantVectors;
  readonly timeoutMs: number;
}

type Vector = ArrayLike<number>;

export interface Embedder {
  /**
   * The vector of the query; afterwards every product with a text has one too. Where all have one already that is one row for
   * the model, else the query goes with the first of them. After `timeoutMs` it rejects; what it began is finished and kept,
   * so that the next who asks finds more.
   *
   * @throws EdgeError as `embed`; DEADLINE_EXCEEDED; UNAVAILABLE when others already wait for products
   */
  embed(services: Services, request: EmbedRequest): Promise<Vector | undefined>;
}

/** Texts in one call. */
const chunkTexts = 256;
/** Requests with new products that take turns for one matrix; more are refused, since each may be long. */
const maxWaiting = 8;

export function createEmbedder(): Embedder {
  /** The last turn of each matrix. Products are embedded by one request at a time, so that none is embedded twice. */
  const turns = new WeakMap<TenantVectors, { last: Promise<unknown>; waiting: number }>();

  const inTurn = async <T>(vectors: TenantVectors, work: () => Promise<T>): Promise<T> => {
    const turn = turns.get(vectors) ?? { last: Promise.resolve(), waiting: 0 };
    turns.set(vectors, turn);
    if (turn.waiting >= maxWaiting) {
      throw new EdgeError('UNAVAILABLE', 'too many lists of products wait for their vectors; try again later');
    }
    turn.waiting++;
    const mine = turn.last.then(work);
    turn.last = mine.catch(() => undefined);
    return mine.finally(() => turn.waiting--);
  };

  const fill = async (services: Services, request: EmbedRequest): Promise<Vector | undefined> => {
    const { model, tenantId, userId, requestId, vectors, products } = request;
    await vectors.readStored(vectors.missing(products));
    let missing = vectors.missing(products);
    let query = request.query;
    let found: Vector | undefined;
    while (query !== '' || missing.length > 0) {
      const some = missing.slice(0, chunkTexts - (query === '' ? 0 : 1));
      missing = missing.slice(some.length);
      const texts = [...(query === '' ? [] : [query]), ...some.map(({ text }) => text)];
      // Without the request's time limit: what is begun is finished, else a slow model would never get through.
      const made = await embedTexts(services, { model, tenantId, userId, requestId, texts });
      if (query !== '') found = made[0];
      vectors.add(some, query === '' ? made : made.slice(1));
      query = '';
    }
    return found;
  };

  return {
    embed: (services, request) => {
      const { vectors, products, query, timeoutMs } = request;
      if (vectors.missing(products).length > 0) {
        return withinMs(
          inTurn(vectors, () => fill(services, request)),
          timeoutMs,
        );
      }
      if (query === '') return Promise.resolve(undefined);
      return embedTexts(services, { ...request, texts: [query], timeoutMs }).then(([vector]) => vector);
    },
  };
}

type TextsRequest = Pick<EmbedRequest, 'model' | 'tenantId' | 'userId' | 'requestId'> & {
  readonly texts: readonly string[];
};

async function embedTexts(
  services: Services,
  { model, tenantId, texts, ...rest }: TextsRequest & { readonly timeoutMs?: number },
): Promise<readonly Vector[]> {
  const { modelId, version } = model;
  const { userId, requestId, timeoutMs } = rest;
  const asked = { modelId, version, userId, requestId, tenant: tenantId, timeoutMs, countsTokens: false };
  return (await embed(services, { ...asked, textsFor: () => texts })).vectors;
}

/** What the promise gives, unless it takes longer; it goes on all the same. */
function withinMs<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new EdgeError('DEADLINE_EXCEEDED', `vectors of new products took longer than ${timeoutMs} ms`));
    }, timeoutMs);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
