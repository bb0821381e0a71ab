import * as v from 'valibot';
import { form_version } from '../../actors/records/draft.ts';
import type { RecordPut } from '../../actors/records/store.ts';
import { limits } from '../../protocol/limits.ts';
import type { WebhookAttempt } from '../../protocol/webhooks.ts';
import type { Tables } from '../storage/tables.ts';

/** How a webhook fares, as the server that sends knows it. Kept under `state/ID`. */
export interface WebhookState {
  /** The delivery that fails for longest, and since when; null: none does. */
  readonly failing: { readonly key: string; readonly since: number } | null;
  readonly last: WebhookAttempt | null;
}

export const freshState: WebhookState = { failing: null, last: null };

export const deliveries_subject = 'webhook.deliveries';

const stateForm = v.object({
  failing: v.nullable(v.object({ key: v.string(), since: v.number() })),
  last: v.nullable(
    v.object({
      at: v.number(),
      took_ms: v.number(),
      status: v.nullable(v.number()),
      fault: v.nullable(v.string()),
    }),
  ),
});

/** What of a state this version cannot read is no more than the last result. */
export function readState(tables: Pick<Tables, 'get'>, hook: string): WebhookState {
  const read = v.safeParse(stateForm, tables.get('webhook', `state/${hook}`));
  return read.success ? (read.output as WebhookState) : freshState;
}

export function statePut(hook: string, state: WebhookState | undefined): RecordPut {
  const value = state === undefined ? undefined : { v: form_version, ...state };
  return { space: 'webhook', key: `state/${hook}`, value };
}

/** Written by a server that takes over the sending. */
export function senderPut(since: number): RecordPut {
  return { space: 'webhook', key: 'sender', value: { since } };
}

/** Removes what is kept of webhooks that are gone: a server that was killed may have left it. */
export function strayStates(
  tables: Pick<Tables, 'list'>,
  isKept: (hook: string) => boolean,
): RecordPut[] {
  const prefix = 'state/';
  return tables
    .list('webhook', { prefix, limit: 2 * limits.webhooks_max })
    .map(({ key }) => key.slice(prefix.length))
    .filter((hook) => !isKept(hook))
    .map((hook) => statePut(hook, undefined));
}
