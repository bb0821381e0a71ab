import { shownAddress } from './address.ts';
import type { Webhook } from './webhooks.ts';

/** What the audit tells of a webhook: never the secret, and of the address no more than its host. */
export function shownWebhook(webhook: Webhook): unknown {
  const { name, address, events, shards, categories, aside } = webhook;
  const sends = { name, address: shownAddress(address), events, shards, categories };
  return { ...sends, aside: aside?.why ?? null };
}
