import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { sendingLimits } from './sending-limits.ts';

/** Gives the addresses of a name; none where nobody knows it. Rejects when it is aborted. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * By DNS. `dns.lookup`, which also reads the hosts file, would hold a thread of the pool that flushes
 * the log for as long as a name server is silent.
 */
export const resolveName: Resolve = async (name, signal) => {
  signal.throwIfAborted();
  const bare = name.replace(/^\[(.*)\]$/u, '$1');
  if (isIP(bare) !== 0) return [bare];
  if (/^(?:.*\.)?localhost\.?$/u.test(bare)) return ['127.0.0.1', '::1'];
  const resolver = new Resolver();
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const found = await Promise.allSettled([resolver.resolve4(bare), resolver.resolve6(bare)]);
    signal.throwIfAborted();
    return found
      .flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
      .slice(0, sendingLimits.name_addresses_max);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};
