import { Running, codeOf, type Client } from '../support/running-server.ts';
import type { AdminDeed } from '../../protocol/admin.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord over the socket');

let server: Running;
test.before(async () => {
  server = await Running.start();
});
test.after(() => server.stop());

const user = '200000000000000001';

async function ask(client: Client, deed: AdminDeed) {
  const id = client.id();
  client.send({ t: 'admin', id, do: deed });
  return client.next((message) => 'id' in message && message.id === id);
}

async function link(client: Client) {
  const told = await ask(client, { kind: 'own_discord_get' });
  assert.ok(told.t === 'answer' && told.is.of === 'own_discord');
  return told.is;
}

test('[R53] any account asks for a code to link itself with, sees its link and ends it', async () => {
  const account = await server.account('rosa', []);
  const rosa = await server.signIn('rosa');
  assert.equal(await link(rosa), { of: 'own_discord', on: false, user: null });
  const made = await ask(rosa, { kind: 'own_discord_code' });
  assert.ok(made.t === 'answer' && made.is.of === 'discord_code');
  assert.match(made.is.code, /^.{4}-.{4}$/u);
  assert.ok(made.is.expires > Date.now());
  const { discordCodes, roster } = server.access;
  const spent = await discordCodes.spend(made.is.code);
  assert.is(spent.kind === 'spent' && spent.grant.account, account);
  await roster.discord.link(account, user);
  assert.is((await link(rosa)).user, user);
  assert.is((await ask(rosa, { kind: 'own_discord_unlink' })).t, 'done');
  assert.is((await link(rosa)).user, null);
  assert.is(roster.discord.ofUser(user), undefined);
});

test('[O30] how Discord stands is told to whoever has tickets.settings, and says that it is off', async () => {
  await server.account('sam', ['tickets.settings']);
  const sam = await server.signIn('sam');
  const told = await ask(sam, { kind: 'settings_discord', again: true });
  assert.ok(told.t === 'answer' && told.is.of === 'discord');
  assert.equal(told.is, { of: 'discord', state: 'off', problems: [], invite: null });
  const rosa = await server.signIn('rosa');
  const refused = await ask(rosa, { kind: 'settings_discord', again: true });
  assert.is(codeOf(refused), 'right_missing');
});
