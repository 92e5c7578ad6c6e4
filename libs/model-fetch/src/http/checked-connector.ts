import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { EdgeError } from '@harper-edge/contracts';
import { buildConnector } from 'undici';
import type { AddressCheck } from './address-check.ts';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** The addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

const resolveBySystem: Resolve = (hostname) => systemLookup(hostname, { all: true });

/**
 * Makes connections to allowed addresses only. A name is resolved once for each connection, and the connection is made to the
 * very addresses that were checked: an answer that is another the next time changes nothing.
 *
 * @throws EdgeError FORBIDDEN, through the callback
 */
export function createCheckedConnector(
  isAllowed: AddressCheck,
  resolve: Resolve = resolveBySystem,
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, { all = false }, callback) => {
    resolve(hostname).then(
      (found) => {
        const allowed = found.filter(({ address }) => isAllowed(address));
        const [first] = allowed;
        if (first === undefined) callback(forbidden(hostname), '');
        else if (all) callback(null, [...allowed]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, '');
      },
    );
  };
  const connect = buildConnector({ lookup, timeout: 10_000 });
  return (options, callback) => {
    // An address is connected to without any lookup.
    const hostname = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(hostname) !== 0 && !isAllowed(hostname)) callback(forbidden(hostname), null);
    else connect(options, callback);
  };
}

const forbidden = (hostname: string): EdgeError =>
  new EdgeError(
    'FORBIDDEN',
    `${hostname.slice(0, 100)} is, or leads to, an address that is not public; MODEL_FETCH_ALLOWED_ADDRESSES can allow it`,
  );
