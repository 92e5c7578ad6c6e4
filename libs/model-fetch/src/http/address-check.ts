import { EdgeError } from '@harper-edge/contracts';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Whether connections to this IP address, in any of its spellings, are allowed. */
export type AddressCheck = (address: string) => boolean;

/**
 * Allows addresses that are public and, of the others (loopback, private, link-local and so on), those in `allowed`: single
 * addresses or blocks such as `10.0.0.0/8`. An IPv4 address inside an IPv6 one counts as itself.
 *
 * @throws EdgeError INVALID_INPUT on an entry that is neither
 */
export function createAddressCheck(allowed: readonly string[] = []): AddressCheck {
  const blocks = allowed.map(parseBlock);
  return (text) => {
    // A zone names the interface and is no part of the address.
    const [plain = ''] = text.split('%');
    if (!ipaddr.isValid(plain)) return false;
    const address = ipaddr.process(plain);
    return (
      isPublic(address) || blocks.some(({ base, bits }) => base.kind() === address.kind() && address.match(base, bits))
    );
  };
}

const isPublic = (address: Address): boolean => address.range() === 'unicast';

function parseBlock(entry: string): { readonly base: Address; readonly bits: number } {
  try {
    if (entry.includes('/')) {
      const [base, bits] = ipaddr.parseCIDR(entry);
      return { base, bits };
    }
    const base = ipaddr.process(entry);
    return { base, bits: base.kind() === 'ipv4' ? 32 : 128 };
  } catch (cause) {
    throw new EdgeError(
      'INVALID_INPUT',
      `allowed addresses: expected an address such as 127.0.0.1 or a block such as 10.0.0.0/8, received "${entry.slice(0, 60)}"`,
      { cause },
    );
  }
}
