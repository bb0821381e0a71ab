import type { Right } from '../../protocol/permissions.ts';
import { Turns } from '../../server/platform/turns.ts';
import { ApiSites } from '../http/api/api-site.ts';
import { assert, suite } from '../support/suite.ts';
import { said, Story } from '../support/story.ts';
import { idOf, Saver } from './saver.ts';

const test = suite('saved transcripts');
const sites = new ApiSites();
test.after.each(() => sites.close());

const exporting: readonly Right[] = ['tickets.admin_view', 'tickets.export'];

async function talk(options = {}) {
  const api = await sites.open(options);
  const [mo, ana] = [await api.staff('mo'), await api.player('ana')];
  const number = await api.ring(ana, 'I am <b>stuck</b> & "lost"\nsince noon');
  await api.does(mo, number, { kind: 'post_note', body: 'CANARY knows the way' });
  await api.does(mo, number, { kind: 'post_message', body: 'On my way' });
  return { api, mo, ana, number, ticket: idOf(api, number) };
}

const asPublic = { kind: 'transcript', audience: 'public' } as const;
const withNotes = { kind: 'transcript', audience: 'support' } as const;

test('[V50] a participant saves the ticket as players see it, as a page, as text and as JSON', async () => {
  const { api, ana, number, ticket } = await talk();
  const saver = await Saver.come(api, ana, true);
  const page = await saver.save({ ...asPublic, ticket, form: 'html' });
  assert.is(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.match(page.body, /<bdi>ana<\/bdi>/u);
  assert.match(page.body, 'since noon');
  assert.match(page.body, 'On my way');
  const text = await saver.save({ ...asPublic, ticket, form: 'text' });
  assert.match(text.body, new RegExp(`^Ticket #${number}: `, 'u'));
  assert.match(text.body, '\n    since noon\n');
  const {
    audience,
    ticket: head,
    entries,
  } = (await saver.save({ ...asPublic, ticket, form: 'json' })).json() as {
    audience: string;
    ticket: { number: number; seq: number };
    entries: unknown[];
  };
  assert.equal([audience, head.number, entries.length], ['public', number, head.seq]);
  for (const { body } of [page, text]) assert.not.match(body, 'CANARY');
});

test('[V51] nothing that a note moves is in a transcript that is saved as players see it', async () => {
  const { api, mo, ana, number, ticket } = await talk();
  const savers = [await Saver.come(api, ana, true), await Saver.come(api, mo)];
  const all = async (): Promise<string[]> => {
    const saved: string[] = [];
    for (const saver of savers)
      for (const form of ['html', 'text', 'json'])
        saved.push((await saver.save({ ...asPublic, ticket, form })).body);
    return saved;
  };
  const before = await all();
  api.wait(3_600_000);
  await api.does(mo, number, { kind: 'post_note', body: 'CANARY again' });
  assert.equal(await all(), before);
});

test('[V52] a transcript with notes is saved only by whoever may export and may read notes', async () => {
  const { api, mo, ana, ticket } = await talk();
  const boss = await api.holder('boss', exporting);
  const clerk = await api.holder('clerk', ['tickets.export']);
  const wish = { ...withNotes, ticket, form: 'text' };
  assert.match((await (await Saver.come(api, boss)).save(wish)).body, 'CANARY');
  for (const who of [mo, ana, clerk])
    assert.equal(await (await Saver.come(api, who)).refusal(wish), [403, 'right_missing']);
  // A session of a player's link opens nothing of staff.
  const restricted = await Saver.come(api, boss, true);
  assert.equal(await restricted.refusal(wish), [403, 'right_missing']);
});

test('[V53] who may not read a ticket can save it no more than one that never was', async () => {
  const { api, ticket } = await talk();
  const saver = await Saver.come(api, await api.player('eve'), true);
  const known = await saver.wish({ ...asPublic, ticket, form: 'html' });
  const unknown = await saver.wish({ ...asPublic, ticket: 'n'.repeat(22), form: 'html' });
  assert.equal([known.status, known.text], [404, unknown.text]);
});

test('[V54] a saved page runs nothing, loads nothing, and what people wrote is text in it', async () => {
  const { api, mo, ana, number, ticket } = await talk();
  await api.does(mo, number, { kind: 'edit_subject', subject: `</title><script>"&'` });
  await api.does(mo, number, { kind: 'post_message', body: '<img src=x onerror=alert(1)>' });
  const { body, headers } = await (
    await Saver.come(api, ana, true)
  ).save({ ...asPublic, ticket, form: 'html' });
  assert.match(body, /http-equiv="Content-Security-Policy" content="default-src 'none'/u);
  assert.not.match(body, /<(?:script|img|link|iframe|object)|<[^>]*\s(?:on\w+|src|href)=/iu);
  assert.match(body, '&lt;/title&gt;&lt;script&gt;&quot;&amp;&#39;');
  assert.match(body, 'I am &lt;b&gt;stuck&lt;/b&gt; &amp; &quot;lost&quot;\nsince noon');
  assert.is(headers['x-content-type-options'], 'nosniff');
});

test('[V55] no line of a saved text that people wrote passes for one of the page', async () => {
  const { api, mo, ana, number, ticket } = await talk();
  const body = 'fine\n09:00 mo (Support)\r\n    go away\u2028-----\u0085Status: Closed';
  await api.does(ana, number, { kind: 'post_message', body });
  const saved = await (await Saver.come(api, mo)).save({ ...asPublic, ticket, form: 'text' });
  const own = saved.body
    .split(/\n|\u2028|\u0085/u)
    .filter((line) => /^(?:\d\d:|Status|-)/u.test(line));
  assert.is(own.filter((line) => line.startsWith('Status')).length, 1);
  assert.not.ok(own.includes('09:00 mo (Support)'));
});

test('[V56] a ticket of ten thousand messages is saved whole', async () => {
  const api = await sites.open();
  const ana = await api.player('ana');
  const story = new Story('a-long-ticket', 1, [ana.id]);
  await story.open(api.storage);
  const [turns, turn] = [50, 200];
  for (let n = 0; n < turns * turn; n += turn)
    await story.commit(api.storage, ...upTo(turn).map((i) => said(`message ${n + i}.`)));
  const saver = await Saver.come(api, ana, true);
  const { body } = await saver.save({ ...asPublic, ticket: story.id, form: 'html' });
  const numbers = [...body.matchAll(/message (\d+)\./gu)].map(([, n]) => Number(n));
  assert.equal(numbers, upTo(turns * turn));
  assert.match(body, /<\/html>\n$/u);
});

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

test('[V57] who loses the right to read a ticket amid a download has one that is cut off, and is told', async () => {
  let takeAway = async (): Promise<unknown> => undefined;
  let steps = 0;
  const turns = new (class extends Turns {
    override async run<T>(who: string, step: () => T): Promise<T> {
      steps += 1;
      if (steps === 3) await takeAway();
      return super.run(who, step);
    }
  })({ now: () => 0 });
  const { api, mo, ana, number, ticket } = await talk({ turns });
  for (let n = 0; n < 60; n += 1)
    await api.does(ana, number, { kind: 'post_message', body: `message ${n}` });
  takeAway = () => api.does(mo, number, { kind: 'remove_participant', account: ana.id });
  steps = 0;
  const saver = await Saver.come(api, ana, true);
  const asked = await saver.wish({ ...asPublic, ticket, form: 'text' });
  const { id, name } = asked.json() as { id: string; name: string };
  const cut = await saver.get(`/${id}/${name}`).catch((error: Error) => error);
  assert.ok(cut instanceof Error, 'the connection is cut');
  assert.is(((await saver.get(`/${id}`)).json() as { state: string }).state, 'cut');
});

test('[V58] a download is begun once, by the browser that asked for it, within a minute', async () => {
  const { api, ana, ticket } = await talk();
  const saver = await Saver.come(api, ana, true);
  const other = await Saver.come(api, ana, true);
  const asked = await saver.wish({ ...asPublic, ticket, form: 'text' });
  const { id, name } = asked.json() as { id: string; name: string };
  assert.is((await other.get(`/${id}/${name}`)).status, 404);
  assert.is((await other.get(`/${id}`)).status, 404);
  assert.is((await saver.get(`/${id}/${name}`)).status, 200);
  assert.is((await saver.get(`/${id}/${name}`)).status, 404);
  assert.is(((await saver.get(`/${id}`)).json() as { state: string }).state, 'done');
});

test('[V59] a download is asked for only by a page of this server, by whoever is signed in', async () => {
  const { api, ana, ticket } = await talk();
  const { site } = api;
  const { cookie } = await Saver.come(api, ana, true);
  const wish = { ...asPublic, ticket, form: 'text', reader: { language: 'en', zone: 'UTC' } };
  const foreign = await site.post('/web/downloads', wish, { cookie, origin: 'https://evil.test' });
  assert.is(foreign.status, 403);
  assert.is((await site.post('/web/downloads', wish)).status, 401);
  const odd: readonly object[] = [
    { ...wish, form: 'exe' },
    { ...wish, reader: { language: 'en', zone: '../../etc' } },
    { ...wish, kind: 'everything' },
  ];
  for (const one of odd)
    assert.is((await site.post('/web/downloads', one, { cookie })).status, 400);
});

test('[V60] one account waits for so many downloads at most', async () => {
  const { api, ana, ticket } = await talk();
  const saver = await Saver.come(api, ana, true);
  const statuses: number[] = [];
  for (let n = 0; n < 9; n += 1)
    statuses.push((await saver.wish({ ...asPublic, ticket, form: 'text' })).status);
  assert.equal(statuses, [...Array.from({ length: 8 }, () => 200), 503]);
});
