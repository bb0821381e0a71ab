import type { Asked } from '../../server/http/guard.ts';
import { Metrics } from '../../server/http/metrics.ts';
import { PasswordSignIn } from '../../server/http/password-sign-in.ts';
import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { cookieOf, Site } from './site.ts';

const test = suite('sign-in');
const password = 'correct horse battery';
const sites: Site[] = [];

async function open(...options: Parameters<typeof Site.open>): Promise<Site> {
  const site = await Site.open(...options);
  sites.push(site);
  return site;
}

test.after.each(async () => {
  for (const site of sites.splice(0)) await site.close();
});

// [H1] A one-time link signs in once, by a POST, with a cookie that is HttpOnly, SameSite=Strict
// and for every path.
test('[H1] a link signs in once, with a cookie out of reach of scripts and of other sites', async () => {
  const site = await open();
  const account = await site.staff('mo');
  const secret = await site.link(account);
  const reply = await site.post('/web/link', { secret });
  assert.is(reply.status, 200);
  assert.equal(reply.json(), { account, name: 'mo' });
  const [cookie = ''] = reply.headers['set-cookie'] ?? [];
  assert.match(
    cookie,
    /^shardbell=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/u,
  );
  const again = await site.post('/web/link', { secret });
  assert.is(again.status, 401);
  assert.equal(again.json(), {
    sentence: 'This sign-in link was used already or is over: ask for a new one.',
  });
  assert.is(again.headers['set-cookie'], undefined);
});

test('[H1] a link is not spent by looking at its address', async () => {
  const site = await open();
  const secret = await site.link(await site.staff('mo'));
  for (const path of ['/', '/web/link', `/?link=${secret}`]) await site.ask('GET', path, {});
  assert.is((await site.post('/web/link', { secret })).status, 200);
});

test('[H2] with an https public address the cookie is Secure and carries the __Host- prefix', async () => {
  const site = await open({ settings: { publicUrl: 'https://help.example.org' } });
  const secret = await site.link(await site.staff('mo'));
  const headers = { origin: 'https://help.example.org', host: 'help.example.org' };
  const reply = await site.post('/web/link', { secret }, headers);
  const [cookie = ''] = reply.headers['set-cookie'] ?? [];
  assert.match(
    cookie,
    /^__Host-shardbell=[\w-]{43}; .*Path=\/; HttpOnly; Secure; SameSite=Strict$/u,
  );
  const socket = await site.post('/web/socket', undefined, { ...headers, cookie: cookieOf(reply) });
  assert.is(socket.status, 200);
});

test('[H3] a name and its password sign in, in whatever case the name is typed', async () => {
  const site = await open();
  const account = await site.staff('Mo', password);
  const reply = await site.post('/web/login', { username: 'mO', password });
  assert.is(reply.status, 200);
  assert.equal(reply.json(), { account, name: 'Mo' });
  const { markers, roster, signIns } = site.access;
  await markers.written();
  assert.is(signIns.last(roster.account(account)!), site.clock.time);
});

test('[H4] a wrong password, an unknown name and an account without a password get the same answer', async () => {
  const site = await open();
  await site.staff('mo', password);
  await site.staff('no-password');
  const replies = [
    await site.post('/web/login', { username: 'mo', password: 'wrong' }),
    await site.post('/web/login', { username: 'nobody', password }),
    await site.post('/web/login', { username: 'no-password', password }),
  ];
  for (const { status, text, headers } of replies) {
    assert.is(status, 401);
    assert.is(text, replies[0]!.text);
    assert.is(headers['set-cookie'], undefined);
  }
});

test('[H5] a blank name or password, or no JSON at all, is a 400 with a sentence', async () => {
  const site = await open();
  const bodies = [
    { username: ' ', password: 'x' },
    { username: 'mo', password: '' },
    { username: 'mo' },
    { username: 1, password: [] },
    ['mo', 'x'],
  ];
  for (const body of bodies) {
    const reply = await site.post('/web/login', body);
    assert.is(reply.status, 400);
    assert.equal(reply.json(), { sentence: 'Type a user name and a password.' });
  }
  const broken = await site.ask('POST', '/web/login', { origin: site.origin }, '{');
  assert.is(broken.status, 400);
  assert.is((await site.ask('POST', '/web/link', { origin: site.origin }, '{')).status, 401);
});

