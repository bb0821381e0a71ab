import type { Right } from '../../protocol/permissions.ts';
import { Turns } from '../../server/platform/turns.ts';
import { ApiSites, type Who } from '../http/api/api-site.ts';
import { assert, suite } from '../support/suite.ts';
import { putMany } from '../support/many-tickets.ts';
import { ticketNumbers } from '../support/ticket-numbers.ts';
import { personRecordKinds, undecided } from './record-kinds.ts';
import { bytesOf, Saver } from './saver.ts';
import { unzipped } from './unzip.ts';

const test = suite('exported people', { limit_ms: 60_000 });
const sites = new ApiSites();
test.after.each(() => sites.close());

const exporting: readonly Right[] = ['tickets.admin_view', 'tickets.export'];

async function talk(options = {}) {
  const api = await sites.open(options);
  const [mo, ana, eve] = [await api.staff('mo'), await api.player('ana'), await api.player('eve')];
  const boss = await api.holder('boss', exporting);
  const number = await api.ring(ana, 'ANA lost a horse');
  await api.does(mo, number, { kind: 'post_message', body: 'MO looks for it' });
  await api.does(mo, number, { kind: 'post_note', body: 'NOTE on ana' });
  const others = await api.ring(eve, 'EVE has a secret');
  await api.does(mo, others, { kind: 'add_participants', accounts: [ana.id] });
  await api.does(ana, others, { kind: 'post_message', body: 'ANA was here' });
  await api.does(mo, others, { kind: 'remove_participant', account: ana.id });
  await api.does(eve, others, { kind: 'post_message', body: 'EVE is alone again' });
  return { api, mo, ana, eve, boss, number, others, saver: await Saver.come(api, boss) };
}

async function archive(saver: Saver, { id }: Who, notes = false): Promise<Map<string, string>> {
  return unzipped(bytesOf(await saver.save({ kind: 'person', account: id, notes })));
}

const all = (files: ReadonlyMap<string, string>): string => [...files.values()].join('\n');

test('[V61] the archive of a person has their records, each of their tickets as a page and as JSON, and a page that leads to all', async () => {
  const { saver, ana, number, others } = await talk();
  const files = await archive(saver, ana);
  assert.equal([...files.keys()].toSorted(), [
    'account.json',
    'changes.jsonl',
    `elsewhere/${others}.html`,
    `elsewhere/${others}.json`,
    'index.html',
    `tickets/${number}.html`,
    `tickets/${number}.json`,
  ]);
  const { account, characters } = JSON.parse(files.get('account.json')!) as {
    account: Record<string, unknown>;
    characters: Array<{ name: string }>;
  };
  assert.equal(
    [account['number'], account['name'], account['has_password']],
    [ana.id, 'ana', false],
  );
  assert.equal(
    characters.map(({ name }) => name),
    ['ana'],
  );
  const index = files.get('index.html')!;
  for (const name of files.keys())
    if (name.includes('/') && name.endsWith('.html')) assert.match(index, `href="${name}"`);
  const ticket = JSON.parse(files.get(`tickets/${number}.json`)!) as { entries: unknown[] };
  assert.is(ticket.entries.length, 4);
  assert.match(files.get(`tickets/${number}.html`)!, 'ANA lost a horse');
});

test('[V62] the copy for the person has no note, and of tickets of others only what they wrote', async () => {
  const { saver, ana, others } = await talk();
  const files = await archive(saver, ana);
  assert.not.match(all(files), 'NOTE');
  assert.not.match(all(files), /EVE|eve/u);
  for (const kind of ['json', 'html'])
    assert.match(files.get(`elsewhere/${others}.${kind}`)!, 'ANA was here');
  assert.match(all(files), 'MO looks for it');
});

test('[V63] nothing that a note moves is in the copy for the person', async () => {
  const { api, mo, saver, ana, number } = await talk();
  const stable = async (): Promise<string> => {
    const files = await archive(saver, ana);
    // The page says when it was made, and each export is a change about them.
    files.delete('changes.jsonl');
    return all(files);
  };
  const before = await stable();
  await api.does(mo, number, { kind: 'post_note', body: 'NOTE again' });
  assert.is(await stable(), before);
});

test('[V64] with notes the archive has what support sees, for whoever may export and may read notes', async () => {
  const { api, saver, ana, number } = await talk();
  const files = await archive(saver, ana, true);
  assert.match(files.get(`tickets/${number}.json`)!, 'NOTE on ana');
  assert.match(files.get(`tickets/${number}.html`)!, 'NOTE on ana');
  const clerk = await Saver.come(api, await api.holder('clerk', ['tickets.export']));
  const wish = { kind: 'person', account: ana.id };
  assert.equal(await clerk.refusal({ ...wish, notes: true }), [403, 'right_missing']);
  assert.is((await clerk.wish({ ...wish, notes: false })).status, 200);
  const others: readonly Who[] = [ana, await api.staff('moe')];
  for (const who of others)
    assert.equal(await (await Saver.come(api, who)).refusal({ ...wish, notes: false }), [
      403,
      'right_missing',
    ]);
  assert.equal(await saver.refusal({ ...wish, account: '999', notes: false }), [
    404,
    'account_unknown',
  ]);
});

