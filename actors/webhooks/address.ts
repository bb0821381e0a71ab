/** Ports that tell nothing else apart: other services listen on those below 1024. */
const own_port = 443;
const free_port_min = 1_024;

/**
 * The address of a webhook; undefined where it will not do by its text alone. `isPrivate`: the
 * operator allows this machine and private networks, which rarely have certificates.
 */
export function webhookAddress(text: string, isPrivate: boolean): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  if (url.hostname === '' || url.port === '0') return undefined;
  if (isPrivate) return ['https:', 'http:'].includes(url.protocol) ? url : undefined;
  if (url.protocol !== 'https:') return undefined;
  const port = url.port === '' ? own_port : Number(url.port);
  return port === own_port || port >= free_port_min ? url : undefined;
}

/** What may be told of an address: its path and query often hold a secret. */
export function shownAddress(text: string): string {
  return URL.canParse(text) ? new URL(text).origin : '';
}
