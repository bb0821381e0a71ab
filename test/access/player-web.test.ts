import { rosterLimits } from '../../actors/roster/roster-limits.ts';
import { playerRights } from '../../actors/roster/staff/groups.ts';
import type { Game } from '../support/game.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('players on the web', { limit_ms: 60_000 });

const password = 'salt tide hill';

let server: Running;
let game: Game;
let id: string;

const link_script = `
function on_help_request(session_id)
  local done, result = roster.sign_in_link(session_id)
  roster.notify(session_id, tostring(done) .. ' ' .. result)
end
`;

/** Ana, who plays on britain. */
test.before.each(async () => {
  server = await Running.start({ 'help.lua': link_script });
  game = await server.game('britain');
  id = await plays('a1', 'ana');
});
test.after.each(async () => {
  game.shard.close();
  await server.stop();
});

async function plays(account: string, name: string): Promise<string> {
  game.logIn(`s-${account}`, { id: account, name }, { id: `c-${account}`, name });
  await game.shard.help(`s-${account}`);
  return server.access.roster.accountOf('britain', account)!.id;
}

async function linkFor(session: string): Promise<string> {
  const outcome = await game.shard.signInLink(session);
  assert.ok(outcome.t === 'done' && outcome.link !== undefined, JSON.stringify(outcome));
  return outcome.link.address;
}

const spend = (address: string) =>
  server.post('/web/link', { secret: address.split('#link=')[1] ?? '' });

/** The cookie of a browser that opened a link of the game. */
async function cameIn(session = 's-a1'): Promise<{ cookie: string }> {
  const reply = await spend(await linkFor(session));
  assert.is(reply.status, 200);
  return { cookie: reply.headers.get('set-cookie')!.split(';')[0]! };
}

async function welcomed(browser: { cookie: string }) {
  const reply = await server.post('/web/socket', {}, browser);
  if (reply.status !== 200) return undefined;
  const { ticket } = (await reply.json()) as { ticket: string };
  const client = await server.connect();
  client.send({ t: 'hello', v: 1, auth: { as: 'web', ticket } });
  const welcome = await client.next((message) => message.t === 'welcome');
  assert.ok(welcome.t === 'welcome' && welcome.you.as === 'account');
  return { client, rights: welcome.you.rights };
}

const set = async (browser: { cookie: string }, wish: object): Promise<number> =>
  (await server.post('/web/password', { password, ...wish }, browser)).status;

const login = (username: string, path = '/web/login', typed = password) =>
  server.post(path, { username, password: typed });

async function named(name = 'Ana'): Promise<{ cookie: string }> {
  const browser = await cameIn();
  assert.is(await set(browser, { name }), 204);
  return browser;
}

async function signedIn(username = 'ana@britain', typed = password): Promise<{ cookie: string }> {
  const reply = await login(username, '/web/login', typed);
  assert.is(reply.status, 200);
  return { cookie: reply.headers.get('set-cookie')!.split(';')[0]! };
}

async function tokenOf(username: string, typed = password) {
  const reply = await login(username, '/auth/login', typed);
  return (await reply.json()) as { accessToken: string; role: string };
}

const api = (token: string, path: string) =>
  fetch(`${server.origin}${path}`, { headers: { authorization: `Bearer ${token}` } });

test('[S81] a shard asks for a link in the name of who plays there: it signs in once, with what players may, and is kept as a hash', async () => {
  const outcome = await game.shard.signInLink('s-a1');
  assert.ok(outcome.t === 'done' && outcome.link !== undefined);
  const { address, expires } = outcome.link;
  assert.ok(address.startsWith(`${server.origin}/#link=`));
  assert.ok(expires <= Date.now() + rosterLimits.link_life_ms);
  const grant = server.access.links.find(address.split('#link=')[1]!)!;
  assert.equal([grant.account, grant.restricted, grant.shard], [id, true, 'britain']);
  const reply = await spend(address);
  const browser = { cookie: reply.headers.get('set-cookie')!.split(';')[0]! };
  assert.equal([...(await welcomed(browser))!.rights].toSorted(), playerRights.toSorted());
  assert.is((await spend(address)).status, 401);
  assert.is((await game.shard.signInLink('nobody')).t, 'refused');
});

