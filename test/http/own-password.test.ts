import { assert, suite } from '../support/suite.ts';
import { password, sitesOf } from './sites.ts';

const test = suite('own password');
const open = sitesOf(test);

const next = 'salt tide hill';

async function signedIn(
  site: Awaited<ReturnType<typeof open>>,
  how: 'password' | 'link',
  id: string,
) {
  const made = how === 'link' ? await site.access.links.make(id, false) : undefined;
  const reply =
    made === undefined
      ? await site.post('/web/login', { username: 'mo', password })
      : await site.post('/web/link', { secret: made.ok ? made.value : '' });
  assert.is(reply.status, 200);
  return { cookie: String(reply.headers['set-cookie']).split(';')[0]! };
}

// [A137] The present password is asked for and tries of it are braked; other browsers are signed out.
test('[A137] one changes the own password with the present one: other browsers are signed out, this one stays', async () => {
  const site = await open();
  const id = await site.staff('mo', password);
  const [here, there] = [
    await signedIn(site, 'password', id),
    await signedIn(site, 'password', id),
  ];
  const needs = await site.post('/web/password/needs', {}, here);
  assert.equal(JSON.parse(needs.text), { name: 'mo', may: true, present: true, shard: null });
  const set = (present: string, to = next) =>
    site.post('/web/password', { present, password: to }, here);
  assert.is((await set('wrong')).status, 409);
  assert.is((await set(password, 'password1')).status, 400);
  assert.is((await set(password)).status, 204);
  assert.is((await site.post('/web/socket', {}, here)).status, 200);
  assert.is((await site.post('/web/socket', {}, there)).status, 401);
  assert.is((await site.post('/web/login', { username: 'mo', password })).status, 401);
  assert.is((await site.post('/web/login', { username: 'mo', password: next })).status, 200);
  const [record] = site.access.audit.page(undefined, 1).records;
  assert.equal([record!.what, record!.account], [`password of mo (${id})`, id]);
  assert.not.match(JSON.stringify(record), next);
});

test('[A138] wrong present passwords are braked by account, and nobody signed out sets one', async () => {
  const site = await open();
  const id = await site.staff('mo', password);
  const here = await signedIn(site, 'password', id);
  const tries: number[] = [];
  for (let i = 0; i < 11; i++) {
    const reply = await site.post('/web/password', { present: 'wrong', password: next }, here);
    tries.push(reply.status);
  }
  assert.equal(tries, [...Array.from({ length: 10 }, () => 409), 429]);
  assert.is((await site.post('/web/password', { present: password, password: next })).status, 401);
  assert.is((await site.post('/web/login', { username: 'mo', password })).status, 200);
});

test('[A139] whoever a link signed in sets a password without the present one for an hour, and a session of the game sets none', async () => {
  const site = await open();
  const id = await site.staff('mo', password);
  const late = await signedIn(site, 'link', id);
  site.clock.time += 60 * 60 * 1000;
  assert.is((await site.post('/web/password', { password: next }, late)).status, 409);
  const fresh = await signedIn(site, 'link', id);
  assert.is((await site.post('/web/password', { password: next }, fresh)).status, 204);
  const restricted = await site.access.webSessions.make(id, true);
  const cookie = `shardbell=${restricted.ok ? restricted.value : ''}`;
  const refused = await site.post('/web/password', { present: next, password }, { cookie });
  assert.is(refused.status, 403);
});
