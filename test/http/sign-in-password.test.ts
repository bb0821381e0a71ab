import { assert, suite } from '../support/suite.ts';
import { password, sitesOf } from './sites.ts';

const test = suite('sign-in by a password');
const open = sitesOf(test);

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
