import { closes } from '../../protocol/close.ts';
import type { ServerMessageOf } from '../../protocol/messages.ts';
import { codeOf, Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { administratorOf, openTicket, queue, admin, welcomed, play } from './live-office.ts';

const test = suite('administration over the wire', { limit_ms: 60_000 });

/** Opens a ticket as soon as help is asked for, and shows how that went. */
const script = `
function on_help_request(session_id, character_id)
  local done, result = help_tickets.submit(session_id, 'Party', 'Let us dance')
  local form = gump.create()
  form:text(0, 0, 0, tostring(done) .. ' ' .. tostring(result))
  gump.send(session_id, form, 0, 5)
end
`;

let server: Running;
let ada: Client;

test.before(async () => {
  server = await Running.start({ 'help.lua': script });
  ada = await administratorOf(server);
});
test.after(() => server?.stop());

/** A ticket that these accounts take part in. */
const open = (...participants: string[]) => openTicket(ada, participants);

// [G20] A changed setting holds at once and is told to every open socket; filters take retired
// categories.
test('[G20] an administrator changes the settings over the wire, and every open socket is told', async () => {
  const pat = await server.account('pat', ['tickets.view', 'tickets.create', 'tickets.close']);
  const client = await server.signIn('pat');
  const create = (category: string) => client.command({ kind: 'open', category, body: 'Help' });
  assert.is((await create('Stuck')).t, 'done');
  const kept = ['Question', 'Bug', 'Party'].map((name) => ({ name, retired: false }));
  const answer = await admin(ada, {
    kind: 'settings_set',
    setting: { name: 'categories', value: kept },
  });
  assert.ok(answer.t === 'answer' && answer.is.of === 'settings');
  assert.equal(answer.is.settings.categories, [...kept, { name: 'Stuck', retired: true }]);
  await welcomed(client, 2);
  const { you } = client.all('welcome')[1]!;
  assert.ok(you.as === 'account');
  assert.equal(you.categories, ['Question', 'Bug', 'Party']);
  assert.equal(you.settings.retired_categories, ['Stuck']);
  assert.is(codeOf(await create('Stuck')), 'category_unknown');
  assert.is((await create('party')).t, 'done');

  // Filters take what was retired.
  const filtered = await ada.watch(7, { ...queue, filter: { category: ['stuck'] } });
  assert.is(filtered.t === 'state' && filtered.is.on === 'queue' && filtered.is.total, 1);

  await admin(ada, { kind: 'settings_set', setting: { name: 'auto_archive', value: true } });
  await welcomed(client, 3);
  const ticket = await open(pat);
  await client.watch(3, { on: 'ticket', ticket, as: 'public' });
  assert.is((await client.command({ kind: 'close' }, { ticket })).t, 'done');
  const closed = client.all('event').find(({ is }) => is.on === 'ticket' && is.set.archived);
  assert.is(closed?.is.on === 'ticket' && closed.is.set.status, 'archived');
  await admin(ada, { kind: 'settings_set', setting: { name: 'auto_archive', value: false } });
});

test('[G20] a tighter bound on texts holds at once', async () => {
  const set = (value: number) =>
    admin(ada, { kind: 'settings_set', setting: { name: 'body_chars_max', value } });
  const ticket = await open();
  const say = () =>
    ada.command({ kind: 'post_message', body: 'x'.repeat(101) }, { ticket, as: 'support' });
  await set(100);
  const refused = await say();
  assert.is(codeOf(refused), 'text_too_long');
  await set(8_000);
  assert.is((await say()).t, 'done');
});

// [G21] Changed categories reach the scripts that run.
test('[G21] changed categories reach the scripts of a shard', async () => {
  const categories = (...names: string[]) =>
    admin(ada, {
      kind: 'settings_set',
      setting: { name: 'categories', value: names.map((name) => ({ name, retired: false })) },
    });
  await categories('Bug');
  const shard = await server.shard('moon');
  await play(shard, 's-1', 'm-1');
  shard.send({ t: 'sessions_end' });
  const { accounts } = (
    (await admin(ada, { kind: 'account_list', words: 'player m 1' })) as ServerMessageOf<'answer'>
  ).is as { accounts: ReadonlyArray<{ account: string }> };
  await server.setRights(accounts[0]!.account, ['tickets.view', 'tickets.create']);
  const ring = async (): Promise<string> => {
    const from = shard.frames.length;
    await shard.ask({ t: 'help_requested', session: 's-1' });
    const form = await shard.next(({ t }) => t === 'show_form', from);
    return JSON.stringify(form);
  };
  assert.match(await ring(), 'false there is no such category');
  await categories('Bug', 'Party');
  // The scripts hear of it beside the answer; what is asked after that meets the new list.
  while (!(await ring()).includes('true')) continue;
});

// [A37] A shard that was removed is told, cut off for good, and its key opens nothing; nobody plays
// there any more.
test('[A37] a shard that is removed is cut off for good, and nobody plays there any more', async () => {
  const shard = await server.shard('venus');
  await play(shard, 's-1', 'v-1');
  assert.is((await admin(ada, { kind: 'shard_remove', name: 'venus' })).t, 'done');
  await shard.frame(() => false);
  assert.is(shard.closedWith, closes.credentials_refused.code);
});

// [U371] Who may change something of the administration is told of each change of it, on whatever
// server it was made, and nobody else is.
test('[U371] who may change something of the administration is told of each change of it, and nobody else is', async () => {
  await server.operate('account_add', { name: 'cleo', groups: ['moderators'] });
  const cleo = await server.signIn('cleo');
  const told = ada.all('changed').length;
  await server.operate('shard_add', { name: 'skara' });
  await ada.next(() => ada.all('changed').length > told);
  assert.equal(ada.all('changed').at(-1), { t: 'changed', what: 'administration' });
  // Whatever was told before it is there when the answer is.
  await cleo.ask({ t: 'find', what: 'accounts', words: 'cleo' });
  assert.is(cleo.all('changed').length, 0);
  const reads = ada.all('changed').length;
  await admin(ada, { kind: 'shard_list' });
  assert.is(ada.all('changed').length, reads);
});