test('[S82] no link is made for an account with rights of staff, nor once one is over', async () => {
  const before = await linkFor('s-a1');
  const browser = await cameIn();
  await server.setRights(id, ['tickets.assign']);
  const outcome = await game.shard.signInLink('s-a1');
  assert.is(outcome.t === 'refused' && outcome.code, 'right_missing');
  // What it had opened before stays what it was.
  assert.equal([...(await welcomed(browser))!.rights].toSorted(), playerRights.toSorted());
  const late = await spend(before);
  const cookie = { cookie: late.headers.get('set-cookie')!.split(';')[0]! };
  assert.equal([...(await welcomed(cookie))!.rights].toSorted(), playerRights.toSorted());
});

test('[S83] links are paced by player and by shard, and it is told when the next may be asked for', async () => {
  for (let i = 0; i < 3; i++) await linkFor('s-a1');
  const refused = await game.shard.signInLink('s-a1');
  assert.ok(refused.t === 'refused' && refused.code === 'too_many_links');
  assert.ok(refused.wait_s! > 50 && refused.wait_s! <= 120);
  const codes: string[] = [];
  for (let i = 0; i < 25; i++) await plays(`p${i}`, `pat${i}`);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 25; i++) {
      const outcome = await game.shard.signInLink(`s-p${i}`);
      if (outcome.t === 'refused') codes.push(outcome.code);
    }
  }
  assert.ok(codes.length >= 10, String(codes.length));
  assert.ok(codes.every((code) => code === 'too_many_links'));
});

test('[S84] a key without overlap, or a shard that is removed, ends the links and browsers that came of it, and no others', async () => {
  const [link, browser] = [await linkFor('s-a1'), await cameIn()];
  const { client } = (await welcomed(browser))!;
  const own = { cookie: await server.cookie(id) };
  await server.operate('shard_rotate', { name: 'britain', overlap_h: 1 });
  assert.is((await server.post('/web/socket', {}, browser)).status, 200);
  await server.operate('shard_rotate', { name: 'britain' });
  while (client.closedWith === undefined) await client.frame(() => false);
  assert.is((await server.post('/web/socket', {}, browser)).status, 401);
  assert.is((await spend(link)).status, 401);
  assert.is((await server.post('/web/socket', {}, own)).status, 200);
  await server.operate('shard_remove', { name: 'britain' });
  assert.is((await server.post('/web/socket', {}, own)).status, 200);
});

