import { nanoid } from 'nanoid';
import { closes } from '../../protocol/close.ts';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import { codeOf, Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('several shards', { limit_ms: 60_000 });

let server: Running;
let iris: Client;
const keys = new Map<string, string>();

test.before(async () => {
  server = await Running.start();
  await server.operate('account_add', { name: 'iris', groups: ['moderators'] });
  iris = await server.signIn('iris');
  for (const name of ['north', 'south']) keys.set(name, await server.shardKey(name));
});
test.after(() => server?.stop());

async function connect(name: string, incarnation: string): Promise<Client> {
  const client = await server.connect();
  client.send({ t: 'hello', v: 1, auth: { as: 'shard', key: keys.get(name)!, incarnation } });
  await client.next((message) => message.t === 'welcome');
  return client;
}

/** Everybody is called the same on both shards. */
async function play(shard: Client, session: string): Promise<void> {
  await shard.ask({ t: 'account', account: 'a', name: 'ana' });
  await shard.ask({ t: 'character', account: 'a', character: 'c', name: 'Ana' });
  await shard.ask({ t: 'session_opened', session, account: 'a', character: 'c' });
}

async function playing(name: string, incarnation: string, session = 's'): Promise<Client> {
  const shard = await connect(name, incarnation);
  await play(shard, session);
  shard.send({ t: 'sessions_end' });
  return shard;
}

async function open(shard: Client, body: string, session = 's'): Promise<string> {
  const done = await shard.command(
    { kind: 'open', category: 'Bug', body },
    { session, id: nanoid() },
  );
  assert.is(done.t, 'done', JSON.stringify(done));
  return (done as ServerMessageOf<'done'>).ticket!;
}

const reply = (ticket: string, body: string) =>
  iris.command({ kind: 'post_message', body }, { ticket, as: 'support' });

const notified = (shard: Client, text: string) =>
  shard.next((message) => message.t === 'notify' && message.text === text);

test('[S40] shards are there at once, each with a key, players and tickets of its own, whatever they call their players', async () => {
  const [north, south] = [await playing('north', 'n1'), await playing('south', 's1')];
  const tickets = [await open(north, 'Cold here'), await open(south, 'Hot here')];
  await reply(tickets[0]!, 'To the north');
  await reply(tickets[1]!, 'To the south');
  await Promise.all([notified(north, 'To the north'), notified(south, 'To the south')]);
  assert.equal(
    [north, south].map((shard) => shard.all('notify').map(({ text }) => text)),
    [['To the north'], ['To the south']],
  );
});

test('[S41] a shard speaks for its own sessions only; those of another are unknown to it', async () => {
  const [north, south] = [await playing('north', 'n2'), await playing('south', 's2', 'far')];
  const ticket = await open(south, 'Only mine', 'far');
  const session = 'far';
  for (const message of [
    { t: 'command', session, ticket, do: { kind: 'post_message', body: 'Not me' } },
    { t: 'help_requested', session },
    {
      t: 'form_answered',
      session,
      form: 'f',
      gump: 1,
      serial: 1,
      button: 1,
      switches: [],
      entries: [],
    },
    { t: 'session_moved', session, location: { map: 0, x: 1, y: 1, z: 1 } },
    { t: 'session_closed', session },
  ])
    assert.is(codeOf(await north.ask(message)), 'session_unknown', message.t);
  // Its own session may not reach the ticket either: to it there is none.
  const foreign = { session: 's', ticket, id: nanoid() };
  const asked = await north.command({ kind: 'post_message', body: 'Not me' }, foreign);
  assert.is(codeOf(asked), 'ticket_unknown');
  await reply(ticket, 'Mind the step');
  const notice = (await notified(south, 'Mind the step')) as ServerMessageOf<'notify'>;
  north.send({ t: 'notice_shown', session, notice: notice.notice });
  north.send({ t: 'notice_shown', session: 's', notice: notice.notice });
  await north.ask({ t: 'session_moved', session: 's' });
  // It is there still, for the next session of the player that it is for.
  await play(south, 'again');
  await south.next((message) => message.t === 'notify' && message.session === 'again');
});

test('[S42] of two connections with one key the newer wins; the older is told and closed with a code of its own', async () => {
  const older = await playing('north', 'n3');
  const newer = await connect('north', 'n3');
  const bye = (await older.next((message) => message.t === 'bye')) as ServerMessageOf<'bye'>;
  assert.is(bye.code, closes.replaced.code);
  await older.frame(() => false);
  assert.is(older.closedWith, closes.replaced.code);
  newer.send({ t: 'sessions_end' });
  assert.is((await newer.ask({ t: 'account', account: 'b', name: 'ben' })).t, 'done');
});

test('[S43] a shard that returns after a crash tells its sessions again; what it does not tell has ended, and until the list is closed nobody is helped', async () => {
  const before = await playing('north', 'n4', 'gone');
  await play(before, 'kept');
  const ticket = await open(before, 'Before the crash', 'kept');
  before.ws.terminate();
  const after = await connect('north', 'n5');
  await play(after, 'kept');
  // Until the list is closed nobody knows whether it is all.
  assert.is(
    codeOf(await after.ask({ t: 'help_requested', session: 'kept' })),
    'sessions_incomplete',
  );
  after.send({ t: 'sessions_end' });
  assert.is(codeOf(await after.ask({ t: 'help_requested', session: 'gone' })), 'session_unknown');
  assert.is((await after.ask({ t: 'help_requested', session: 'kept' })).t, 'done');
  await reply(ticket, 'Welcome back');
  await notified(after, 'Welcome back');
  assert.equal([...new Set(after.all('notify').map(({ session }) => session))], ['kept']);
});

test('[S77] a watch that a shard asks for is gone under its own number, with the reason in words', async () => {
  const shard = await server.shard('west');
  const from = shard.frames.length;
  const gone = await shard.watch(7, { on: 'seen' });
  assert.ok(gone.t === 'gone' && gone.w === 7);
  assert.match(gone.sentence, 'name the session');
  assert.equal(
    shard.messages.slice(from).filter((message) => 'id' in message),
    [],
  );
});
