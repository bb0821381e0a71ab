import { setImmediate as nextTurn } from 'node:timers/promises';
import * as v from 'valibot';
import { transcriptJson } from '../../../server/http/api/transcript.ts';
import { openMemoryStorage } from '../../../server/storage/replica/memory-storage.ts';
import { Turns } from '../../../server/platform/turns.ts';
import { withParts } from '../../support/with-parts.ts';
import { assert, suite } from '../../support/suite.ts';
import { oneStepTurns } from '../../support/turns.ts';
import { ApiSites, type ApiSite, type Who } from './api-site.ts';

const test = suite('transcripts');
const sites = new ApiSites();
test.after.each(() => sites.close());

type Transcript = v.InferOutput<typeof transcriptJson>;

async function transcript(api: ApiSite, who: Who, path: string): Promise<Transcript> {
  const reply = await api.get(who, path);
  assert.is(reply.status, 200);
  assert.match(reply.headers['content-type']!, /^application\/json/u);
  return v.parse(transcriptJson, reply.json());
}

const words = ({ entries }: Transcript): string[] =>
  entries.map(({ what }) => ('body' in what ? what.body : what.kind));

async function ticketService() {
  const api = await sites.open();
  const [mo, ana] = [await api.staff('mo'), await api.player('ana')];
  const number = await api.ring(ana, 'Привет \u{1f514}');
  await api.does(mo, number, { kind: 'post_note', body: 'CANARY' });
  await api.does(mo, number, { kind: 'post_message', body: 'hello' });
  return { api, mo, ana, number };
}

test('[H110] staff get the whole of a ticket as support or as players see it', async () => {
  const { api, mo, number } = await ticketService();
  const support = await transcript(api, mo, `/${number}/transcript?audience=support`);
  assert.is(support.audience, 'support');
  assert.equal(words(support), ['opened', 'Привет \u{1f514}', 'CANARY', 'hello', 'status']);
  assert.equal(
    support.entries.map(({ seq }) => seq),
    [1, 2, 3, 4, 5],
  );
  assert.is(support.ticket.seq, 5);
  const shown = await transcript(api, mo, `/${number}/transcript?audience=%20PUBLIC`);
  assert.equal(words(shown), ['opened', 'Привет \u{1f514}', 'hello', 'status']);
  assert.equal([shown.audience, shown.ticket.seq], ['public', 4]);
  assert.equal(await transcript(api, mo, `/${number}/transcript`), shown);
});

test("[H111] a participant gets the transcript that players see, and a 403 for support's", async () => {
  const { api, mo, ana, number } = await ticketService();
  const shown = await api.get(ana, `/${number}/transcript`);
  assert.is(shown.text, (await api.get(mo, `/${number}/transcript?audience=public`)).text);
  assert.not(shown.text.includes('CANARY'));
  const refused = await api.get(ana, `/${number}/transcript?audience=support`);
  assert.equal([refused.status, refused.text], [403, '']);
  assert.is((await api.get(ana, `/${number}/transcript?audience=none`)).status, 400);
});

test('[H112] nothing that a note moves is in the transcript that players get', async () => {
  const { api, mo, ana, number } = await ticketService();
  const before = (await api.get(ana, `/${number}/transcript`)).text;
  api.wait(5_000);
  await api.does(mo, number, { kind: 'post_note', body: 'another CANARY' });
  assert.is((await api.get(ana, `/${number}/transcript`)).text, before);
});