// [H6] Ten wrong passwords of one network are tried, then one every 6 s; the rest is refused before
// it costs anything. Right ones count against nobody, and an account that signed in from there
// before is braked apart from others.
test('[H6] the eleventh password of one network is refused before it is tried', async () => {
  const site = await open({ settings: { trustProxy: true } });
  await site.staff('mo', password);
  const from = (address: string) => ({ 'x-forwarded-for': `198.51.100.9, ${address}` });
  const login = (word: string, address: string) =>
    site.post('/web/login', { username: 'mo', password: word }, from(address));
  const tries = await Promise.all(
    Array.from({ length: 12 }, (_, n) => login('wrong', `2001:db8::${n}`)),
  );
  const statuses = tries.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 401).length, 10);
  assert.equal(statuses.filter((status) => status === 429).length, 2);
  const refused = tries.find(({ status }) => status === 429)!;
  assert.is(refused.headers['retry-after'], '60');
  assert.match(refused.text, 'Too many tries from your address');
  assert.is((await login(password, '2001:db8::1')).status, 429);
  assert.is((await login(password, '2001:db8:0:1::1')).status, 200);
  site.clock.time += 6_000;
  assert.is((await login('wrong', '2001:db8::1')).status, 401);
  assert.is((await login('wrong', '2001:db8::1')).status, 429);
});

test('[H6] right passwords count against nobody, and who signed in from there is braked apart', async () => {
  const site = await open({ settings: { trustProxy: true } });
  await site.staff('mo', password);
  const login = async (username: string, word: string, address = '192.0.2.1') => {
    const from = { 'x-forwarded-for': address };
    return (await site.post('/web/login', { username, password: word }, from)).status;
  };
  for (let i = 0; i < 12; i++) assert.is(await login('mo', password), 200);
  // Somebody else behind the same proxy tries names, mo's too.
  const wrong = Array.from({ length: 12 }, (_, i) => login(`name ${i}`, 'wrong'));
  assert.is((await Promise.all(wrong)).filter((status) => status === 429).length, 2);
  assert.is(await login('nobody', 'wrong'), 429);
  assert.is(await login('mo', password), 200);
  assert.match(site.logged.join(''), '"kind":"passwords_braked"');
});

test(
  '[H23] while thirty addresses send wrong passwords for one name, the right ones of that name are next',
  async () => {
    const site = await open({ settings: { trustProxy: true } });
    await site.staff('mo', password);
    const { passwords } = site.access;
    // What was tried and found wrong since a right one came to the server, for each right one.
    let wrong = 0;
    const wrongBefore: number[] = [];
    const verify = passwords.verify.bind(passwords);
    passwords.verify = async (word, ...rest) => {
      const before = wrong;
      const verdict = await verify(word, ...rest);
      if (verdict === 'wrong') wrong += 1;
      if (word === password) wrongBefore.push(wrong - before);
      return verdict;
    };
    const login = async (word: string, address: string) => {
      const from = { 'x-forwarded-for': address };
      return (await site.post('/web/login', { username: 'mo', password: word }, from)).status;
    };
    const floods = Promise.allSettled(
      Array.from({ length: 30 }, async (_, n) => {
        for (let i = 0; i < 4; i++) {
          await Promise.all([0, 1, 2].map(() => login('wrong', `192.0.2.${n}`)));
        }
      }),
    );
    for (let i = 0; i < 12; i++) assert.is(await login(password, '198.51.100.1'), 200);
    // First come those of the thirty that did nothing wrong yet, and one that is being tried.
    assert.is(wrongBefore.length, 12);
    assert.ok(Math.max(...wrongBefore) <= 31, wrongBefore.join());
    await floods;
  },
  { limit_ms: 120_000 },
);

