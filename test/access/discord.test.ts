import { inboundPeople } from '../../server/discord/inbound-views.ts';
import { Running, codeOf, type Client } from '../support/running-server.ts';
import type { AdminCommand } from '../../protocol/admin.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('discord over the socket');

let server: Running;
test.before(async () => {
  server = await Running.start();
});
test.after(() => server.stop());

const user = '200000000000000001';

async function ask(client: Client, command: AdminCommand) {
  const id = client.id();
  client.send({ t: 'admin', id, do: command });
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

test('[R55] a code of a restricted session links without rights of staff, and takes no link from anybody', async () => {
  const account = await server.account('vera', ['tickets.assign']);
  const { access } = server;
  const made = await access.links.make(account, true);
  assert.ok(made.ok);
  const signed = await server.post('/web/link', { secret: made.value });
  const cookie = signed.headers.get('set-cookie')!.split(';')[0]!;
  const reply = await server.post('/web/socket', {}, { cookie });
  const { ticket } = (await reply.json()) as { ticket: string };
  const vera = await server.connect();
  vera.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
  await vera.next((message) => message.t === 'welcome');
  const code = async () => {
    const told = await ask(vera, { kind: 'own_discord_code' });
    assert.ok(told.t === 'answer' && told.is.of === 'discord_code');
    return told.is.code;
  };
  const people = inboundPeople(access, () => ({
    person: access.roster.person(account, null),
    rights: new Set(),
  }));
  assert.equal(await people.linkByCode(await code(), user), { kind: 'linked', account });
  assert.equal(people.linkOf(user), { account, restricted: true });
  const rosa = access.roster.accountNamed('rosa')!.id;
  await access.roster.discord.link(rosa, user);
  assert.equal(await people.linkByCode(await code(), user), { kind: 'taken' });
  assert.equal(people.linkOf(user), { account: rosa, restricted: false });
  assert.equal(await people.linkByCode('nonsense', user), { kind: 'unknown' });
});

// [O30] How Discord stands is told to whoever has tickets.settings, and whether there is a bot to
// everybody who signs in.
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