test('[H113] to others the ticket does not exist: the same answer after the same reads', async () => {
  const reads: string[] = [];
  const inner = openMemoryStorage();
  const tables = new Proxy(inner.tables, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        reads.push(String(name));
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
  const storage = withParts(inner, { tables });
  const api = await sites.open({ storage });
  const [ana, ben] = [await api.player('ana'), await api.player('ben')];
  const number = await api.ring(ana, 'help');
  const asked = async (path: string) => {
    reads.length = 0;
    const { status, text, headers } = await api.get(ben, path);
    return { status, text, headers: { ...headers, date: '' }, reads: [...reads] };
  };
  // The first request of all also reads what tokens are signed with.
  await asked('/99/transcript');
  const known = await asked(`/${number}/transcript`);
  assert.equal([known.status, known.text], [404, '']);
  assert.equal(await asked('/99/transcript'), known);
  await api.site.access.staff.setGroup({ name: 'players', rights: [], byDefault: true });
  assert.is((await api.get(ana, `/${number}/transcript`)).status, 404);
});

test('[H114] a long ticket comes whole, up to the entry that was the last when it was asked for', async () => {
  const { api, mo, ana, number } = await ticketService();
  for (let n = 0; n < 230; n += 1) {
    await api.does(ana, number, { kind: 'post_message', body: `message ${n}` });
    if (n % 3 === 0) await api.does(mo, number, { kind: 'post_note', body: `note ${n}` });
  }
  const shown = await transcript(api, ana, `/${number}/transcript`);
  assert.equal(
    shown.entries.map(({ seq }) => seq),
    Array.from({ length: 234 }, (_, i) => i + 1),
  );
  assert.is(words(shown).at(-1), 'message 229');
  const support = await transcript(api, mo, `/${number}/transcript?audience=support`);
  assert.is(support.entries.length, 5 + 230 + 77);
});

test('[H115] who loses the right to read a ticket gets no more pages of its transcript', async () => {
  let pages = 0;
  let thirdPage = async (): Promise<void> => {};
  const turns = new (class extends Turns {
    override async run<T>(who: string, step: () => T): Promise<T> {
      pages += 1;
      if (pages === 3) await thirdPage();
      return super.run(who, step);
    }
  })({ now: () => 0 });
  const api = await sites.open({ turns });
  const [mo, ana] = [await api.staff('mo'), await api.player('ana')];
  const number = await api.ring(ana, 'help');
  for (let n = 0; n < 60; n += 1) {
    await api.does(ana, number, { kind: 'post_message', body: `message ${n}` });
  }
  thirdPage = () => api.does(mo, number, { kind: 'remove_participant', account: ana.id });
  pages = 0;
  const { status, text } = await api.get(ana, `/${number}/transcript`);
  assert.is(status, 200);
  assert.match(text, 'message 4');
  assert.not.match(text, 'message 20');
  assert.throws(() => JSON.parse(text) as unknown);
});

test('[H157] a transcript is made in steps of ten entries, each in its turn of the event loop: others wait for one of them at most, however many are asked for', async () => {
  const asked: number[] = [];
  const waited: number[] = [];
  const turns = oneStepTurns();
  const api = await sites.open({ turns });
  const [mo, ana] = [await api.staff('mo'), await api.player('ana')];
  const number = await api.ring(ana, 'help');
  for (let n = 0; n < 60; n += 1) {
    await api.does(ana, number, { kind: 'post_message', body: `message ${n}` });
  }
  const history = api.storage.tables.history.bind(api.storage.tables);
  api.storage.tables.history = (id, audience, range) => {
    asked.push(range.limit);
    return history(id, audience, range);
  };
  const all = Array.from({ length: 20 }, () => api.get(ana, `/${number}/transcript`));
  await nextTurn();
  // Somebody else waits for one step of the others at most, whatever they have asked for.
  while (asked.length < 100) {
    const before = asked.length;
    await turns.run(mo.id, () => waited.push(asked.length - before));
    await nextTurn();
  }
  for (const { status, text } of await Promise.all(all)) {
    assert.is(status, 200);
    assert.is((JSON.parse(text) as { entries: unknown[] }).entries.length, 62);
  }
  assert.ok(asked.every((limit) => limit <= 10));
  assert.ok(waited.length > 20 && waited.every((steps) => steps <= 1), waited.join(' '));
});
