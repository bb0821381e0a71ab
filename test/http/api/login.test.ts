import { createHmac } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { faultyStorage } from '../../support/faulty-storage.ts';
import { Passwords } from '../../../server/identity/password.ts';
import { openMemoryStorage } from '../../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../../support/suite.ts';
import { cookieOf } from '../site.ts';
import { ApiSites, type ApiSite } from './api-site.ts';

const test = suite('signing in to the HTTP API');
const password = 'correct horse battery';
const sites = new ApiSites();
test.after.each(() => sites.close());

interface SignedIn {
  readonly accessToken: string;
  readonly expiresAtUtc: string;
  readonly accountId: string;
  readonly role: string;
}

const login = (api: ApiSite, username: unknown, word: unknown = password) =>
  api.ask(undefined, 'POST', '/auth/login', { username, password: word });

async function withPassword(api: ApiSite, name: string, groups?: readonly string[]) {
  const who = await api.staff(name, groups);
  await setPassword(api, who.id);
  return who;
}

/** The password of everybody here, hashed once: that takes its time. */
const hashed = new Passwords().hash(password);

async function setPassword(api: ApiSite, id: string, hash = hashed): Promise<void> {
  await api.site.access.staff.setPassword(id, (await hash)!);
}

/** Whether a token opens anything. */
async function opens(api: ApiSite, token: string): Promise<boolean> {
  const { status } = await api.get({ id: '', token, character: null }, '/me');
  assert.ok(status === 200 || status === 401);
  return status === 200;
}

test('[H25] a name and its password give a bearer token and who one is, good for 8 hours', async () => {
  const api = await sites.open();
  const { id } = await withPassword(api, 'Mo');
  const reply = await login(api, 'mO');
  assert.is(reply.status, 200);
  const { accessToken, expiresAtUtc, ...rest } = reply.json() as SignedIn;
  assert.equal(rest, { tokenType: 'Bearer', accountId: id, username: 'Mo', role: 'GameMaster' });
  assert.equal(Object.keys(reply.json() as object), [
    'accessToken',
    'tokenType',
    'expiresAtUtc',
    'accountId',
    'username',
    'role',
  ]);
  const seconds = Math.floor(api.site.clock.time / 1000);
  assert.is(expiresAtUtc, new Date((seconds + 8 * 3_600) * 1000).toISOString());
  assert.ok(await opens(api, accessToken));
  const { markers, roster, signIns } = api.site.access;
  await markers.written();
  assert.ok(signIns.last(roster.account(id)!) !== null);
});

test('[H26] the token is an HS256 JWT with issuer and audience that names subject, user, role and account', async () => {
  const api = await sites.open();
  const { id } = await withPassword(api, 'mo');
  const { accessToken } = (await login(api, 'mo')).json() as SignedIn;
  assert.equal(decodeProtectedHeader(accessToken), { alg: 'HS256', typ: 'JWT' });
  const { sub, unique_name, role, account_id, iss, aud } = decodeJwt(accessToken);
  assert.equal(
    { sub, unique_name, role, account_id, iss, aud },
    {
      sub: id,
      unique_name: 'mo',
      role: 'GameMaster',
      account_id: id,
      iss: 'shardbell',
      aud: 'shardbell-api',
    },
  );
});

test('[H27] a blank or missing field of a sign-in, or no JSON, is a 400 that says so in plain text', async () => {
  const api = await sites.open();
  const bodies = [
    { username: ' ', password },
    { username: 'mo', password: '' },
    { username: 'mo', password: ' \t' },
    { username: 'mo' },
    { username: 1, password: [] },
    null,
    ['mo', password],
    '{"username":',
    '',
  ];
  for (const body of bodies) {
    const { status, text, headers } = await api.ask(undefined, 'POST', '/auth/login', body);
    assert.equal([status, text], [400, 'username and password are required']);
    assert.match(headers['content-type']!, /^text\/plain/u);
  }
});

