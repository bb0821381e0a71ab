import type { IncomingMessage, Server } from 'node:http';
import type { Log } from '../platform/log.ts';

/**
 * Warns once if a proxy sends addresses that are not trusted: all its callers count as one network
 * then.
 */
export function warnOfProxy(server: Server, log: Log, trustProxy: boolean): void {
  if (trustProxy) return;
  const look = ({ headers }: IncomingMessage): void => {
    if (headers['x-forwarded-for'] === undefined) return;
    server.off('request', look).off('upgrade', look);
    log.warn(
      'X-Forwarded-For is not trusted, so all callers count as one network: behind a proxy that always sets it, set SHARDBELL_TRUST_PROXY to true',
    );
  };
  server.on('request', look).on('upgrade', look);
}
