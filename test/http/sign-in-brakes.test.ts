import type { Asked } from '../../server/http/guard.ts';
import { Metrics } from '../../server/http/metrics.ts';
import { PasswordSignIn } from '../../server/http/password-sign-in.ts';
import { assert, suite } from '../support/suite.ts';
import { password, sitesOf } from './sites.ts';

const test = suite('sign-in: brakes on passwords');
const open = sitesOf(test);

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