test('[H151] a body that is no UTF-8 is malformed, on every route', async () => {
  const api = await sites.open();
  const bytes = Buffer.from(JSON.stringify({ username: 'mo', password: 'aXbXcXdX' }), 'latin1');
  const body = Uint8Array.from(bytes, (byte) => (byte === 0x58 ? 0xff : byte));
  const { status, text } = await api.ask(undefined, 'POST', '/auth/login', body);
  assert.equal([status, text], [400, 'username and password are required']);
});

test('[H28] a wrong password, an unknown user and one without a password get the same 401 without a body', async () => {
  const api = await sites.open();
  await withPassword(api, 'mo');
  await api.staff('no-password');
  for (const [name, word] of [
    ['mo', 'wrong'],
    ['nobody', password],
    ['no-password', password],
  ]) {
    const { status, text } = await login(api, name, word);
    assert.equal([status, text], [401, '']);
  }
});

test('[H29] an unknown user costs a password hash like any other', async () => {
  const api = await sites.open();
  const tried: Array<string | null> = [];
  const { passwords } = api.site.access;
  const verify = passwords.verify.bind(passwords);
  passwords.verify = (word, kept, turn) => {
    tried.push(kept);
    return verify(word, kept, turn);
  };
  assert.is((await login(api, 'nobody')).status, 401);
  assert.equal(tried, [null]);
});

test('[H30] the role is Administrator in the admin group, GameMaster with a right that opens the queue, else Regular', async () => {
  const api = await sites.open();
  await withPassword(api, 'ada', ['administrators']);
  await withPassword(api, 'mo');
  await setPassword(api, (await api.holder('ray', ['tickets.admin_view'])).id);
  await setPassword(api, (await api.holder('ivy', ['tickets.add_participant'])).id);
  const roles = ['ada', 'mo', 'ray', 'ivy'].map(async (name) => {
    return ((await login(api, name)).json() as SignedIn).role;
  });
  assert.equal(await Promise.all(roles), ['Administrator', 'GameMaster', 'GameMaster', 'Regular']);
});

// [H31] A token is over after its 8 hours; clocks may differ by 30 seconds.
test('[H31] a token is over after 8 hours and 30 seconds for a clock that differs', async () => {
  const api = await sites.open();
  const { token } = await api.staff('mo');
  api.wait(8 * 3_600_000 + 28_000);
  assert.ok(await opens(api, token));
  api.wait(3_000);
  assert.not(await opens(api, token));
});

test('[H31] a clock that went back by less than 30 seconds does not shut a new token out', async () => {
  const api = await sites.open();
  const { token } = await api.staff('mo');
  api.wait(-28_000);
  assert.ok(await opens(api, token));
  api.wait(-4_000);
  assert.not(await opens(api, token));
});

test('[H32] another issuer, audience, algorithm, signature or form opens nothing', async () => {
  const api = await sites.open();
  const { id, token } = await api.staff('mo');
  const [header = '', payload = '', signature = ''] = token.split('.');
  const key = Buffer.from(api.site.access.serverSecrets.get('api-token')!, 'base64url');
  const claims = decodeJwt(token);
  const forge = (over: object, alg = 'HS256', with_ = key) =>
    new SignJWT({ ...claims, ...over }).setProtectedHeader({ alg }).sign(with_);
  const { stamp: _, ...unstamped } = claims;
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const forged = [
    await forge({ iss: 'elsewhere' }),
    await forge({ aud: 'another-api' }),
    await forge({ exp: undefined }),
    await forge({ sub: '999' }),
    await forge({ sub: '' }),
    await forge({ stamp: 'x' }),
    await forge({}, 'HS512', Buffer.alloc(64, key)),
    await forge({}, 'HS256', Buffer.alloc(32, 7)),
    await new SignJWT(unstamped).setProtectedHeader({ alg: 'HS256' }).sign(key),
    `${none}.${payload}.`,
    `${none}.${payload}.${signature}`,
    `${header}.${payload}.${signature.slice(1)}`,
    `${header}.${payload}`,
    'x',
    '..',
    createHmac('sha256', key).update(id).digest('hex'),
  ];
  for (const one of forged) assert.not(await opens(api, one), one);
  assert.ok(await opens(api, await forge({})));
});

