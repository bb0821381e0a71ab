import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** Which network addresses webhooks may connect to. */

/** Of this machine and of private networks: only where the operator allows them. */
const privateRanges: readonly string[] = [
  'loopback',
  'private',
  'uniqueLocal',
  'carrierGradeNat',
] satisfies ReturnType<ipaddr.IPv4['range'] | ipaddr.IPv6['range']>[];

/**
 * Where clouds hand out the credentials of a machine, beside the link-local addresses, which are
 * never allowed.
 */
const metadata: readonly string[] = ['fd00:ec2::254', '100.100.100.200', '168.63.129.16'].map(
  (text) => ipaddr.parse(text).toNormalizedString(),
);

/** Whether one may be connected to. `own`: the addresses of this machine, which may be public. */
export function isAllowed(
  text: string,
  isPrivate: boolean,
  own: readonly string[] = ownAddresses(),
): boolean {
  const address = parsed(text);
  // What carries another address inside, as of NAT64 or 6to4, is in ranges of its own.
  if (address === undefined || metadata.includes(address.toNormalizedString())) return false;
  const range = address.range();
  if (privateRanges.includes(range)) return isPrivate;
  if (range !== 'unicast') return false;
  return (
    isPrivate ||
    !own.some((one) => parsed(one)?.toNormalizedString() === address.toNormalizedString())
  );
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address),
  );
}

/** IPv4 inside IPv6 (`::ffff:…`) is IPv4. A zone names an interface of this machine. */
function parsed(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const [bare = '', zone] = text.split('%');
  return zone === undefined && ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined;
}
