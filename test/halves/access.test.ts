import { Halves } from '../support/halves.ts';
import { codeOf, type Client } from '../support/running-server.ts';
import { closes } from '../../protocol/close.ts';
import { assert, suite } from '../support/suite.ts';
import { ask, done, opened, supporter, until } from './stage.ts';

const test = suite('who may what over two halves', { limit_ms: 60_000 });

let halves: Halves;

test.before(async () => {
  halves = await Halves.start();
});
test.after(() => halves.stop());

/** The code with which the other end closes it. */
async function closedWith(client: Client): Promise<number | undefined> {
  await client.frame(() => false);
  return client.closedWith;
}

const socketAt = (at: 'a' | 'b', cookie: string): Promise<Response> =>
  halves[at].server.post('/web/socket', {}, { cookie });

async function signedInAt(at: 'a' | 'b', cookie: string): Promise<Client> {
  const { ticket } = (await (await socketAt(at, cookie)).json()) as { ticket: string };
  const client = await halves[at].server.connect();
  client.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
  await client.next(({ t }) => t === 'welcome');
  return client;
}

// [Y9] Sign-ins, links, rights, keys, settings, canned replies and names that one process gives,
// changes or takes away are so at the other, and those it concerns are told there; a link that many
// spend at both at once signs in one of them.
test('[Y9] a sign-in of one process opens the other, and signing out there ends it here', async () => {
  const { account } = await supporter(halves, 'ada');
  const cookie = await halves.a.server.cookie(account);
  const here = await signedInAt('b', cookie);
  assert.is((await halves.a.server.post('/web/logout', {}, { cookie })).status, 204);
  assert.is(await closedWith(here), closes.signed_out.code);
  for (const at of ['a', 'b'] as const) assert.is((await socketAt(at, cookie)).status, 401);
});

test('[Y9] a new password ends what was signed in at either process', async () => {
  const { account, a, b } = await supporter(halves, 'bea');
  const cookie = await halves.a.server.cookie(account);
  await halves.b.server.operate('account_password', { account, password: 'as good as any other' });
  for (const client of [a, b]) assert.is(await closedWith(client), closes.signed_out.code);
  for (const at of ['a', 'b'] as const) assert.is((await socketAt(at, cookie)).status, 401);
});

test('[Y9] a link that many spend at both processes at once signs in one of them', async () => {
  const { account } = await supporter(halves, 'cleo');
  for (let round = 0; round < 5; round += 1) {
    const made = await halves.a.server.operate('link', { account });
    const secret = made?.of === 'link' ? made.address.split('#link=')[1] : undefined;
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => halves.any.server.post('/web/link', { secret })),
    );
    const counts = replies.map(({ status }) => status);
    assert.is(counts.filter((status) => status === 200).length, 1, counts.join());
    assert.is(counts.filter((status) => status === 401).length, 19, counts.join());
  }
});

test('[Y9] a right that is taken at one process is gone at the other, with what was watched by it', async () => {
  const { account, b } = await supporter(halves, 'dora');
  const ticket = await opened(b, 'For as long as I may');
  const state = await b.watch(1, { on: 'ticket', ticket, as: 'support' });
  assert.is(state.t, 'state');
  const from = b.frames.length;
  await halves.a.server.operate('account_groups', { account, groups: [] });
  await b.next((one) => one.t === 'gone' && one.w === 1, from);
  const welcome = await b.next(({ t }) => t === 'welcome', from);
  assert.ok(welcome.t === 'welcome' && welcome.you.as === 'account');
  assert.not(welcome.you.rights.includes('tickets.admin_view'));
  const note = await ask(b, { kind: 'post_note', body: 'still?' }, { ticket, as: 'support' });
  assert.is(codeOf(note), 'ticket_unknown');
});

test('[Y9] a key that is changed or taken away at one process opens nothing at the other', async () => {
  const key = await halves.a.server.shardKey('north');
  await halves.followed();
  const connect = async (at: 'a' | 'b', secret: string): Promise<Client> => {
    const client = await halves[at].server.connect();
    const auth = { as: 'shard', key: secret, incarnation: 'first' };
    client.send({ t: 'hello', v: 1, auth });
    await client.next(() => true);
    return client;
  };
  const { code } = closes.credentials_refused;
  const first = await connect('b', key);
  assert.is(first.messages[0]?.t, 'welcome');
  const made = await halves.a.server.operate('shard_rotate', { name: 'north' });
  assert.is(await closedWith(first), code);
  assert.is(await closedWith(await connect('b', key)), code);
  const second = await connect('b', made?.of === 'shard_key' ? made.key : '');
  assert.is(second.messages[0]?.t, 'welcome');
  await halves.a.server.operate('shard_remove', { name: 'north' });
  assert.is(await closedWith(second), code);
});

test('[Y9] a setting of one process is told and kept to by the other', async () => {
  const { a, b } = await supporter(halves, 'elsa');
  const ticket = await opened(a, 'To be closed');
  const from = b.frames.length;
  const setting = { name: 'auto_archive', value: true };
  await halves.a.server.operate('settings_set', { setting });
  await b.next(
    (one) => one.t === 'welcome' && one.you.as === 'account' && one.you.settings.auto_archive,
    from,
  );
  await done(b, { kind: 'close' }, { ticket, as: 'support' });
  const state = await b.watch(1, { on: 'ticket', ticket, as: 'support' });
  assert.ok(state.t === 'state' && state.is.on === 'ticket' && state.is.head.status === 'archived');
  await halves.b.server.operate('settings_set', { setting: { ...setting, value: false } });
  await until(a, () => a.all('welcome').length === 3);
});

test('[Y9] canned replies and names of support that one process changes are told by the other', async () => {
  const { account, a, b } = await supporter(halves, 'flora');
  await b.watch(1, { on: 'canned' });
  const from = b.frames.length;
  const own = { kind: 'own_canned_set', reply: 'r1', title: 'Hello', text: 'Hello {player}' };
  assert.is((await a.ask({ t: 'admin', do: own })).t, 'done');
  const told = await b.next((one) => one.t === 'event' && one.is.on === 'canned', from);
  assert.match(JSON.stringify(told), /Hello \{player\}/u);
  await halves.a.server.operate('settings_set', {
    setting: { name: 'support_shown_as', value: 'alias' },
  });
  await halves.a.server.operate('account_alias', { account, alias: 'Flo' });
  await b.next(
    (one) => one.t === 'welcome' && one.you.as === 'account' && one.you.shown_as === 'Flo',
    from,
  );
});