test('[H33] a token ends when its password changes, or when its account is gone', async () => {
  const api = await sites.open();
  await withPassword(api, 'mo');
  const { accessToken: first, accountId } = (await login(api, 'mo')).json() as SignedIn;
  await setPassword(api, accountId, new Passwords().hash(password));
  assert.not(await opens(api, first));
  const { accessToken: second } = (await login(api, 'mo')).json() as SignedIn;
  assert.ok(await opens(api, second));
  await api.site.access.roster.accounts.profiles.edit('access', accountId, () => 'remove');
  assert.not(await opens(api, second));
});

test('[H34] tries of a network are counted together with those of the web client; the next is a 429', async () => {
  const api = await sites.open();
  await withPassword(api, 'mo');
  for (let tries = 0; tries < 5; tries += 1) {
    await login(api, 'mo', 'wrong');
    await api.site.post('/web/login', { username: 'mo', password: 'wrong' });
  }
  const { status, headers, text } = await login(api, 'mo');
  assert.equal(
    [status, headers['retry-after'], text],
    [429, '60', '"Too many tries: wait a minute."'],
  );
  assert.is((await api.site.post('/web/login', { username: 'mo', password })).status, 429);
  api.wait(6_000);
  assert.is((await login(api, 'mo')).status, 200);
});

// [H35] Tokens outlive the server: the secret that signs them is made once, at the first sign-in.
test('[H35] tokens outlive the server: their secret is made once, also by two who sign in at once', async () => {
  const storage = openMemoryStorage();
  const api = await sites.open({ storage });
  await withPassword(api, 'mo');
  const replies = await Promise.all([login(api, 'mo'), login(api, 'mo')]);
  const again = await sites.open({ storage });
  for (const reply of replies)
    assert.ok(await opens(again, (reply.json() as SignedIn).accessToken));
});

test('[H35] before anybody signed in no token opens anything', async () => {
  const storage = openMemoryStorage();
  const api = await sites.open({ storage });
  const { token } = await (await sites.open()).staff('mo');
  assert.not(await opens(api, token));
  assert.equal(storage.tables.list('web', { prefix: 'secret/', limit: 1 }), []);
});

// [H36] While that secret cannot be stored, signing in is a 503.
test('[H36] while the secret cannot be stored, signing in is a 503, and works once it can', async () => {
  const { storage, faults } = faultyStorage(openMemoryStorage());
  const api = await sites.open({ storage });
  const made = await api.site.access.staff.createAccount({ name: 'mo', groups: [] });
  await setPassword(api, made.ok ? made.value.id : '');
  faults.refuseWrites(1);
  assert.is((await login(api, 'mo')).status, 503);
  assert.is((await login(api, 'mo')).status, 200);
});

test('[H37] only a bearer token opens the API: no cookie, no other scheme', async () => {
  const api = await sites.open();
  const { id, token } = await api.staff('mo');
  const signedIn = await api.site.post('/web/link', { secret: await api.site.link(id) });
  const asks: Array<Record<string, string>> = [
    { cookie: cookieOf(signedIn) },
    { cookie: `shardbell=${token}; token=${token}` },
    { authorization: token },
    { authorization: `Basic ${token}` },
    { authorization: 'Bearer' },
    { authorization: `Bearer ${token} ${token}` },
    { authorization: `Bearer ${cookieOf(signedIn).split('=')[1]}` },
    { 'x-authorization': `Bearer ${token}` },
  ];
  for (const headers of asks) {
    const reply = await api.site.ask('GET', '/api/help-tickets', headers);
    assert.equal([reply.status, reply.text], [401, '']);
    assert.is(reply.headers['www-authenticate'], 'Bearer');
  }
  const lower = { authorization: `bearer ${token}` };
  assert.is((await api.site.ask('GET', '/api/help-tickets', lower)).status, 200);
});

test('[H38] nothing secret is logged by signing in to the API', async () => {
  const api = await sites.open();
  await withPassword(api, 'mo');
  const { accessToken } = (await login(api, 'mo')).json() as SignedIn;
  await login(api, 'mo', 'wrong horse');
  await opens(api, accessToken);
  const logged = api.site.logged.join('');
  for (const word of [accessToken, password, 'wrong horse']) assert.not(logged.includes(word));
});
