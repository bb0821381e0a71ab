import { rights } from '../../protocol/permissions.ts';
import { closes } from '../../protocol/close.ts';
import type { ServerMessage, ServerMessageOf } from '../../protocol/messages.ts';
import { codeOf, Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('access on open sockets', { limit_ms: 60_000 });

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
  // Nobody has what was not given.
  await server.operate('group_set', { name: 'players', rights: [], default: true });
  await server.operate('account_add', { name: 'ada', groups: ['administrators'] });
  ada = await server.signIn('ada');
});
test.after(() => server?.stop());

const queue = {
  on: 'queue',
  filter: {},
  sort: { by: 'created', descending: true },
  offset: 0,
  limit: 50,
};

/** A ticket that these accounts take part in. */
async function open(...participants: string[]): Promise<string> {
  const done = await ada.command(
    { kind: 'open', category: 'Bug', subject: 'Stuck', body: 'What is it?', participants },
    { as: 'support' },
  );
  assert.is(done.t, 'done', JSON.stringify(done));
  return (done as ServerMessageOf<'done'>).ticket!;
}

const admin = (client: Client, command: object): Promise<ServerMessage> =>
  client.ask({ t: 'admin', do: command });
/** Resolves when the server has told the client what it may do, for the `count`th time. */
const welcomed = (client: Client, count: number): Promise<ServerMessage> =>
  client.next(() => client.all('welcome').length >= count);

/** Any of these opens the admin queue, reading included: the last four for compatibility. */
const queueRights: readonly string[] = [
  'tickets.admin_view',
  'tickets.reply',
  'tickets.internal_message',
  'tickets.assign',
  'tickets.change_status',
];

for (const right of rights) {
  const opens = queueRights.includes(right);
  // [A48] Any of reply, internal_message, assign and change_status opens the admin queue, reading
  // included, as admin_view does; no other right does.
  test(`[A48] ${right} alone ${opens ? 'opens' : 'does not open'} the admin queue`, async () => {
    await server.account(right, [right]);
    const client = await server.signIn(right);
    const ticket = await open();
    const [list, one, page] = [
      await client.watch(1, queue),
      await client.watch(2, { on: 'ticket', ticket, as: 'support' }),
      await client.ask({ t: 'get', ticket, as: 'support' }),
    ];
    if (opens) {
      assert.equal([list.t, one.t, page.t], ['state', 'state', 'got']);
    } else {
      assert.equal([list, one, page].map(codeOf), [
        'right_missing',
        'ticket_unknown',
        'ticket_unknown',
      ]);
    }
  });
}

// [A49] Who loses a right while watching is told so, loses the watches and is refused, at once on
// the open socket; so it is when a group changes.
test('[A49] who loses their rights while watching is told so, loses the watches and is refused, at once', async () => {
  const ticket = await open();
  await server.account('mo', [], ['moderators']);
  const mo = await server.signIn('mo');
  assert.is((await mo.watch(1, queue)).t, 'state');
  assert.is((await mo.watch(2, { on: 'ticket', ticket, as: 'support' })).t, 'state');
  const seen = mo.frames.length;
  assert.is((await admin(ada, { kind: 'account_groups', account: 'mo', groups: [] })).t, 'done');
  await mo.next(({ t }) => t === 'gone' && mo.all('gone').length === 2, seen);
  const told = mo.messages.slice(seen);
  assert.equal(
    told.map((message) => (message.t === 'gone' ? [message.w, message.code] : message.t)),
    ['welcome', [1, 'right_missing'], [2, 'ticket_unknown']],
  );
  const [welcome] = told as [ServerMessageOf<'welcome'>];
  assert.equal(welcome.you.as === 'account' && welcome.you.rights, []);
  const refused = await mo.command({ kind: 'post_message', body: 'Hello' }, { ticket });
  assert.is(codeOf(refused), 'ticket_unknown');
  // What happens to the ticket from now on does not reach them.
  const before = mo.frames.length;
  await ada.command({ kind: 'post_message', body: 'Nobody else reads this' }, { ticket });
  await mo.ask({ t: 'find', what: 'accounts', words: 'a', limit: 1 });
  assert.not(mo.frames.slice(before).join('').includes('Nobody else'));
});

test('[A49] the same holds when the rights of a group change, for all who are in it', async () => {
  const group = (...given: string[]) =>
    admin(ada, { kind: 'group_set', name: 'readers', rights: given, default: false });
  await group('tickets.admin_view');
  const readers: Client[] = [];
  for (const name of ['rea', 'reb']) {
    await server.account(name, [], ['readers']);
    const client = await server.signIn(name);
    assert.is((await client.watch(1, queue)).t, 'state');
    readers.push(client);
  }
  await group('tickets.view');
  for (const client of readers) {
    assert.is(codeOf(await client.next(({ t }) => t === 'gone')), 'right_missing');
  }
});

test('[A49] a participant who loses tickets.view sees no ticket any more, and sees them again with it', async () => {
  const pia = await server.account('pia', ['tickets.view']);
  const ticket = await open(pia);
  const client = await server.signIn('pia');
  const rows = async (from: number): Promise<number> => {
    const state = await client.next(({ t }) => t === 'state', from);
    return state.t === 'state' && state.is.on === 'mine' ? state.is.total : -1;
  };
  await client.watch(1, { on: 'mine', list: 'active' });
  assert.is(await rows(0), 1);
  await client.watch(2, { on: 'ticket', ticket, as: 'public' });
  let seen = client.frames.length;
  await server.setRights('pia', []);
  assert.is(codeOf(await client.next(({ t }) => t === 'gone', seen)), 'ticket_unknown');
  assert.is(await rows(seen), 0);
  seen = client.frames.length;
  await server.setRights('pia', ['tickets.view']);
  assert.is(await rows(seen), 1);
});