test('[V65] what somebody of support wrote in tickets of others is in their archive, notes only in the one with notes', async () => {
  const { saver, mo, number } = await talk();
  const own = await archive(saver, mo);
  assert.match(own.get(`elsewhere/${number}.json`)!, 'MO looks for it');
  assert.not.match(all(own), /NOTE|ANA|EVE/u);
  const whole = await archive(saver, mo, true);
  assert.match(whole.get(`elsewhere/${number}.json`)!, 'NOTE on ana');
  assert.not.match(all(whole), /ANA|EVE/u);
});

test('[V66] each export is in the audit before anything of it leaves, with whose data it was and whether with notes', async () => {
  const { api, boss, ana, saver } = await talk();
  const { audit } = api.site.access;
  await saver.wish({ kind: 'person', account: ana.id, notes: true });
  const [record] = audit.page(undefined, 1).records;
  assert.equal(
    [record?.account, record?.name, record?.what, record?.to],
    [boss.id, 'boss', `export of ana (${ana.id})`, '{"notes":true}'],
  );
});

test('[V67] of changes in the administration the copy for the person has those about them without who made them, and of those they made when and of what kind', async () => {
  const { api, saver } = await talk();
  const { audit, staff, roster } = api.site.access;
  const { id } = await api.staff('kim');
  const by = (account: string) => {
    return { account, name: roster.account(account)!.name, restricted: false };
  };
  const shown = ({ rights }: { rights: unknown }): unknown => rights;
  const boss = await api.staff('ruler');
  await staff.setRights(
    id,
    ['tickets.canned'],
    audit.trail(by(boss.id), `rights of kim (${id})`, shown),
  );
  await staff.setRights(
    boss.id,
    ['tickets.canned'],
    audit.trail(by(id), `rights of ruler (${boss.id})`, shown),
  );
  const lines = (await archive(saver, { id } as Who)).get('changes.jsonl')!;
  assert.not.match(lines, 'ruler');
  const [, made, about] = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  assert.equal(Object.keys(made!), ['at', 'kind']);
  const { at: _, ...rest } = about as { at: number };
  assert.equal(rest, { what: `rights of kim (${id})`, from: '[]', to: '["tickets.canned"]' });
  assert.match((await archive(saver, { id } as Who, true)).get('changes.jsonl')!, 'ruler');
});

test('[V68] no secret is in an archive, nor the hash of one', async () => {
  const { api, saver, mo, boss } = await talk();
  const { staff, passwords } = api.site.access;
  const hash = (await passwords.hash('correct horse battery'))!;
  await staff.setPassword(mo.id, hash);
  const { cookie } = await Saver.come(api, mo);
  const text = all(await archive(saver, mo, true)) + all(await archive(saver, boss, true));
  const stored = api.storage.tables.list('web', { prefix: 'session/', limit: 99 });
  assert.ok(stored.length >= 2);
  for (const secret of [hash, cookie.split('=')[1]!, ...stored.map(({ key }) => key.slice(8))])
    assert.not.ok(text.includes(secret));
  assert.match(text, '"has_password": true');
});

test('[V69] each kind of record that is stored is either in the archive, or decided to be about nobody', async () => {
  assert.equal(undecided(), []);
  assert.ok(personRecordKinds.length > 20);
});

test('[V70] the archive of a person with a thousand tickets has all of them, and tells how far it is', async () => {
  const { api, ana, saver } = await talk();
  const person = { account: ana.id, name: 'ana', character: null, character_name: '' };
  const count = 1_000;
  const filling = { count, by: person, subject: (i: number) => `horse ${i}`, isClosed: true };
  const given = ticketNumbers(api.storage);
  for (let from = 1; from <= count; from += 500)
    await putMany(api.storage, given, filling, { from, count: 500 });
  const asked = await saver.wish({ kind: 'person', account: ana.id, notes: false });
  const { id, name } = asked.json() as { id: string; name: string };
  const archived = await saver.get(`/${id}/${name}`);
  const files = await unzipped(bytesOf(archived));
  const tickets = [...files.keys()].filter((file) => /^tickets\/\d+\.html$/u.test(file));
  assert.is(tickets.length, count + 1);
  assert.is([...files.get('index.html')!.matchAll(/<tr><td>/gu)].length, count + 2);
  const { state, done, of } = (await saver.get(`/${id}`)).json() as Record<string, unknown>;
  assert.equal([state, done, of], ['done', count + 2, count + 2]);
});

test('[V71] who loses the right to export amid it has an archive that is cut off', async () => {
  let takeAway = async (): Promise<unknown> => undefined;
  let steps = 0;
  const turns = new (class extends Turns {
    override async run<T>(who: string, step: () => T): Promise<T> {
      steps += 1;
      if (steps === 3) await takeAway();
      return super.run(who, step);
    }
  })({ now: () => 0 });
  const { api, ana, boss, saver } = await talk({ turns });
  takeAway = () => api.grant(boss, []);
  const asked = await saver.wish({ kind: 'person', account: ana.id, notes: false });
  const { id, name } = asked.json() as { id: string; name: string };
  steps = 0;
  const cut = await saver.get(`/${id}/${name}`).catch((error: Error) => error);
  assert.ok(cut instanceof Error, 'the connection is cut');
  assert.is(((await saver.get(`/${id}`)).json() as { state: string }).state, 'cut');
});
