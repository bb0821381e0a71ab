import { refusals } from '../../protocol/refusals.ts';
import { codeOf, Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { admin, administratorOf, openTicket, play, queue } from './live-office.ts';

const test = suite('whether accounts may be used', { limit_ms: 60_000 });

let server: Running;
let ada: Client;

test.before(async () => {
  server = await Running.start();
  ada = await administratorOf(server);
});
test.after(() => server?.stop());

const login = (username: string, password: string) =>
  server.post('/web/login', { username, password });

const status = async (cookie: string) => (await server.post('/web/socket', {}, { cookie })).status;

async function about(account: string) {
  const told = await admin(ada, { kind: 'account_get', account });
  assert.ok(told.t === 'answer' && told.is.of === 'account', JSON.stringify(told));
  return told.is;
}

/** Values of the latest change, and what was changed. */
async function lastChange() {
  const told = await admin(ada, { kind: 'audit_list' });
  assert.ok(told.t === 'answer' && told.is.of === 'audit');
  const { what, from, to } = told.is.records[0]!;
  return [what, from, to];
}

// [A125] A password set over the wire signs in, ends every session and link of before, is audited
// without a word of it, and is refused where anybody would guess it.
test('[A125] whoever manages access sets a password: sessions and links of before end, and no audit record holds it', async () => {
  const mo = await server.account('mo', ['tickets.admin_view']);
  const before = await server.cookie('mo');
  const socket = await server.signIn('mo');
  const linked = await admin(ada, { kind: 'link', account: mo });
  assert.ok(linked.t === 'answer' && linked.is.of === 'link');
  assert.ok(linked.is.expires > Date.now());
  const set = (password: string) => admin(ada, { kind: 'account_password', account: mo, password });
  assert.is(codeOf(await set('password1')), 'password_invalid');
  assert.is(await status(before), 200);
  const password = 'kelp ford mill';
  assert.is((await set(password)).t, 'done');
  await socket.next((message) => message.t === 'bye');
  assert.is(await status(before), 401);
  const secret = linked.is.address.split('#link=')[1];
  assert.is((await server.post('/web/link', { secret })).status, 401);
  assert.is((await login('mo', password)).status, 200);
  assert.equal(await lastChange(), [`password of mo (${mo})`, null, null]);
  const told = await admin(ada, { kind: 'audit_list' });
  assert.not.match(JSON.stringify(told), password);
  const pat = await server.signIn((await server.account('pat', ['tickets.settings'])) && 'pat');
  assert.is(
    codeOf(await admin(pat, { kind: 'account_password', account: mo, password: 'salt tide hill' })),
    'right_missing',
  );
});

// [A126] A disabled account has no right and nothing opens it, until it is enabled.
test('[A126] a disabled account may do nothing and nothing opens it, until it is enabled', async () => {
  const bo = await server.account('bo', ['tickets.admin_view']);
  const password = 'kelp ford mill';
  await server.operate('account_password', { account: 'bo', password });
  const cookie = await server.cookie('bo');
  const socket = await server.signIn('bo');
  const token = await server.token(bo);
  const me = () =>
    fetch(`${server.origin}/api/help-tickets`, { headers: { authorization: `Bearer ${token}` } });
  assert.is((await me()).status, 200);
  const disable = (disabled: boolean) =>
    admin(ada, { kind: 'account_disable', account: bo, disabled });
  assert.is((await disable(true)).t, 'done');
  await socket.next((message) => message.t === 'bye');
  assert.equal(server.access.roster.rightsOf(bo).size, 0);
  assert.is(await status(cookie), 401);
  assert.is((await me()).status, 401);
  assert.is((await login('bo', password)).status, 401);
  assert.is((await server.post('/auth/login', { username: 'bo', password })).status, 401);
  assert.is(codeOf(await admin(ada, { kind: 'link', account: bo })), 'account_disabled');
  assert.ok((await about(bo)).row.disabled !== null);
  assert.equal(await lastChange(), [`disabling of bo (${bo})`, 'false', 'true']);
  assert.is((await disable(false)).t, 'done');
  assert.is((await login('bo', password)).status, 200);
  assert.ok(server.access.roster.rightsOf(bo).has('tickets.admin_view'));
});

test('[A127] the last administrator who may act can be neither disabled nor deleted', async () => {
  const own = server.access.roster.accountNamed('ada')!.id;
  const other = await server.account('zoe', [], ['administrators']);
  // The account of the first sign-in is another one.
  await server.operate('account_disable', { account: 'admin', disabled: true });
  const disable = (account: string) =>
    admin(ada, { kind: 'account_disable', account, disabled: true });
  assert.is((await disable(other)).t, 'done');
  assert.is(codeOf(await disable(own)), 'last_administrator');
  assert.is(
    codeOf(await admin(ada, { kind: 'account_delete', account: own })),
    'last_administrator',
  );
  assert.is(
    codeOf(await admin(ada, { kind: 'account_groups', account: own, groups: [] })),
    'last_administrator',
  );
  assert.is((await admin(ada, { kind: 'account_delete', account: other })).t, 'done');
});

// [A128] Signing out everywhere ends sessions, links and tokens of the API; the password stays.
test('[A128] an account is signed out everywhere: its browsers, links and API tokens end, its password stays', async () => {
  const lu = await server.account('lu', ['tickets.admin_view']);
  const password = 'kelp ford mill';
  await server.operate('account_password', { account: 'lu', password });
  const cookies = [await server.cookie('lu'), await server.cookie('lu')];
  const token = await server.token(lu);
  const list = () =>
    fetch(`${server.origin}/api/help-tickets`, { headers: { authorization: `Bearer ${token}` } });
  assert.is((await list()).status, 200);
  assert.is((await about(lu)).sessions, 2);
  assert.is((await admin(ada, { kind: 'account_sign_out', account: lu })).t, 'done');
  assert.equal(await Promise.all(cookies.map(status)), [401, 401]);
  assert.is((await list()).status, 401);
  assert.is((await about(lu)).sessions, 0);
  assert.equal(await lastChange(), [`sessions of lu (${lu})`, null, null]);
  assert.is((await login('lu', password)).status, 200);
});

// [A129] A deleted account leaves its words in the tickets, and nothing else.
test('[A129] an account is deleted once no open ticket is assigned to it: what it wrote stays under its name', async () => {
  const vi = await server.account('vi', ['tickets.admin_view', 'tickets.reply', 'tickets.assign']);
  const client = await server.signIn('vi');
  const ticket = await openTicket(ada, []);
  const reply = { kind: 'post_message', body: 'I am on it' } as const;
  assert.is((await client.command(reply, { ticket, as: 'support' })).t, 'done');
  assert.is(
    (await client.command({ kind: 'assign', to: vi }, { ticket, as: 'support' })).t,
    'done',
  );
  await client.ask({
    t: 'admin',
    do: { kind: 'own_canned_set', reply: 'r', title: 'Hi', text: 'Hi' },
  });
  assert.is((await about(vi)).assigned, 1);
  const remove = () => admin(ada, { kind: 'account_delete', account: vi });
  const refused = await remove();
  assert.is(codeOf(refused), 'account_in_use');
  assert.ok(refused.t === 'refused' && refused.tickets?.length === 1);
  assert.is((await client.command({ kind: 'unassign' }, { ticket, as: 'support' })).t, 'done');
  assert.is((await remove()).t, 'done');
  await client.next((message) => message.t === 'bye');
  assert.is(server.access.roster.account(vi), undefined);
  assert.equal(server.access.canned.of(vi), []);
  const state = await ada.watch(9, { on: 'ticket', ticket, as: 'support' });
  assert.match(JSON.stringify(state), '"name":"vi"');
  // The name is free again, for somebody else.
  assert.not.equal(await server.account('vi', []), vi);
  assert.is(codeOf(await admin(ada, { kind: 'account_get', account: vi })), 'account_unknown');
});

test('[A130] an account of a shard is not deleted, since the shard would tell it again', async () => {
  const shard = await server.shard('yew');
  await play(shard, 's-1', 'ann');
  const { id } = server.access.roster.accountOf('yew', 'ann')!;
  const refused = await admin(ada, { kind: 'account_delete', account: id });
  assert.is(codeOf(refused), 'account_of_shard');
  assert.ok(refusals.account_of_shard.sentence.includes('disable'));
});

test('[A131] accounts are filtered by group and shard, and tell who plays and who was last seen when', async () => {
  const list = async (filter: object) => {
    const told = await admin(ada, { kind: 'account_list', ...filter });
    assert.ok(told.t === 'answer' && told.is.of === 'accounts');
    return told.is.accounts;
  };
  const players = await list({ shard: 'yew' });
  assert.equal(
    players.map(({ name, playing }) => [name, playing]),
    [['Player ann', true]],
  );
  const administrators = await list({ group: 'administrators' });
  assert.equal(
    administrators.map(({ name }) => name),
    ['ada', 'admin'],
  );
  assert.ok(administrators[0]!.seen !== null);
  assert.equal(await list({ group: 'administrators', shard: 'yew' }), []);
});

test('[A132] a shard tells whether it is connected, since when it is gone, who plays there and what its program is', async () => {
  const rowOf = async (name: string) => {
    const told = await admin(ada, { kind: 'shard_list' });
    assert.ok(told.t === 'answer' && told.is.of === 'shards');
    return told.is.shards.find((shard) => shard.name === name)!;
  };
  const key = await server.shardKey('luna');
  const fresh = await rowOf('luna');
  assert.equal([fresh.connected, fresh.seen, fresh.players, fresh.client], [false, null, 0, null]);
  const shard = await server.connect();
  const changes = ada.all('changed').length;
  const auth = { as: 'shard', key, incarnation: 'first' };
  shard.send({ t: 'hello', v: 1, auth, client: 'ModernUO 1.2' });
  await shard.next((message) => message.t === 'welcome');
  await play(shard, 's-1', 'bob');
  await ada.next(() => ada.all('changed').length > changes);
  const here = await rowOf('luna');
  assert.equal([here.connected, here.players, here.client], [true, 1, 'ModernUO 1.2']);
  const later = ada.all('changed').length;
  shard.ws.terminate();
  await ada.next(() => ada.all('changed').length > later);
  const gone = await rowOf('luna');
  assert.equal([gone.connected, gone.players, gone.client], [false, 0, null]);
  assert.ok(gone.seen !== null);
});

test('[A133] a new key may leave the former one good for a while; without that the former one ends at once', async () => {
  const key = await server.shardKey('moon');
  const connect = async (by: string) => {
    const shard = await server.connect();
    shard.send({ t: 'hello', v: 1, auth: { as: 'shard', key: by, incarnation: 'first' } });
    await shard.next((message) => message.t === 'welcome' || message.t === 'bye');
    return shard;
  };
  const rotate = async (overlap: object) => {
    const told = await admin(ada, { kind: 'shard_rotate', name: 'moon', ...overlap });
    assert.ok(told.t === 'answer' && told.is.of === 'shard_key', JSON.stringify(told));
    return told.is.key;
  };
  const old = await connect(key);
  const second = await rotate({ overlap_h: 24 });
  assert.is(old.closedWith, undefined);
  const told = await admin(ada, { kind: 'shard_list' });
  assert.ok(told.t === 'answer' && told.is.of === 'shards');
  const row = told.is.shards.find(({ name }) => name === 'moon')!;
  assert.ok(row.on_former && row.former_until !== null);
  assert.is((await connect(key)).all('welcome').length, 1);
  assert.is((await connect(second)).all('welcome').length, 1);
  const third = await rotate({});
  assert.is((await connect(key)).all('welcome').length, 0);
  assert.is((await connect(second)).all('welcome').length, 0);
  assert.is((await connect(third)).all('welcome').length, 1);
  const tooLong = await admin(ada, { kind: 'shard_rotate', name: 'moon', overlap_h: 169 });
  assert.is(codeOf(tooLong), 'bad_message');
});

test('[A134] the next steps of a new server are done once a shard connected, others answer and a backup was made', async () => {
  const fresh = await Running.start();
  try {
    const first = await administratorOf(fresh);
    const steps = async () => {
      const told = await admin(first, { kind: 'steps_get' });
      assert.ok(told.t === 'answer' && told.is.of === 'steps');
      const { shard, staff, discord, backup } = told.is;
      return [shard, staff, discord, backup];
    };
    // The account of the first sign-in is there beside Ada's, and is staff as well.
    await fresh.operate('account_disable', { account: 'admin', disabled: true });
    assert.equal(await steps(), [false, false, false, false]);
    await fresh.shard('yew');
    await fresh.account('mo', ['tickets.reply']);
    fresh.access.deeds.add('backup');
    assert.equal(await steps(), [true, true, false, true]);
  } finally {
    await fresh.stop();
  }
});

test('[A135] what is Discord of an account is unlinked by whoever manages access', async () => {
  const al = await server.account('al', ['tickets.view']);
  const user = '1500000000000000005';
  assert.is(await server.access.roster.discord.link(al, user), undefined);
  assert.is((await about(al)).discord, user);
  assert.is((await admin(ada, { kind: 'account_unlink_discord', account: al })).t, 'done');
  assert.is((await about(al)).discord, null);
  assert.equal(await lastChange(), [`Discord link of al (${al})`, `"${user}"`, null]);
  await ada.watch(7, queue);
});
