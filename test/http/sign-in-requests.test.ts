import { assert, suite } from '../support/suite.ts';
import { password, sitesOf } from './sites.ts';

const test = suite('sign-in: which requests are taken');
const open = sitesOf(test);

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