// [A50] What an account may do is told on its open sockets when it changed, and only then.
test('[A50] a new right is told on the open socket and may be used on it', async () => {
  await server.account('nu', []);
  const nu = await server.signIn('nu');
  assert.is(codeOf(await nu.watch(1, queue)), 'right_missing');
  await server.setRights('nu', ['tickets.admin_view']);
  const welcome = (await welcomed(nu, 2)) as ServerMessageOf<'welcome'>;
  assert.is(welcome.t, 'welcome');
  const [, second] = nu.all('welcome');
  assert.equal(second!.you.as === 'account' && second!.you.rights, ['tickets.admin_view']);
  assert.is((await nu.watch(1, queue)).t, 'state');
});

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

async function play(shard: Client, session: string, account: string): Promise<void> {
  const character = `${account}-c`;
  for (const message of [
    { t: 'account', account, name: `Player ${account}` },
    { t: 'character', account, character, name: `Hero ${account}` },
    { t: 'session_opened', session, account, character },
  ]) {
    assert.is((await shard.ask(message)).t, 'done');
  }
}

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

// [A51] A shard tells its factions, and staff find them and add those who are members at that
// moment.
test('[A51] a shard tells a faction, staff find it and add those who are in it', async () => {
  const shard = await server.shard('mars');
  await play(shard, 's-1', 'r-1');
  await play(shard, 's-2', 'r-2');
  const tell = (...members: string[]) =>
    shard.ask({ t: 'faction', faction: 'f-1', name: 'The Red Dragons', members });
  assert.is(codeOf(await tell('r-1', 'r-9')), 'account_unknown');
  assert.is((await tell('r-1', 'r-2')).t, 'done');

  await server.account('ash', ['tickets.assign']);
  const ash = await server.signIn('ash');
  const find = (what: string, words: string) => ash.ask({ t: 'find', what, words, limit: 5 });
  const factions = await find('factions', 're dr');
  assert.ok(factions.t === 'answer' && factions.is.of === 'factions');
  const [found] = factions.is.factions;
  assert.equal(
    { ...found, faction: '' },
    { faction: '', shard: 'mars', name: 'The Red Dragons', members: 2 },
  );
  const people = await find('accounts', 'hero r 2');
  assert.ok(people.t === 'answer' && people.is.of === 'people');
  assert.equal(
    people.is.people.map(({ name, character_name, shard: of }) => [name, character_name, of]),
    [['Player r-2', 'Hero r-2', 'mars']],
  );

  const ticket = await open();
  await tell('r-2');
  const added = await ash.command({ kind: 'add_faction', faction: found!.faction }, { ticket });
  assert.is(added.t, 'done', JSON.stringify(added));
  const state = await ash.watch(1, { on: 'ticket', ticket, as: 'support' });
  assert.ok(state.t === 'state' && state.is.on === 'ticket');
  assert.equal(
    state.is.head.participants.map(({ account }) => account),
    people.is.people.map(({ account }) => account),
  );
});

// [A52] Only tickets.assign looks people, staff and factions up; people tickets.reply does too, to
// open a ticket for them.
test('[A52] only who may add participants, or open tickets for others, may look people up', async () => {
  for (const right of rights) {
    await server.account(`find ${right}`, [right]);
    const client = await server.signIn(`find ${right}`);
    for (const what of ['accounts', 'factions']) {
      const answer = await client.ask({ t: 'find', what, words: 'a', limit: 5 });
      const finds: string[] =
        what === 'accounts' ? ['tickets.assign', 'tickets.reply'] : ['tickets.assign'];
      if (finds.includes(right)) assert.is(answer.t, 'answer');
      else assert.is(codeOf(answer), 'right_missing');
    }
  }
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

test('[W89] whoever may read a ticket gets its id by its number; of one that is hidden everybody else gets the bytes, after the reads, of one that never was', async () => {
  const vera = await server.account('vera', ['tickets.view']);
  await server.account('wim', ['tickets.view']);
  const [part, out] = [await server.signIn('vera'), await server.signIn('wim')];
  const done = await ada.command(
    { kind: 'open', category: 'Bug', subject: 'Stuck', participants: [vera] },
    { as: 'support' },
  );
  assert.ok(done.t === 'done');
  const find = (client: Client, as: string, number = done.number) =>
    client.ask({ t: 'find_ticket', number, as });
  for (const [client, as] of [
    [ada, 'support'],
    [part, 'public'],
  ] as const) {
    const answer = await find(client, as);
    assert.equal(answer.t === 'answer' && answer.is, { of: 'ticket', ticket: done.ticket });
  }
  for (const [client, as] of [
    [part, 'support'],
    [out, 'public'],
    [out, 'support'],
  ] as const) {
    const [hidden, unknown] = [await find(client, as), await find(client, as, 2_000_000)];
    assert.is(codeOf(hidden), 'ticket_unknown');
    assert.equal({ ...hidden, id: '' }, { ...unknown, id: '' });
  }
});
