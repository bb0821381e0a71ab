import type * as v from 'valibot';
import { webhookLimits } from '../../actors/webhooks/webhook-limits.ts';
import { limits } from '../../protocol/limits.ts';
import { webhookBody, webhookEvents, type WebhookEvent } from '../../protocol/webhooks.ts';
import { JsonSchemas } from '../../server/http/api/json-schema.ts';
import { sendingLimits } from '../../server/webhooks/sending-limits.ts';

/** The JSON Schema of what webhooks are sent, `docs/webhooks.schema.json`. */
export function webhooksSchema(): string {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  const schema = { $schema, title: 'Shardbell webhook', ...new JsonSchemas({}).of(webhookBody) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const meanings: Readonly<Record<WebhookEvent, string>> = {
  ticket_opened: 'A ticket was opened; its opening message follows as an event of its own.',
  message_posted: 'Somebody wrote a public message; `entry.by.side` tells which side.',
  message_edited: 'A message was edited on Discord, where it was written.',
  message_deleted: 'A message was deleted on Discord, where it was written.',
  status_changed: 'It went from `entry.what.from` to `entry.what.to`.',
  subject_changed: 'It is called otherwise.',
  assignment_changed: 'Somebody of support took it, got it or released it.',
  participants_changed: 'Players were added or removed.',
};

export const nodeExample = `import { createHmac, timingSafeEqual } from 'node:crypto';

/** \`headers\` as Node has them, \`body\` as it came: the bytes before they are parsed. */
export function isGenuine(secret, headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': time } = headers;
  // Nobody can send again what they recorded.
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const own = createHmac('sha256', key).update(\`\${id}.\${time}.\`).update(body).digest();
  return String(headers['webhook-signature']).split(' ').some((one) => {
    const told = Buffer.from(one.replace('v1,', ''), 'base64');
    return told.length === own.length && timingSafeEqual(told, own);
  });
}
`;

export const pythonExample = `import base64, hashlib, hmac, time

def is_genuine(secret: str, headers: dict, body: bytes) -> bool:
    """\`headers\` by names in small letters, \`body\` as it came, before it is parsed."""
    sent = headers["webhook-timestamp"]
    # Nobody can send again what they recorded.
    if abs(time.time() - int(sent)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{sent}.".encode() + body
    own = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(own, one) for one in headers["webhook-signature"].split(" "))
`;

const s = (ms: number): string => `${ms / 1_000} s`;

/** The page \`docs/webhooks.md\`. */
export function webhooksPage(): string {
  const rows = webhookEvents.map((event) => `| \`${event}\` | ${meanings[event]} |\n`);
  const fields = Object.entries(webhookBody.entries).map(
    ([name, schema]) => `| \`${name}\` | ${sentenceOf(schema)} |\n`,
  );
  return `# Webhooks
A webhook tells a program of yours what happens to tickets, a moment after it happened: to post new tickets
to a chat, to count, to open an issue. Whoever has the right \`tickets.settings\` adds up to ${limits.webhooks_max} of them under
Administration, Webhooks: a name, an address, the events, and where only some shards or categories are meant,
those. The secret is shown once, when it is made.

This page and [webhooks.schema.json](webhooks.schema.json) are made by \`npm run docs\` from what validates in the tests
what is sent.

## What is sent
A \`POST\` with a body of JSON, one for each event. It says what players see of the ticket, and nothing that an
internal note, a priority or anything else of support alone causes sends one, delays one or changes one.
Where support goes by an alias, it does here.

| field | meaning |
| --- | --- |
${fields.join('')}
| event | meaning |
| --- | --- |
${rows.join('')}
Later versions may add fields and events: ignore what you do not know.

## Who sent it
The headers are those of [Standard Webhooks](https://www.standardwebhooks.com), for which there are libraries in
most languages.

| header | meaning |
| --- | --- |
| \`webhook-id\` | The \`id\` of the body. |
| \`webhook-timestamp\` | When it was sent, in seconds since 1970. |
| \`webhook-signature\` | \`v1,\` and the HMAC-SHA-256, in base64, over \`webhook-id\`, a dot, \`webhook-timestamp\`, a dot and the body, byte by byte. |

The key is what the secret says behind \`whsec_\`, in base64. With Node:

\`\`\`js
${nodeExample}\`\`\`

With Python:

\`\`\`python
${pythonExample}\`\`\`

A new secret can be made at any time; from then on nothing is signed with the one before. Set the webhook aside
first where your program cannot change both at once: what waits is signed when it is sent.

## What counts as delivered
An answer with a status from 200 to 299 within ${s(sendingLimits.answer_ms_max)}. Answer first and work later. Redirects are not followed, and of
an answer no more than ${sendingLimits.answer_bytes_max / 1024} KiB is read.

- **At least once.** What was not delivered is sent again with the same \`id\`, after ${s(sendingLimits.retry_ms)}, then after twice as long each
  time, up to ${s(sendingLimits.retry_ms_max)}. An event may come twice, as when the server is killed between your answer and its note
  of it: remember the last ids.
- **In order per ticket.** The next event of a ticket is sent once the one before it was taken. Up to ${sendingLimits.parallel_max} tickets are
  sent at a time, in no order among them. \`ticket\` is as it stands when it is sent: of two, that with the higher
  \`seq\` is newer.
- **Nothing is lost.** What waits is in the data folder, and goes on after a start of the server.
- **Set aside.** A webhook is set aside when one of its deliveries has failed for ${webhookLimits.failing_ms_max / 3_600_000} h, or when ${webhookLimits.waiting_max} events wait for
  it. Then nothing is sent, what waits stays, and nothing new is noted for it until somebody resumes it in the
  administration, with what waits or without it. What happened meanwhile is not sent later.

The button "Send a test" sends \`{"event":"test"}\` at once, whatever waits, and shows what came back. \`/metrics\` has
\`shardbell_webhook_…\`, and the log of the server says when a webhook begins to fail, recovers or is set aside.

## Where it may send
To \`https\` addresses, with a valid certificate, on port 443 or one from 1024 on, that lead to the open internet.
The name is looked up in DNS (the hosts file is not read) for each request, every address it has is checked, and
one of those is connected to. This machine, private networks, \`http\` and other ports are allowed by
\`SHARDBELL_WEBHOOKS_PRIVATE=true\` ([settings.md](settings.md)): then whoever has \`tickets.settings\` can reach what listens there.
Link-local addresses, and those at which clouds hand out credentials, are never allowed.
`;
}

function sentenceOf(schema: v.GenericSchema): string {
  const { pipe = [], wrapped } = schema as unknown as {
    readonly pipe?: ReadonlyArray<{ readonly type: string; readonly description?: string }>;
    readonly wrapped?: v.GenericSchema;
  };
  const own = pipe.find(({ type }) => type === 'description')?.description;
  return own ?? (wrapped === undefined ? '' : sentenceOf(wrapped));
}
