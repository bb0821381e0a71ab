import { pending_max } from '../../clients/core/connection.ts';
import { limits } from '../../protocol/limits.ts';
import { refusals } from '../../protocol/refusals.ts';
import { assert, suite } from '../support/suite.ts';
import { quiet } from './fake-clock.ts';
import { setting } from './setting.ts';

const test = suite('requests');
const target = { ticket: 't1', as: 'player' } as const;
const post = (body: string) => ({ kind: 'post_message', body }) as const;

test('[C20] a command is done once the server says so', async () => {
  const { connection, flow } = setting();
  connection.start();
  await flow();
  const outcome = connection.command(post('hello'), target, 'c1');
  await flow();
  assert.equal(await outcome, { t: 'done', id: 'c1', ticket: 't1', number: 1, seq: 1 });
});

test('[C21] a command made while away is sent at the next welcome', async () => {
  const { connection, flow, server } = setting();
  const outcome = connection.command(post('hello'), target);
  connection.start();
  await flow();
  assert.is((await outcome).t, 'done');
  assert.is(server.entries.length, 1);
});

test('[C22] a command without an answer is sent again, byte for byte, until it has one', async () => {
  const { connection, flow, server, wire } = setting();
  connection.start();
  await flow();
  const first = wire();
  const outcome = connection.command(post('hello'), target);
  // It arrives and is carried out; the answer is lost.
  first.deliverUp();
  for (let cut = 0; cut < 3; cut++) {
    wire().cut();
    connection.wake();
    await quiet();
    wire().open();
    wire().deliverUp();
    wire().deliverDown(1);
  }
  await flow();
  assert.is((await outcome).t, 'done');
  assert.is(server.entries.length, 1);
  assert.equal(wire().sent[1], first.sent[1]);
});

test('[C23] refusals are handed to whoever asked, those that may pass by themselves too', async () => {
  for (const code of ['ticket_closed', 'busy', 'storage_unavailable', 'rate_limited'] as const) {
    const { connection, flow, wire } = setting();
    connection.start();
    await flow();
    const outcome = connection.command(post('hello'), target, 'c1');
    const refused = { t: 'refused', id: 'c1', code, ...refusals[code] } as const;
    wire().tell(refused);
    wire().deliverDown();
    assert.equal(await outcome, refused);
  }
});

test('[C24] a server that is stopping does not take the command away: the next one gets it', async () => {
  const { connection, flow, wire, server } = setting();
  connection.start();
  await flow();
  const outcome = connection.command(post('hello'), target, 'c1');
  wire().up.length = 0;
  wire().tell({ t: 'refused', id: 'c1', code: 'shutting_down', ...refusals.shutting_down });
  wire().deliverDown();
  wire().cut(4000);
  connection.wake();
  await flow();
  assert.is((await outcome).t, 'done');
  assert.equal(server.carriedOut, ['c1']);
});

test('[C25] one request more than may wait is refused without being sent', async () => {
  const { connection, flow, server } = setting();
  const outcomes = Array.from({ length: pending_max }, (_, i) =>
    connection.command(post(`${i}`), target),
  );
  assert.equal(await connection.command(post('too many'), target), { t: 'full' });
  connection.start();
  await flow();
  assert.ok((await Promise.all(outcomes)).every((outcome) => outcome.t === 'done'));
  assert.is(server.entries.length, pending_max);
});

// [C26] What would not fit a frame, or cannot be said in one, is refused here, since the server
// would hang up for good.
test('[C26] what would not fit a frame is refused here, since the server would hang up for good', async () => {
  for (const subprotocol of ['shardbell.v1', 'shardbell.v1.json'] as const) {
    const { connection } = setting({ subprotocol });
    const outcome = await connection.command(
      post('€'.repeat(limits.frame_in_bytes_max / 3)),
      target,
    );
    assert.ok(outcome.t === 'refused');
    assert.is(outcome.code, 'text_too_long');
  }
});

test('[C26] what no frame can say is refused like any other misfit, not thrown', async () => {
  const { connection } = setting({ subprotocol: 'shardbell.v1.json' });
  const outcome = await connection.command(post(1n as unknown as string), target);
  assert.ok(outcome.t === 'refused');
  assert.is(outcome.code, 'bad_message');
});

test('[C27] a connection that ended settles everything that waits, and all that comes later', async () => {
  const { connection, flow, wire } = setting();
  connection.start();
  await flow();
  const outcome = connection.command(post('hello'), target);
  wire().cut(4508);
  assert.equal(await outcome, { t: 'ended' });
  assert.equal(await connection.command(post('again'), target), { t: 'ended' });
});

test('[C28] a request repeated with the id of a waiting one is that same request', async () => {
  const { connection, flow, server } = setting();
  const outcomes = [post('hello'), post('hello')].map((command) =>
    connection.command(command, target, 'c1'),
  );
  connection.start();
  await flow();
  assert.equal(
    (await Promise.all(outcomes)).map((outcome) => outcome.t),
    ['done', 'done'],
  );
  assert.equal(server.carriedOut, ['c1']);
});

test('[C29] what is told at the welcome goes out before what waited', async () => {
  const { connection, flow, wire } = setting({
    greet: () => connection.send({ t: 'ping' }),
  });
  const outcome = connection.command(post('hello'), target);
  connection.start();
  await flow();
  await outcome;
  assert.equal(
    wire()
      .messages()
      .map((message) => message.t),
    ['hello', 'ping', 'command'],
  );
});

test('[C30] what is not answered is sent only while live', async () => {
  const { connection, flow, wire } = setting();
  connection.send({ t: 'sessions_end' });
  connection.start();
  await quiet();
  connection.send({ t: 'sessions_end' });
  wire().open();
  connection.send({ t: 'sessions_end' });
  assert.equal(
    wire()
      .messages()
      .map((message) => message.t),
    ['hello'],
  );
  await flow();
});

test('[A55] a client that comes back hears the answers to look-ups and to administration too', async () => {
  const { connection, wire, flow } = setting();
  connection.start();
  await flow();
  const asked = connection.request({ t: 'admin', id: 'm1', do: { kind: 'group_list' } });
  const answer = { t: 'answer', id: 'm1', is: { of: 'groups', groups: [] } } as const;
  wire().tell({ ...answer, is: { of: 'groups', groups: [] } });
  wire().deliverDown();
  assert.equal(await asked, answer);
});