test('[H23] made-up names from however many networks keep nobody out who signed in from theirs before', async () => {
  const site = await open();
  await site.staff('mo', password);
  const { access, security } = site;
  const metrics = new Metrics(() => []);
  const passwords = new PasswordSignIn({ access, security, metrics, trustProxy: true });
  const from = (address: string) =>
    ({ env: { incoming: { headers: { 'x-forwarded-for': address } } } }) as unknown as Asked;
  const login = async (username: string, word: string, address: string) =>
    (await passwords.try(from(address), 'password', { username, password: word })).kind;
  assert.is(await login('mo', password, '198.51.100.1'), 'right');
  const outcomes: string[] = [];
  const flood = Array.from({ length: 200 }, async (_, n) => {
    outcomes.push(await login(`made up ${n}`, 'wrong', `192.0.2.${n}`));
  });
  // All of them wait by now, or were refused.
  assert.is(await login('mo', password, '198.51.100.1'), 'right');
  assert.ok(outcomes.filter((kind) => kind === 'wrong').length <= 4, outcomes.join());
  await Promise.all(flood);
  assert.ok(outcomes.includes('busy'));
});

test('[H6] what a caller claims about their address counts only behind a trusted proxy', async () => {
  const site = await open();
  const tries = await Promise.all(
    Array.from({ length: 11 }, (_, n) =>
      site.post('/web/login', { username: 'mo', password }, { 'x-forwarded-for': `192.0.2.${n}` }),
    ),
  );
  assert.is(tries.filter(({ status }) => status === 429).length, 1);
});

