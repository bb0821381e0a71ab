import { api_calls_burst, api_calls_per_second, too_many } from '../../../server/http/api/pace.ts';
import { assert, suite } from '../../support/suite.ts';
import { ApiSites, type ApiSite, type Who } from './api-site.ts';

const test = suite('the pace of the HTTP API');
const sites = new ApiSites();
test.after.each(() => sites.close());

async function spent(): Promise<{ api: ApiSite; mo: Who; number: number }> {
  const api = await sites.open();
  const [mo, ana] = [await api.staff('mo'), await api.player('ana')];
  const number = await api.ring(ana, 'help');
  for (let call = 0; call < api_calls_burst; call += 1) {
    assert.is((await api.get(mo, `/${number}`)).status, 200);
  }
  return { api, mo, number };
}

test('[H140] one account calls the HTTP API 200 times at once and 20 times a second after that; more is a 429 with a JSON string and Retry-After, and changes nothing', async () => {
  const { api, mo, number } = await spent();
  const over = await api.get(mo, '/me');
  assert.equal([over.status, over.json(), over.headers['retry-after']], [429, too_many, '1']);
  assert.match(over.headers['content-type']!, /^application\/json/u);
  const closing = await api.setStatus(mo, number, 'Closed');
  assert.is(closing.status, 429);
  api.wait(1_000);
  assert.is((await api.ticket(mo, number)).status, 'Open', 'nothing was changed');
  for (let call = 1; call < api_calls_per_second; call += 1) {
    assert.is((await api.get(mo, '/me')).status, 200, 'what was refused did not count');
  }
  assert.is((await api.get(mo, '/me')).status, 429);
});

test('[H141] that is looked at after the 401 and the 403, before anything is parsed or looked up, and holds up no other account', async () => {
  const { api, mo, number } = await spent();
  assert.is((await api.get(mo, '/none')).status, 429);
  assert.is((await api.get(undefined, `/${number}`)).status, 401);
  await api.grant(mo, []);
  assert.is((await api.get(mo, `/${number}`)).status, 403);
  assert.is((await api.get(await api.staff('bo'), `/${number}`)).status, 200);
});