test('[S85] a script asks for the link by what the player did, and tells it to that player', async () => {
  const ana = game.logIn('s-2', { id: 'a1', name: 'ana' }, { id: 'c-a1', name: 'ana' });
  await ana.help();
  const { text } = await ana.notices.next();
  assert.match(text, /^true http:\S+#link=\S+$/u);
  assert.is((await spend(text)).status, 200);
});

test('[A150] a player takes a name and a password in a session of the game, and signs in with them, over the HTTP API too', async () => {
  const browser = await cameIn();
  const needs = await server.post('/web/password/needs', {}, browser);
  const told = { name: null, may: true, present: false, shard: 'britain' };
  assert.equal(await needs.json(), told);
  assert.is(await set(browser, {}), 422);
  assert.is(await set(browser, { name: 'Ana' }), 204);
  assert.is((await login('ana@britain', '/web/login', 'another word')).status, 401);
  assert.equal(
    [...(await welcomed(await signedIn('ANA@britain')))!.rights].toSorted(),
    playerRights.toSorted(),
  );
  const { accessToken, role } = await tokenOf('ana@britain');
  assert.is(role, 'Regular');
  assert.equal(await (await api(accessToken, '/api/help-tickets/me')).json(), []);
  assert.is((await api(accessToken, '/api/help-tickets')).status, 403);
});

test('[A151] a password of the game opens what players may after a promotion too, until an operator sets another', async () => {
  await named();
  await server.operate('account_groups', { account: id, groups: ['administrators'] });
  const first = await tokenOf('ana@britain');
  assert.is(first.role, 'Regular');
  assert.is((await api(first.accessToken, '/api/help-tickets')).status, 403);
  assert.equal([...(await welcomed(await signedIn()))!.rights].toSorted(), playerRights.toSorted());
  await server.operate('account_password', { account: id, password: 'kelp ford mill' });
  assert.is((await login('ana@britain')).status, 401);
  assert.is((await api(first.accessToken, '/api/help-tickets/me')).status, 401);
  const { rights } = (await welcomed(await signedIn('ana@britain', 'kelp ford mill')))!;
  assert.ok([...rights].includes('tickets.manage_access'));
  assert.is((await tokenOf('ana@britain', 'kelp ford mill')).role, 'Administrator');
});

test('[A152] a session of the game sets no password of an account with rights of staff, nor over one from an operator', async () => {
  const browser = await named();
  await server.setRights(id, ['tickets.assign']);
  assert.is(await set(browser, {}), 403);
  await server.setRights(id, []);
  assert.is(await set(browser, {}), 204);
  await server.operate('account_password', { account: id, password: 'kelp ford mill' });
  assert.is(await set(await cameIn(), {}), 403);
  assert.is((await login('ana@britain', '/web/login', 'kelp ford mill')).status, 200);
});

test('[A153] a name that is taken is answered as one that cannot be, tries of names are few, and names of players are in no way of staff', async () => {
  await named('mo');
  await plays('a2', 'bea');
  const bea = await cameIn('s-a2');
  const tried = async (name: string) => {
    const reply = await server.post('/web/password', { name, password }, bea);
    return `${reply.status} ${await reply.text()}`;
  };
  const taken = await tried('MO');
  assert.match(taken, /^422 /u);
  for (const unfit of ['x@moon', '12', ' ']) assert.is(await tried(unfit), taken);
  // Staff are called as they like, and are not told that a player is called so.
  await server.account('mo', [], ['moderators']);
  await server.operate('account_alias', { account: 'mo', alias: 'mo@britain.' });
  const codes: string[] = [];
  for (let i = 0; i < 8; i++) codes.push((await tried('MO')).slice(0, 3));
  assert.equal(codes, ['422', '422', '422', '422', '422', '422', '429', '429']);
});

test('[A154] whoever is disabled or was replaced in the game has no way in: no link, browser, password or token', async () => {
  const browser = await named();
  const [link, { accessToken }] = [await linkFor('s-a1'), await tokenOf('ana@britain')];
  await server.operate('account_disable', { account: id, disabled: true });
  assert.is((await server.post('/web/socket', {}, browser)).status, 401);
  assert.is((await spend(link)).status, 401);
  assert.is((await login('ana@britain')).status, 401);
  assert.is((await api(accessToken, '/api/help-tickets/me')).status, 401);
  assert.is((await game.shard.signInLink('s-a1')).t, 'refused');
  await server.operate('account_disable', { account: id, disabled: false });
  const again = await signedIn();
  await game.shard.upsertAccount('a1', 'ana', 1_600_000_000_000);
  await game.shard.upsertAccount('a1', 'ann', 1_700_000_000_000);
  assert.is((await server.post('/web/socket', {}, again)).status, 401);
  assert.is((await login('ana@britain')).status, 401);
});

test('[A155] whoever forgot the password asks in the game for a link and sets another, which signs out every other browser', async () => {
  await named();
  const [before, fresh] = [await signedIn(), await cameIn()];
  assert.is(await set(before, { password: 'kelp ford mill' }), 409);
  assert.is(await set(fresh, { password: 'kelp ford mill' }), 204);
  assert.is((await server.post('/web/socket', {}, before)).status, 401);
  assert.is((await server.post('/web/socket', {}, fresh)).status, 200);
  assert.is((await login('ana@britain', '/web/login', 'kelp ford mill')).status, 200);
  const { records } = server.access.audit.page(undefined, 50);
  assert.is(records.filter(({ what }) => what.startsWith('password of ana')).length, 0);
});
