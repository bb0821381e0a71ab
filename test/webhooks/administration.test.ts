import type { AnswerBodyOf } from '../../protocol/admin.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { codeOf } from '../support/running-server.ts';
import { addWebhook, rowOf, untilRow, WebhookStage } from './stage.ts';

const test = suite('the administration of webhooks');

let stage: WebhookStage;
test.before(async () => {
  stage = await WebhookStage.start();
});
test.after(() => stage?.stop());

const ask = (command: object) => stage.staff.ask({ t: 'admin', do: command });
const fields = {
  name: 'Unfit',
  address: 'https://hook.example/',
  events: ['ticket_opened'],
  shards: [],
  categories: [],
};

test('[WH19] a secret is told once, when it is made: it is in no list, no audit record, no log line; of an address those have the host alone', async () => {
  const { receiver, hook, name, secret } = await stage.hook();
  await ask({ kind: 'webhook_pause', hook });
  await ask({ kind: 'webhook_resume', hook, drop: false });
  const rotated = await ask({ kind: 'webhook_rotate', hook });
  const is = rotated.t === 'answer' ? (rotated.is as AnswerBodyOf<'webhook_secret'>) : undefined;
  await ask({ kind: 'webhook_set', hook, ...fields, name, address: receiver.address });
  const listed = JSON.stringify(await ask({ kind: 'webhook_list' }));
  const audited = JSON.stringify(await ask({ kind: 'audit_list' }));
  const lines = stage.log.join('');
  for (const told of [listed, audited, lines]) {
    for (const one of [secret, is!.secret]) {
      assert.not(told.includes(one.replace('whsec_', '').slice(0, 20)));
    }
  }
  assert.ok(listed.includes('hidden-word'));
  assert.not(audited.includes('hidden-word'));
  assert.not(lines.includes('hidden-word'));
  assert.ok(audited.includes(`webhook ${name}`) && audited.includes(`secret of webhook ${name}`));
  assert.ok(audited.includes(`http://127.0.0.1:${receiver.port}`));
  await stage.remove(hook);
});

test('[WH20] a webhook without a name, with one that is taken, without an event or with an address that will not do is refused, and so is one too many', async () => {
  const refused = async (change: object) =>
    codeOf(await ask({ kind: 'webhook_add', ...fields, ...change }));
  assert.is(await refused({ name: ' ' }), 'name_invalid');
  assert.is(await refused({ events: [] }), 'webhook_idle');
  assert.is(await refused({ address: 'ftp://hook.example' }), 'webhook_address_unfit');
  assert.is(await refused({ events: ['note_posted'] }), 'bad_message');
  assert.is(codeOf(await ask({ kind: 'webhook_test', hook: 'nowhere' })), 'webhook_unknown');
  const made: string[] = [];
  for (let i = 0; i < limits.webhooks_max; i += 1) {
    made.push(
      (
        await addWebhook(stage.server, fields.address, {
          name: `Of ${i}`,
          events: ['ticket_opened'],
          categories: ['None'],
        })
      ).hook,
    );
  }
  assert.is(await refused({ name: 'Of 3' }), 'name_taken');
  assert.is(await refused({ name: 'One more' }), 'roster_full');
  await stage.remove(...made);
});

test('[WH21] the button sends an event that says that it is a test, and shows what came back: status, beginning of the text and time, or why nothing came', async () => {
  const { receiver, hook } = await stage.hook();
  await ask({ kind: 'webhook_pause', hook });
  receiver.reply = (response) => response.writeHead(418).end('I am\na teapot');
  const tested = async () => {
    const answer = await ask({ kind: 'webhook_test', hook });
    return (answer.t === 'answer' ? answer.is : undefined) as AnswerBodyOf<'webhook_tested'>;
  };
  const { result } = await tested();
  assert.equal([result.status, result.fault, result.text], [418, null, 'I am a teapot']);
  assert.ok(result.took_ms >= 0);
  const [{ body, headers }] = (await receiver.count(1)) as [(typeof receiver.all)[0]];
  assert.equal([body.event, body.ticket, body.entry], ['test', null, null]);
  assert.is(headers['webhook-id'], body.id);
  assert.match(headers['webhook-signature']!, /^v1,/u);
  assert.is((await rowOf(stage.server, hook)).last, null);

  await ask({ kind: 'webhook_set', hook, ...fields, name: 'Gone', address: 'http://127.0.0.1:1/' });
  assert.is((await tested()).result.fault, 'unreachable');
  await stage.remove(hook);
});

test('[WH22] what is set aside by hand gets nothing of what happens meanwhile, and is sent what happens after it is resumed', async () => {
  const { receiver, hook } = await stage.hook({ events: ['message_posted'] });
  await stage.open('before');
  await receiver.count(1);
  await ask({ kind: 'webhook_pause', hook });
  assert.is((await rowOf(stage.server, hook)).aside?.why, 'paused');
  await stage.open('meanwhile');
  await ask({ kind: 'webhook_resume', hook, drop: false });
  await stage.open('after');
  await receiver.count(2);
  assert.equal(
    receiver.all.map(({ body }) => body.entry!.what.body),
    ['before', 'after'],
  );
  await stage.remove(hook);
});

test('[WH23] how webhooks fare is told in /metrics and in the log: what waits, how old it is, what failed, and that one is set aside', async () => {
  const { receiver, hook, name } = await stage.hook({ events: ['message_posted'] });
  receiver.reply = (response) => response.writeHead(500).end();
  await stage.open('first');
  await untilRow(stage.server, hook, (row) => row.failing !== null);
  const metric = async (of: string) => {
    const text = await (await fetch(`${stage.server.origin}/metrics`)).text();
    const [, value] =
      new RegExp(`^shardbell_${of.replaceAll(/[{}]/gu, '\\$&')} (.*)$`, 'mu').exec(text) ?? [];
    return Number(value);
  };
  const label = `webhook="${name}"`;
  assert.is(await metric(`webhook_waiting{${label}}`), 1);
  assert.ok((await metric(`webhook_oldest_age_seconds{${label}}`)) > 0);
  assert.ok((await metric(`webhook_attempts_total{${label},outcome="failed"}`)) >= 1);
  assert.ok((await metric('due_count{work="webhook"}')) >= 1);
  assert.is(await metric(`webhook_aside{${label}}`), 0);
  await ask({ kind: 'webhook_pause', hook });
  assert.is(await metric(`webhook_aside{${label}}`), 1);
  receiver.reply = (response) => response.writeHead(200).end();
  await ask({ kind: 'webhook_resume', hook, drop: false });
  await untilRow(stage.server, hook, ({ waiting }) => waiting === 0);
  assert.ok((await metric(`webhook_attempts_total{${label},outcome="delivered"}`)) >= 1);
  const lines = stage.log.filter((line) => line.includes(name));
  assert.ok(lines.some((line) => line.includes('does not take what it is sent')));
  await stage.remove(hook);
});
