import { Halves } from '../support/halves.ts';
import type { Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { aWhile, done, opened, supporter, type AtBoth } from './stage.ts';

const test = suite('the past over two halves', { limit_ms: 60_000 });

let halves: Halves;
let iris: AtBoth;

test.before(async () => {
  halves = await Halves.start();
  iris = await supporter(halves, 'iris');
});
test.after(() => halves.stop());
test.after.each(() => halves.b.log.release());

/** What is asked of the half that does not know yet, which it is told only afterwards. */
async function afterwards<T>(ask: () => Promise<T>): Promise<T> {
  const asked = ask();
  let isTold = false;
  void asked.then(
    () => (isTold = true),
    () => (isTold = true),
  );
  // It is there, and answers what asks for nothing that was written.
  assert.is((await fetch(`${halves.b.server.origin}/api/version`)).status, 200);
  await aWhile(halves, 50);
  assert.not(isTold, 'it waits');
  halves.b.log.release();
  return asked;
}

async function hello(ticket: string): Promise<Client> {
  const client = await halves.b.server.connect();
  client.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
  return client;
}

// [Y5] Who was told something by one process and comes to another, by hello or over HTTP, sees
// nothing older there: sign-ins, keys and tickets are as they were told.
test('[Y5] who signed in and was told something by one process sees nothing older where they come next', async () => {
  const { a, b } = halves;
  b.log.hold();
  const cookie = await a.server.cookie(iris.account);
  const reply = await afterwards(() => b.server.post('/web/socket', {}, { cookie }));
  const { ticket } = (await reply.json()) as { ticket: string };

  b.log.hold();
  const id = await opened(iris.a, 'Who is there');
  const { number, seq } = await done(
    iris.a,
    { kind: 'post_note', body: 'I am' },
    { ticket: id, as: 'support' },
  );
  const client = await hello(ticket);
  await afterwards(() => client.next(({ t }) => t === 'welcome'));
  const found = await client.ask({ t: 'find_ticket', number: number!, as: 'support' });
  assert.ok(found.t === 'answer');
  const state = await client.watch(1, { on: 'ticket', ticket: id, as: 'support' });
  assert.ok(state.t === 'state' && state.is.on === 'ticket' && state.is.head.seq === seq);
});

test('[Y5] a shard whose key was made by one process is welcomed by the other', async () => {
  const { a, b } = halves;
  b.log.hold();
  const key = await a.server.shardKey('north');
  const client = await b.server.connect();
  client.send({ t: 'hello', v: 1, auth: { as: 'shard', key, incarnation: 'first' } });
  const welcome = await afterwards(() => client.next(() => true));
  assert.ok(welcome.t === 'welcome' && welcome.you.as === 'shard', JSON.stringify(welcome));
});

test('[Y5] so it is in the HTTP API, with a token of one process and what was written there', async () => {
  const { a, b } = halves;
  const token = await a.server.token(iris.account);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  b.log.hold();
  const id = await opened(iris.a, 'By HTTP');
  const { number } = await done(iris.a, { kind: 'assign_to_me' }, { ticket: id, as: 'support' });
  const path = `${b.server.origin}/api/help-tickets/${number}`;
  const read = await afterwards(() => fetch(path, { headers }));
  assert.is(read.status, 200);
  assert.is(((await read.json()) as { status: string }).status, 'Assigned');

  b.log.hold();
  await done(iris.a, { kind: 'close' }, { ticket: id, as: 'support' });
  const body = JSON.stringify({ status: 'Assigned' });
  const change = () => fetch(`${path}/status`, { method: 'PUT', headers, body });
  const changed = await afterwards(change);
  assert.is(changed.status, 200);
  assert.is(((await changed.json()) as { status: string }).status, 'Assigned');
});

test('[Y14] /metrics says of a server how far it is behind, and waits for nothing', async () => {
  const { b } = halves;
  const figure = async (): Promise<number> => {
    const text = await (await fetch(`${b.server.origin}/metrics`)).text();
    return Number(/^shardbell_log_behind (\d+)$/mu.exec(text)?.[1]);
  };
  await halves.followed();
  assert.is(await figure(), 0);
  b.log.hold();
  await opened(iris.a, 'Not told over there');
  assert.ok((await figure()) > 0);
});

test('[Y6] a watch goes on at another process where it was cut at the first, entry by entry, and its cursor is not taken for one of a newer copy', async () => {
  const { a, b } = halves;
  const id = await opened(iris.a, 'To be resumed');
  const about = { ticket: id, as: 'support' };
  const state = await iris.a.watch(2, { on: 'ticket', ...about });
  assert.ok(state.t === 'state');
  const { seq } = await done(iris.a, { kind: 'post_note', body: 'told here' }, about);
  const ticket = await b.server.socketTicket(iris.account);
  b.log.hold();
  await done(iris.a, { kind: 'post_note', body: 'missed' }, about);
  const client = await hello(ticket);
  client.send({
    t: 'watch',
    w: 3,
    what: { on: 'ticket', ...about, resume: { epoch: a.storage.epoch, seq } },
  });
  await afterwards(() => client.next(({ t }) => t === 'welcome'));
  const resumed = await client.next((one) => 'w' in one && one.w === 3);
  assert.ok(resumed.t === 'resumed', JSON.stringify(resumed));
  assert.equal(
    resumed.entries.map(({ what }) => what.kind === 'note' && what.body),
    ['missed'],
  );
  // A cursor that is ahead of what is known would look as if an older copy had been put back.
  const data = await b.server.operate('settings_data', {});
  assert.ok(data?.of === 'data' && data.client === null, JSON.stringify(data));
});
