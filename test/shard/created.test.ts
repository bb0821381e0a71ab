import type { ServerMessageOf } from '../../protocol/messages.ts';
import { codeOf, Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('ids given out again', { limit_ms: 60_000 });

const before = 1_600_000_000_000;
const after = 1_700_000_000_000;

let server: Running;
test.before(async () => {
  server = await Running.start();
  await server.operate('account_add', { name: 'iris', groups: ['moderators'] });
});
test.after(() => server?.stop());

async function play(shard: Client, session: string, name: string, created: number) {
  const told = [
    { t: 'account', account: 'a', name, created },
    { t: 'character', account: 'a', character: 'c', name, created },
    {
      t: 'session_opened',
      session,
      account: 'a',
      account_created: created,
      character: 'c',
      character_created: created,
    },
  ];
  for (const message of told) assert.is((await shard.ask(message)).t, 'done', message.t);
}

async function mine(client: Client): Promise<string[]> {
  const lists = [];
  for (const [i, list] of ['active', 'closed'].entries())
    lists.push(await client.watch(10 + i, { on: 'mine', list }));
  return lists.flatMap((state) =>
    state.t === 'state' && state.is.on === 'mine' ? state.is.rows.map(({ id }) => id) : [],
  );
}

// [A99] Whoever gets the id of another sees nothing of that one's tickets and notices; staff see
// them with their participant of before.
test('[A99] whoever gets the id of another sees nothing of its tickets and notices, and staff see them', async () => {
  const { roster } = server.access;
  const iris = await server.signIn('iris');
  const shard = await server.shard('moon');
  await play(shard, 's1', 'Ann', before);
  shard.send({ t: 'sessions_end' });
  const old = roster.accountOf('moon', 'a')!.id;
  const opened = await shard.command(
    { kind: 'open', category: 'Bug', body: 'My secret' },
    { session: 's1' },
  );
  const { ticket } = opened as ServerMessageOf<'done'>;
  assert.ok(ticket !== undefined, JSON.stringify(opened));
  await iris.command({ kind: 'post_message', body: 'Only for you' }, { ticket, as: 'support' });
  await shard.next(({ t }) => t === 'notify');
  const browser = await server.signIn(old);
  assert.equal(await mine(browser), [ticket]);
  const cookie = await server.cookie(old);
  const user = '200000000000000001';
  await roster.discord.link(old, user);

  // The world is wiped; the notice was never shown, and the old session still plays.
  await play(shard, 's2', 'Bob', after);
  const anew = roster.accountOf('moon', 'a')!.id;
  assert.is.not(anew, old);
  assert.is(codeOf(await shard.ask({ t: 'help_requested', session: 's1' })), 'session_unknown');
  const asked = { session: 's2', ticket };
  const post = { kind: 'post_message', body: 'Me too' } as const;
  assert.is(codeOf(await shard.command(post, asked)), 'ticket_unknown');
  const bob = await server.signIn(anew);
  assert.equal(await mine(bob), []);
  assert.is(codeOf(await bob.watch(1, { on: 'ticket', ticket, as: 'public' })), 'ticket_unknown');

  // What was open of the old one is shut.
  await browser.frame(() => false);
  assert.ok(browser.closedWith !== undefined);
  assert.is((await server.post('/web/socket', {}, { cookie })).status, 401);
  await roster.settled();
  assert.is(roster.discord.ofUser(user), undefined);

  // A later reply is for the participant of before, whom nobody plays.
  const reply = await iris.command(
    { kind: 'post_message', body: 'Are you there?' },
    { ticket, as: 'support' },
  );
  assert.is(reply.t, 'done');
  const own = await shard.command(
    { kind: 'open', category: 'Bug', body: 'Of Bob' },
    { session: 's2' },
  );
  const bobs = (own as ServerMessageOf<'done'>).ticket!;
  await iris.command({ kind: 'post_message', body: 'To Bob' }, { ticket: bobs, as: 'support' });
  await shard.next((message) => message.t === 'notify' && message.text === 'To Bob');
  const notices = shard.all('notify').map(({ session, text }) => `${session} ${text}`);
  assert.equal(notices, ['s1 Only for you', 's2 To Bob']);
  assert.equal(await mine(bob), [bobs]);

  const seen = await iris.watch(1, { on: 'ticket', ticket, as: 'support' });
  assert.ok(seen.t === 'state' && seen.is.on === 'ticket', JSON.stringify(seen));
  const [people] = seen.is.head.participants;
  assert.equal([people?.account, people?.name, people?.character_name], [old, 'Ann', 'Ann']);
  assert.ok(JSON.stringify(seen.is.entries).includes('My secret'));
});

// [S79] A session told with another creation time than its account or character was told with is
// refused until they are told, and the clients in both languages tell these times.
test('[S79] a session with another creation time than was told is refused until that is told', async () => {
  const shard = await server.shard('sun');
  await play(shard, 's', 'Ann', before);
  const opened = { t: 'session_opened', session: 't', account: 'a', character: 'c' };
  const refused = async (more: object) => codeOf(await shard.ask({ ...opened, ...more }));
  assert.is(await refused({ account_created: after }), 'account_unknown');
  assert.is(await refused({ character_created: after }), 'character_unknown');
  assert.is((await shard.ask({ ...opened, account_created: before + 999 })).t, 'done');
  assert.is((await shard.ask(opened)).t, 'done');
  // A time in seconds is a mistake: it would make everybody new once it is mended.
  const inSeconds = { t: 'account', account: 'a', name: 'Ann', created: before / 1000 };
  assert.is(codeOf(await shard.ask(inSeconds)), 'bad_message');
});

test('[A101] nobody new plays as an account that an operator gave rights', async () => {
  const { roster, staff } = server.access;
  const shard = await server.shard('dawn');
  await play(shard, 's', 'Ann', before);
  shard.send({ t: 'sessions_end' });
  const { id } = roster.accountOf('dawn', 'a')!;
  await staff.setGroups(id, ['moderators']);
  const told = { t: 'account', account: 'a', name: 'Bob', created: after };
  assert.is(codeOf(await shard.ask(told)), 'right_missing');
  const opened = { t: 'session_opened', session: 't', account: 'a' };
  for (const more of [{}, { account_created: after }])
    assert.is(codeOf(await shard.ask({ ...opened, ...more })), 'account_unknown');
  assert.is((await shard.ask({ ...opened, account_created: before })).t, 'done');
  assert.ok(roster.rightsOf(id).has('tickets.reply'));
});

test('[A99] who plays a character whose id was given to another plays none until the new one is told', async () => {
  const shard = await server.shard('star');
  await play(shard, 's', 'Ann', before);
  shard.send({ t: 'sessions_end' });
  const anew = { t: 'character', account: 'a', character: 'c', name: 'Bob', created: after };
  assert.is((await shard.ask(anew)).t, 'done');
  const open = { kind: 'open', category: 'Bug', body: 'Who am I' } as const;
  assert.is(codeOf(await shard.command(open, { session: 's' })), 'session_unlinked');
  assert.is((await shard.ask({ t: 'session_moved', session: 's', character: 'c' })).t, 'done');
  assert.is((await shard.command(open, { session: 's' })).t, 'done');
});

test('[S79] the shard client tells creation times, and a session with another is another login', async () => {
  const game = await server.game('dusk');
  const player = (name: string, created: number) => ({
    session: 's',
    account: { id: 'a', name, created },
    character: { id: 'c', name, created },
  });
  const help = () => game.shard.help('s');
  game.shard.open(player('Ann', before));
  assert.is((await help()).t, 'done');
  const { roster } = server.access;
  const old = roster.accountOf('dusk', 'a')!;
  assert.is(old.shardCreated, before);
  assert.is(roster.characterOf(old.id, 'c')!.shardCreated, before);
  game.shard.open(player('Bob', after));
  assert.is((await help()).t, 'done');
  const anew = roster.accountOf('dusk', 'a')!;
  assert.ok(anew.id !== old.id && anew.name === 'Bob');
  assert.is((await game.shard.upsertAccount('a', 'Cid', after + 5_000)).t, 'done');
  assert.is((await game.shard.upsertCharacter('a', 'c', 'Cid', after + 5_000)).t, 'done');
  assert.is(roster.accountOf('dusk', 'a')!.name, 'Cid');
  game.shard.close();
});
