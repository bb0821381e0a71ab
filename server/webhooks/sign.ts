import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks (https://www.standardwebhooks.com), for which there are libraries
 * in most languages: HMAC-SHA-256 over id, time and body.
 */
export function signedHeaders(
  { id, secret, now }: { readonly id: string; readonly secret: string; readonly now: number },
  body: string,
): Readonly<Record<string, string>> {
  const seconds = Math.floor(now / 1_000);
  const key = Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
