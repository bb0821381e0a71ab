import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { webhookBody } from '../../protocol/webhooks.ts';
import { assert, suite } from '../support/suite.ts';
import { rowOf, untilRow, WebhookStage } from './stage.ts';

const test = suite('what webhooks are sent');

let stage: WebhookStage;
test.before(async () => {
  stage = await WebhookStage.start();
});
test.after(() => stage?.stop());

test('[WH1] a webhook is sent each public event of a ticket once, in their order, as JSON that fits its schema', async () => {
  const { receiver, hook } = await stage.hook();
  const ticket = await stage.open('It is shut');
  await stage.say(ticket, 'I open it');
  const about = { ticket, as: 'support' };
  await stage.staff.command({ kind: 'edit_subject', subject: 'The gate' }, about);
  await stage.staff.command({ kind: 'close' }, about);
  const all = await receiver.count(6);
  assert.equal(
    all.map(({ body }) => `${body.entry!.seq} ${body.event}`),
    [
      '1 ticket_opened',
      '2 message_posted',
      '3 message_posted',
      '4 status_changed',
      '5 subject_changed',
      '6 status_changed',
    ],
  );
  for (const { method, path, headers, body } of all) {
    v.parse(webhookBody, body);
    assert.is(method, 'POST');
    assert.is(path, '/told?key=hidden-word');
    assert.is(headers['content-type'], 'application/json');
    assert.is(headers['webhook-id'], body.id);
    assert.is(body.ticket!.id, ticket);
  }
  assert.is(new Set(all.map(({ body }) => body.id)).size, all.length);
  const row = await untilRow(stage.server, hook, ({ waiting }) => waiting === 0);
  assert.is(row.last?.status, 204);
  assert.is(row.failing, null);
  await stage.remove(hook);
});

test('[WH2] each request is signed by HMAC-SHA-256 over its id, its time and its bytes, with the secret that was shown', async () => {
  const { receiver, hook, secret } = await stage.hook();
  await stage.open('Ünïcode 🎲 in a body');
  const [first] = await receiver.count(2);
  const { headers, text } = first!;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  assert.is(key.length, 32);
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`;
  const mac = createHmac('sha256', key).update(signed).digest('base64');
  assert.is(headers['webhook-signature'], `v1,${mac}`);
  assert.ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000) < 60);

  const rotated = await stage.server.operate('webhook_rotate', { hook });
  assert.is.not(rotated?.of === 'webhook_secret' && rotated.secret, secret);
  await stage.remove(hook);
});

test('[WH3] a webhook is told only of the events, shards and categories that it is set to', async () => {
  const only = { events: ['message_posted' as const], categories: ['STUCK'] };
  const { receiver, hook } = await stage.hook(only);
  const elsewhere = await stage.hook({ shards: ['nowhere'] });
  await stage.open('A bug');
  const ticket = await stage.open('In a wall', 'Stuck');
  await stage.say(ticket, 'Walk backwards');
  const all = await receiver.count(2);
  assert.equal(
    all.map(({ body }) => body.entry!.what.body),
    ['In a wall', 'Walk backwards'],
  );
  assert.is((await rowOf(stage.server, elsewhere.hook)).last, null);
  await stage.remove(hook, elsewhere.hook);
});

test('[WH4] what a webhook does not take is sent again with the same id until it does, and nothing of its ticket overtakes it; other tickets go on', async () => {
  const { receiver, hook } = await stage.hook({ events: ['message_posted'] });
  let refusals = 1;
  receiver.reply = (response, { body }) => {
    const isFirst = body.entry!.what.body === 'first' && refusals > 0;
    if (isFirst) refusals -= 1;
    response.writeHead(isFirst ? 503 : 200).end();
  };
  const ticket = await stage.open('first');
  await stage.say(ticket, 'second');
  await receiver.count(1);
  const failing = await untilRow(stage.server, hook, (row) => row.failing !== null);
  assert.is(failing.last?.status, 503);
  assert.ok(failing.waiting >= 1);
  await stage.open('other');
  const all = await receiver.count(4);
  const of = all.map(({ body }) => [body.entry!.what.body, body.id] as const);
  const own = of.filter(([said]) => said !== 'other');
  assert.equal(
    own.map(([said]) => said),
    ['first', 'first', 'second'],
  );
  assert.is(own[0]![1], own[1]![1]);
  const row = await untilRow(stage.server, hook, ({ waiting }) => waiting === 0);
  assert.is(row.failing, null);
  await stage.remove(hook);
});
