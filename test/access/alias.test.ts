import type { ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import { playerRights } from '../support/given.ts';
import { Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('aliases of support', { limit_ms: 60_000 });
/** Nothing else is called so. */
const real_name = 'iris-canary';

let server: Running;
let ada: Client;
let iris: Client;
let irisNumber = '';
let ana: Client;
let shard: Client;
let game: string;
let ticket = '';

test.before(async () => {
  server = await Running.start();
  await server.operate('account_add', { name: 'ada', groups: ['administrators'] });
  ada = await server.signIn('ada');
  const made = await server.operate('account_add', { name: real_name, groups: ['moderators'] });
  irisNumber = made?.of === 'link' ? made.account : '';
  iris = await server.signIn(real_name);
  await server.account('ana', playerRights);
  ana = await server.signIn('ana');
  shard = await server.shard('britain');
  game = await playing();
});
test.after(() => server?.stop());

/** A player who is in the game. Gives their number. */
async function playing(): Promise<string> {
  await shard.ask({ t: 'account', account: 'b', name: 'ben' });
  await shard.ask({ t: 'character', account: 'b', character: 'c', name: 'Ben' });
  await shard.ask({ t: 'session_opened', session: 's', account: 'b', character: 'c' });
  shard.send({ t: 'sessions_end' });
  const found = await ada.ask({ t: 'find', what: 'accounts', words: 'ben', limit: 5 });
  const is = (found as ServerMessageOf<'answer'>).is;
  return is.of === 'people' ? is.people[0]!.account : '';
}

const set = (name: string, value: unknown): Promise<ServerMessage> =>
  ada.ask({ t: 'admin', do: { kind: 'settings_set', setting: { name, value } } });
const alias = (told: string | null): Promise<ServerMessage> =>
  ada.ask({ t: 'admin', do: { kind: 'account_alias', account: real_name, alias: told } });

/** Everything that reached players from the `from`th frame of each on. */
const told = (from: readonly [number, number] = [0, 0]): string =>
  [...ana.frames.slice(from[0]), ...shard.frames.slice(from[1])].join('\n');
const now = (): [number, number] => [ana.frames.length, shard.frames.length];

async function reply(body: string): Promise<ServerMessageOf<'notify'>> {
  const from = shard.frames.length;
  const done = await iris.command({ kind: 'post_message', body }, { ticket, as: 'support' });
  assert.is(done.t, 'done', JSON.stringify(done));
  const notice = (await shard.next(({ t }) => t === 'notify', from)) as ServerMessageOf<'notify'>;
  shard.send({ t: 'notice_shown', session: 's', notice: notice.notice });
  return notice;
}

test('[G42] how support is shown to players changes at once, in what they watch and in all that was ever answered, and nothing is written again for it', async () => {
  const me = (await server.operate('account_list', { words: 'ana' }))!;
  const anaNumber = me.of === 'accounts' ? me.accounts[0]!.account : '';
  const open = { category: 'Bug', subject: 'Stuck', participants: [anaNumber, game] };
  const opened = await iris.command({ kind: 'open', ...open }, { as: 'support' });
  ticket = (opened as ServerMessageOf<'done'>).ticket!;
  await iris.command({ kind: 'assign_to_me' }, { ticket });
  assert.is((await reply('By name')).from, real_name);
  await ana.watch(1, { on: 'ticket', ticket, as: 'public' });
  await ana.watch(2, { on: 'mine', list: 'active' });
  assert.ok(told().includes(real_name));

  const from = now();
  assert.is((await set('support_shown_as', 'alias')).t, 'answer');
  for (const w of [1, 2])
    await ana.next((message) => message.t === 'state' && message.w === w, from[0]);
  assert.is((await reply('By alias')).from, 'Support');
  await ana.next((message) => JSON.stringify(message).includes('By alias'), from[0]);
  assert.not(told(from).includes(real_name));
  assert.not(told(from).includes(`"account":"${irisNumber}"`));
  assert.ok(told(from).includes('By name') && told(from).includes('"name":"Support"'));
});

test('[G43] an account has an alias of its own, which administrators give and take; without one it goes by the common alias', async () => {
  const from = now();
  assert.is((await alias('  The Warden ')).t, 'done');
  await ana.next((message) => message.t === 'state' && message.w === 1, from[0]);
  assert.is((await reply('Under my own')).from, 'The Warden');
  assert.not(told(from).includes(real_name));
  for (const bad of [' ', 'a\u{202e}b', '\u2800', '\u3164']) {
    const refused = await alias(bad);
    assert.is(refused.t === 'refused' && refused.code, 'name_invalid');
  }
  const listed = await server.operate('account_list', { words: real_name });
  assert.is(listed?.of === 'accounts' && listed.accounts[0]!.alias, 'The Warden');
  await alias(null);
  assert.is((await reply('Common again')).from, 'Support');
  assert.is((await set('support_alias', ' ')).t, 'refused');
  await set('support_alias', 'Royal Guard');
  assert.is((await reply('Another common one')).from, 'Royal Guard');
});

test('[A85] an account is told by which name players know it as support, at once when that changes', async () => {
  const shown = (from = 0) =>
    iris
      .all('welcome')
      .slice(from)
      .map(({ you }) => you.as === 'account' && you.shown_as);
  const count = iris.all('welcome').length;
  await alias('The Warden');
  await iris.next(() => iris.all('welcome').length > count);
  assert.equal(shown(count), ['The Warden']);
  await alias(null);
  await iris.next(() => iris.all('welcome').length > count + 1);
  assert.equal(shown(count), ['The Warden', 'Royal Guard']);
  assert.is(shown()[0], real_name);
});

test('[G44] support reads real names in any case', async () => {
  const state = await iris.watch(1, { on: 'ticket', ticket, as: 'support' });
  assert.ok(JSON.stringify(state).includes(`"account":"${irisNumber}","name":"${real_name}"`));
  assert.not(JSON.stringify(state).includes('Royal Guard'));
  const from = now();
  await set('support_shown_as', 'name');
  await ana.next((message) => message.t === 'state' && message.w === 1, from[0]);
  assert.not(told(from).includes('Royal Guard'));
  assert.ok(told(from).includes(real_name));
});

test('[G45] over HTTP a participant gets the alias, and no number of whoever has the ticket', async () => {
  await set('support_shown_as', 'alias');
  await server.operate('account_password', { account: 'ana', password: 'a long enough secret' });
  const signedIn = await server.post('/auth/login', {
    username: 'ana',
    password: 'a long enough secret',
  });
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  const read = async (path: string): Promise<string> =>
    (await fetch(`${server.origin}/api/help-tickets/${path}`, { headers })).text();
  const mine = await read('me');
  assert.equal(
    (JSON.parse(mine) as { status: string }[]).map(({ status }) => status),
    ['Assigned'],
  );
  const all = [mine, await read('1'), await read('1/transcript')].join('\n');
  assert.ok(all.includes('Royal Guard') && all.includes('"assignedToAccountId":"0"'));
  assert.not(all.includes(real_name));
  assert.not(all.includes(`"${irisNumber}"`));
});
