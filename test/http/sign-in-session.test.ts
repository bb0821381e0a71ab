import { openMemoryStorage } from '../../server/storage/replica/memory-storage.ts';
import { assert, suite } from '../support/suite.ts';
import { cookieOf } from './site.ts';
import { sitesOf } from './sites.ts';

const test = suite('sign-in: how a session begins and ends');
const open = sitesOf(test);

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
