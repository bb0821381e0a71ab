import * as v from 'valibot';
import {
  id,
  int,
  flag,
  listOf,
  meaning,
  oneOf,
  optionalText,
  orNull,
  text,
  time,
  kind,
} from './field.ts';
import { limits } from './limits.ts';
import { entry, entryBody, head } from './ticket.ts';

/** Outgoing webhooks: what the administration keeps of them, and what is sent. */

/** What a webhook can be told of: changes that the public audience sees. */
export const webhookEvents = [
  'ticket_opened',
  'message_posted',
  'message_edited',
  'message_deleted',
  'status_changed',
  'subject_changed',
  'assignment_changed',
  'participants_changed',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Why nothing came back, or why nothing was sent. */
export const webhookFaults = [
  'address_refused',
  'name_unknown',
  'unreachable',
  'certificate',
  'timeout',
  'no_http',
  'unreadable',
] as const;
export type WebhookFault = (typeof webhookFaults)[number];

/** Why a webhook is set aside: by hand, after a day of failures, with too much waiting. */
export const asideReasons = ['paused', 'failing', 'full'] as const;
export type AsideReason = (typeof asideReasons)[number];

export const webhookId = id('The webhook.');

/** What is set of one. */
export const webhookFields = {
  name: text(limits.webhook_name_chars_max, 'What it is called.'),
  address: text(limits.webhook_address_chars_max, 'Where it sends to.'),
  events: listOf(
    oneOf(webhookEvents, 'An event.'),
    webhookEvents.length,
    'What it is told of; at least one.',
  ),
  shards: listOf(
    id('Name of a shard.'),
    limits.webhook_shards_max,
    'Only tickets of these shards; none named: all tickets, also those of no shard.',
  ),
  categories: listOf(
    text(limits.category_chars_max, 'Name of a category.'),
    limits.categories_max,
    'Only tickets of these categories; none named: of all.',
  ),
};
const webhookForm = v.strictObject(webhookFields);
export type WebhookFields = v.InferOutput<typeof webhookForm>;

/** What came of one attempt, without what was said. */
const attempt = {
  at: time('When it was tried.'),
  took_ms: int(0, Number.MAX_SAFE_INTEGER, 'Until the answer, or until it was given up.'),
  status: orNull(int(100, 999, 'Status of the answer; 200 to 299: delivered.')),
  fault: orNull(oneOf(webhookFaults, 'Why there is no answer.')),
};
const webhookAttempt = v.strictObject(attempt);
export type WebhookAttempt = v.InferOutput<typeof webhookAttempt>;

const webhookResult = v.strictObject({
  ...attempt,
  text: optionalText(limits.webhook_text_chars_max, 'What the answer begins with, as text.'),
});
export type WebhookResult = v.InferOutput<typeof webhookResult>;

const webhookRow = v.strictObject({
  hook: webhookId,
  ...webhookFields,
  created: time('When it was added.'),
  aside: orNull(
    meaning(
      v.strictObject({
        at: time('Since when.'),
        why: oneOf(asideReasons, 'By hand, for a day of failures, or for too much that waits.'),
      }),
      'Set aside: it is told of nothing new, and what waits is not sent; null: it sends.',
    ),
  ),
  waiting: int(0, Number.MAX_SAFE_INTEGER, 'Events that are not delivered yet.'),
  failing: orNull(time('Since when a delivery fails; null: none does.')),
  last: orNull(meaning(webhookAttempt, 'What came of the last attempt; null: there was none.')),
});
export type WebhookRow = v.InferOutput<typeof webhookRow>;

/** They need tickets.settings. */
export const webhookCommands = [
  v.strictObject({ kind: kind('webhook_list') }),
  v.strictObject({ kind: kind('webhook_add'), ...webhookFields }),
  v.strictObject({ kind: kind('webhook_set'), hook: webhookId, ...webhookFields }),
  v.strictObject({ kind: kind('webhook_rotate'), hook: webhookId }),
  v.strictObject({ kind: kind('webhook_pause'), hook: webhookId }),
  v.strictObject({
    kind: kind('webhook_resume'),
    hook: webhookId,
    drop: flag('Whether what waits is dropped; else it is sent first.'),
  }),
  v.strictObject({ kind: kind('webhook_remove'), hook: webhookId }),
  v.strictObject({ kind: kind('webhook_test'), hook: webhookId }),
] as const;

export const webhookAnswers = [
  v.strictObject({
    of: kind('webhooks'),
    webhooks: listOf(webhookRow, limits.webhooks_max, 'Oldest first.'),
    private: flag('Whether they may send to this machine and to private networks.'),
  }),
  v.strictObject({
    of: kind('webhook_secret'),
    hook: webhookId,
    name: text(limits.webhook_name_chars_max, 'What it is called.'),
    secret: text(limits.secret_chars_max, 'What it signs with, which is told only now.'),
  }),
  v.strictObject({
    of: kind('webhook_tested'),
    hook: webhookId,
    result: meaning(webhookResult, 'What came back.'),
  }),
] as const;

const supportOnly: readonly string[] = ['note', 'priority', 'not_on_discord'];

/** What is sent: an event as the public audience sees it. `npm run docs` writes its JSON Schema. */
export const webhookBody = v.strictObject({
  id: text(
    limits.id_chars_max * 3,
    'Of this event at this webhook, the same however often it is sent; also in the header `webhook-id`.',
  ),
  event: oneOf([...webhookEvents, 'test'], 'What happened; `test`: somebody pressed the button.'),
  at: time('When it happened.'),
  ticket: orNull(
    meaning(
      v.omit(head, ['priority']),
      'The ticket as players see it at the time of sending; `seq` tells which of two is newer. Null in a test.',
    ),
  ),
  entry: orNull(
    meaning(
      v.strictObject({
        ...entry.entries,
        what: v.variant(
          'kind',
          entryBody.options.filter((one) => !supportOnly.includes(one.entries.kind.literal)),
        ),
      }),
      'What happened, as in the history that players see. Null in a test.',
    ),
  ),
});
