import { limits } from '../../protocol/limits.ts';
import { refusals } from '../../protocol/refusals.ts';
import { assert, suite } from '../support/suite.ts';
import { helper, player } from './fake-backend.ts';
import { Stage } from './stage.ts';
import { assertClosed } from './session-frames.ts';

const test = suite('the messages of a connection');

// [W4] A frame that is no plain map, or over its bound, closes the connection.
test('[W4] what is no plain map closes the connection', () => {
  const frames = [Buffer.from([0xc1]), Buffer.from([0x93, 1, 2, 3]), Buffer.alloc(0), 'text'];
  for (const frame of frames) {
    const client = new Stage().signIn(player);
    client.session.receive(frame);
    assertClosed(client, 'frame_malformed');
  }
  const json = new Stage().signIn(player, { subprotocol: 'shardbell.v1.json' });
  json.session.receive('{"t":');
  assertClosed(json, 'frame_malformed');
});

test('[W4] a frame over its bound closes the connection', () => {
  const client = new Stage().signIn(player);
  client.session.receive(Buffer.alloc(limits.frame_in_bytes_max + 1));
  assertClosed(client, 'frame_too_large');
});

// [W5] A message that does not fit is refused by its id with the field at fault; without an id, or
// unknown, it closes the connection and says so.
test('[W5] a message that nobody knows closes the connection and is named', () => {
  const client = new Stage().signIn(player);
  client.send({ t: 'dance', id: 'd1' });
  assertClosed(client, 'message_unknown');
  assert.match(client.last('bye').sentence, /"dance"/);
});

test('[W5] a message that does not fit is refused by its id, with the field at fault', () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  client.send({ t: 'command', id: 'c1', do: { kind: 'post_message', body: 7 } });
  stage.endTurn();
  const { sentence, ...refused } = client.last('refused');
  assert.equal(refused, { t: 'refused', id: 'c1', code: 'bad_message', retry: false });
  assert.match(sentence, /do\.body/);
  assert.is(client.wire.closedWith, undefined);
});

test('[W5] one that does not fit and has no id closes the connection, with the field at fault', () => {
  const client = new Stage().signIn(player);
  client.send({ t: 'watch', w: 1, what: { on: 'ticket', ticket: 't1', as: 'everybody' } });
  assertClosed(client, 'message_invalid');
  assert.match(client.last('bye').sentence, /what\.as/);
  const blanks = new Stage().signIn(player);
  blanks.send({ t: 'command', id: 'with blanks', ticket: 't1', do: { kind: 'close' } });
  assertClosed(blanks, 'message_invalid');
});

// [W6] An account is answered done after the fact or refused in words, reads pages of history, and
// may send nothing that is for shards only.
test('[W6] an account is answered done after the fact, or refused in words', async () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  client.send({ t: 'command', id: 'c1', do: { kind: 'open', category: 'bug', body: 'Help' } });
  await stage.settle();
  const done = client.last('done');
  assert.equal(done, { t: 'done', id: 'c1', ticket: 'ticket-11-c1', number: 1, seq: 2 });
  client.send({ t: 'command', id: 'c2', ticket: 'no-such', do: { kind: 'close' } });
  await stage.settle();
  assert.equal(client.last('refused'), {
    t: 'refused',
    id: 'c2',
    code: 'ticket_unknown',
    retry: false,
    sentence: refusals.ticket_unknown.sentence,
  });
});

test('[W6] what only a shard may send is refused to an account', async () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  client.send({ t: 'session_closed', id: 's1', session: 'x' });
  client.send({ t: 'account', id: 's2', account: 'x', name: 'x' });
  client.send({ t: 'command', id: 's3', session: 'x', do: { kind: 'open', category: 'Bug' } });
  await stage.settle();
  const refused = client.all('refused').map(({ id, code }) => [id, code]);
  assert.equal(
    refused,
    ['s1', 's2', 's3'].map((id) => [id, 'only_for_shards']),
  );
  assert.is(stage.ticketService.tickets.size, 0);
});

test('[W6] a page of history holds the entries before a number, oldest first', async () => {
  const stage = new Stage();
  const ticket = await stage.open(player);
  for (const body of ['one', 'two', 'three']) {
    await stage.do(player, { kind: 'post_message', body }, ticket);
  }
  const client = stage.signIn(player);
  client.send({ t: 'get', id: 'g1', ticket, as: 'public', before: 4 });
  client.send({ t: 'get', id: 'g2', ticket, as: 'support' });
  await stage.settle();
  const { entries, more } = client.last('got');
  assert.equal(
    entries.map(({ seq }) => seq),
    [1, 2, 3],
  );
  assert.is(more, false);
  assert.is(client.last('refused').code, 'ticket_unknown');
});

// [G22] What administrators ask for and look-ups are answered in the order of asking; a refusal
// comes in its own words.
test('[G22] what administrators ask for and look-ups are answered in the order of asking', async () => {
  const stage = new Stage();
  const client = stage.signIn(helper);
  client.send({ t: 'admin', id: 'm1', do: { kind: 'group_list' } });
  client.send({ t: 'admin', id: 'm2', do: { kind: 'shard_remove', name: 'moon' } });
  client.send({ t: 'find', id: 'f1', what: 'accounts', words: 'an', limit: 5 });
  await stage.settle();
  assert.equal(client.fresh(), [
    { t: 'answer', id: 'm1', is: { of: 'groups', groups: [] } },
    { t: 'done', id: 'm2' },
    { t: 'answer', id: 'f1', is: { of: 'people', people: [] } },
  ]);
  assert.equal(
    stage.backend.asked.map(({ account, command }) => [account, command.kind]),
    [
      [helper, 'group_list'],
      [helper, 'shard_remove'],
    ],
  );
});

test('[G22] a refusal of either comes in its own words, and says whether to try again', async () => {
  const stage = new Stage();
  const client = stage.signIn(player);
  client.send({ t: 'find', id: 'f1', what: 'accounts', words: 'an', limit: 5 });
  client.send({ t: 'admin', id: 'm1', do: { kind: 'group_set', name: 'x' } });
  await stage.settle();
  const refused = client.all('refused');
  const [first, second] = ['f1', 'm1'].map((wanted) => refused.find(({ id }) => id === wanted));
  assert.equal(first, {
    t: 'refused',
    id: 'f1',
    code: 'right_missing',
    retry: false,
    sentence: 'Not an for you.',
  });
  assert.equal([second?.id, second?.code], ['m1', 'bad_message']);
});
