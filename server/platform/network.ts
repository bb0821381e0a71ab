import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Groups of an IPv6 address that identify a customer: the first half. */
const own_groups = 4;

/**
 * The network that counts as one caller: an IPv4 address, or the first half of an IPv6 address,
 * since one customer has all of the other half. `trustProxy`: the last address in X-Forwarded-For.
 */
export function networkOf(request: IncomingMessage, trustProxy: boolean): string {
  const told = trustProxy ? lastOf(request.headers['x-forwarded-for']) : undefined;
  // An invalid address comes from the proxy: its callers cannot be told apart then.
  return networkOfText(told) ?? networkOfText(request.socket.remoteAddress) ?? 'unknown';
}

/** The network of an address as proxies write it: alone, with a port, in brackets, in quotes. */
export function networkOfText(text: string | undefined): string | undefined {
  const bare = withoutPort(text?.trim().replace(/^"(.*)"$/u, '$1') ?? '').split('%')[0]!;
  if (isIP(bare) === 0) return undefined;
  const address = ipaddr.process(bare);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const groups = address.parts.slice(0, own_groups).map((group) => group.toString(16));
  return `${groups.join(':')}::/${16 * own_groups}`;
}

function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/u.exec(text);
  if (bracketed !== null) return bracketed[1]!;
  return /^[\d.]+:\d+$/u.test(text) ? text.slice(0, text.indexOf(':')) : text;
}

function lastOf(told: string | string[] | undefined): string | undefined {
  return (Array.isArray(told) ? told.at(-1) : told)?.split(',').at(-1);
}

/** The answer to a request by a name that is not this server's own, over HTTP and at a socket. */
export const hostSentence =
  'This server is not called by that name: set SHARDBELL_PUBLIC_URL or SHARDBELL_ORIGINS to the address you came by.';