test('[H7] signing out ends the session on the server too', async () => {
  const site = await open();
  const signedIn = await site.post('/web/link', {
    secret: await site.link(await site.staff('mo')),
  });
  const cookie = cookieOf(signedIn);
  const ticket = await site.post('/web/socket', undefined, { cookie });
  assert.is(ticket.status, 200);
  const out = await site.post('/web/logout', undefined, { cookie });
  assert.is(out.status, 204);
  assert.match(out.headers['set-cookie']![0]!, /^shardbell=; Max-Age=0; Path=\//u);
  const after = await site.post('/web/socket', undefined, { cookie });
  assert.is(after.status, 401);
  assert.equal(after.json(), { sentence: 'You are not signed in.' });
  assert.is((await site.post('/web/logout', undefined)).status, 204);
});

test('[H8] a signed-in browser gets tickets that open one socket each, restricted if its sign-in was', async () => {
  const site = await open();
  const account = await site.staff('mo');
  const signedIn = await site.post('/web/link', { secret: await site.link(account, true) });
  const reply = await site.post('/web/socket', {}, { cookie: cookieOf(signedIn) });
  const { ticket } = reply.json() as { ticket: string };
  const spent = site.access.socketTickets.spend(ticket)!;
  assert.equal([spent.account, spent.restricted], [account, true]);
  assert.is(site.access.socketTickets.spend(ticket), undefined);
  const forged = await site.post('/web/socket', {}, { cookie: `shardbell=${ticket}` });
  assert.is(forged.status, 401);
});

test('[H9] a browser stays signed in over a restart of the server', async () => {
  const storage = openMemoryStorage();
  const first = await open({ storage });
  const secret = await first.link(await first.staff('mo'));
  const cookie = cookieOf(await first.post('/web/link', { secret }));
  const second = await open({ storage });
  assert.is((await second.post('/web/socket', undefined, { cookie })).status, 200);
});

test('[H10] only a page of an allowed origin may sign in, or ask for anything that changes something', async () => {
  const site = await open({ settings: { origins: ['https://desk.example.org'] } });
  const secret = await site.link(await site.staff('mo'));
  const ask = (headers: Record<string, string>) =>
    site.ask('POST', '/web/link', headers, JSON.stringify({ secret }));
  const refused = [
    {},
    { origin: 'https://evil.example.org' },
    { origin: 'null' },
    { origin: site.origin },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example.org', 'sec-fetch-site': 'same-origin' },
  ];
  for (const headers of refused)
    assert.is((await ask(headers as Record<string, string>)).status, 403);
  assert.is((await ask({ origin: 'https://desk.example.org' })).status, 200);
  assert.is((await ask({ 'sec-fetch-site': 'same-origin' })).status, 401);
});

test('[H11] a body larger than 4 KiB is refused, whether its length is told or not', async () => {
  const site = await open();
  const large = JSON.stringify({ secret: 'x'.repeat(5_000) });
  const told = await site.ask('POST', '/web/link', { origin: site.origin }, large);
  assert.is(told.status, 413);
  const chunked = { origin: site.origin, 'transfer-encoding': 'chunked' };
  assert.is((await site.ask('POST', '/web/link', chunked, large)).status, 413);
});

test('[H12] nothing secret is logged by a sign-in', async () => {
  const site = await open();
  const secret = await site.link(await site.staff('mo', password));
  await site.post('/web/link', { secret });
  await site.post('/web/login', { username: 'mo', password });
  const logged = site.logged.join('');
  for (const word of [secret, password]) assert.not(logged.includes(word));
});

test('[H152] a socket ticket that was made before its browser signed out opens nothing', async () => {
  const site = await open();
  const account = await site.staff('mo');
  const ticketOf = async (): Promise<{ cookie: string; ticket: string }> => {
    const cookie = cookieOf(await site.post('/web/link', { secret: await site.link(account) }));
    const reply = await site.post('/web/socket', undefined, { cookie });
    return { cookie, ticket: (reply.json() as { ticket: string }).ticket };
  };
  const [out, stays] = [await ticketOf(), await ticketOf()];
  await site.post('/web/logout', undefined, { cookie: out.cookie });
  assert.is(site.access.socketTickets.spend(out.ticket), undefined);
  assert.is(site.access.socketTickets.spend(stays.ticket)!.account, account);
});

test('[H153] a new password refuses whoever showed the old one, or a link, while it was set', async () => {
  const site = await open();
  const { access } = site;
  const account = await site.staff('mo', password);
  const { passwords, links } = access;
  // A new password is set at the worst moment.
  const verify = passwords.verify.bind(passwords);
  passwords.verify = async (...tried) => {
    const verdict = await verify(...tried);
    await access.staff.setPassword(account, 'scrypt$15$8$3$c2FsdA$a2V5');
    return verdict;
  };
  const login = await site.post('/web/login', { username: 'mo', password });
  assert.is(login.status, 401);
  assert.is(login.headers['set-cookie'], undefined);
  const secret = await site.link(account);
  const spend = links.spend.bind(links);
  links.spend = async (given) => {
    const spent = await spend(given);
    await access.staff.setPassword(account, 'scrypt$15$8$3$c2FsdB$a2V5');
    return spent;
  };
  const byLink = await site.post('/web/link', { secret });
  assert.is(byLink.status, 401);
  assert.is(byLink.headers['set-cookie'], undefined);
});

test('[H154] how long a sign-in lasts, and without use for staff, are settings that hold for those who are signed in too', async () => {
  const site = await open();
  const { settings, staff } = site.access;
  const cookies: string[] = [];
  const [iris, ana] = [await site.staff('iris'), await site.staff('ana')];
  await staff.setGroups(ana, []);
  await settings.set({ name: 'sign_in_days_max', value: 3 });
  await settings.set({ name: 'staff_idle_hours_max', value: 2 });
  for (const account of [iris, ana]) {
    const reply = await site.post('/web/link', { secret: await site.link(account) });
    assert.match(reply.headers['set-cookie']![0]!, 'Max-Age=259200;');
    cookies.push(cookieOf(reply));
  }
  const statuses = () =>
    Promise.all(
      cookies.map(async (cookie) => (await site.post('/web/socket', undefined, { cookie })).status),
    );
  const hour_ms = 60 * 60 * 1000;
  site.clock.time += 2 * hour_ms - 1;
  assert.equal(await statuses(), [200, 200]);
  site.clock.time += 2 * hour_ms;
  assert.equal(await statuses(), [401, 200]);
  site.clock.time += 68 * hour_ms + 1;
  assert.equal(await statuses(), [401, 401]);
});
