import type { Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { ProbeServer } from './probe.ts';

const test = suite('scripts for a player', { limit_ms: 60_000 });

let probe: ProbeServer;

test.after.each(async () => {
  await probe?.stop();
});

type Table = Readonly<Record<string, unknown>>;

/** A server with these probes, and Ana and Bob playing. */
async function playing(probes: readonly string[], more = ''): Promise<void> {
  probe = await ProbeServer.start(probes, more);
  await probe.play('s1', 'ana');
  await probe.play('s2', 'bob');
  await probe.begin();
}

async function support(): Promise<Client> {
  await probe.server.account('iris', [], ['moderators']);
  return probe.server.signIn('iris');
}

const submit = (text: string): string => `return help_tickets.submit(s, 'Bug', '${text}')`;
const list = 'return help_tickets.list(s)';

test('[L110] a session lists the tickets of its player: active first, with status, attention and what is unread', async () => {
  await playing([
    submit('first'),
    submit('second'),
    submit('of bob'),
    `return help_tickets.close(s, 1)`,
    list,
    `return help_tickets.list(s, 1, 1)`,
    list,
  ]);
  assert.equal(await probe.next('s1'), [true, 1]);
  await probe.next('s1');
  assert.equal(await probe.next('s2'), [true, 3]);
  assert.equal(await probe.next('s1'), [true, 1]);
  const iris = await support();
  await iris.command(
    { kind: 'post_message', body: 'On my way' },
    { ticket: await probe.ticketId(iris, 2), as: 'support' },
  );
  const [page] = (await probe.next('s1')) as [{ total: number; tickets: Table[] }];
  assert.is(page.total, 2);
  const [second, first] = page.tickets;
  const { created, updated, ...rest } = second!;
  assert.ok(Number(updated) >= Number(created));
  assert.equal(rest, {
    ticket_id: 2,
    category: 'Bug',
    subject: 'second',
    status: 'in_progress',
    attention: 'waiting_for_response',
    last_entry: 4,
    unread: 2,
  });
  assert.is(first!['status'], 'closed');
  assert.is(first!['unread'], 0, 'what one does oneself is read');
  const [paged] = (await probe.next('s1')) as [{ total: number; tickets: Table[] }];
  assert.is(paged.total, 2);
  assert.equal(
    paged.tickets.map((one) => one['ticket_id']),
    [1],
  );
  const [ofBob] = (await probe.next('s2')) as [{ total: number }];
  assert.is(ofBob.total, 1);
});

test('[L111] a thread comes in pages, oldest first, as its participants see it, and notes are not there', async () => {
  await playing([
    submit('my horse is gone'),
    `return help_tickets.thread(s, 1)`,
    `return help_tickets.thread(s, 1, nil, 1)`,
    `return help_tickets.thread(s, 1, 3, 50)`,
    `return help_tickets.seen(s, 1, 99)`,
    list,
  ]);
  await probe.next('s1');
  const iris = await support();
  const about = { ticket: await probe.ticketId(iris, 1), as: 'support' };
  await iris.command({ kind: 'post_note', body: 'he lies' }, about);
  await iris.command({ kind: 'post_message', body: 'Which <horse>?' }, about);
  const [thread] = (await probe.next('s1')) as [Table & { entries: Table[] }];
  const seen = thread.entries.map(({ at, ...entry }) => {
    assert.type(at, 'number');
    return entry;
  });
  const own = { side: 'player', name: 'ana the Bold', own: true };
  const theirs = { side: 'support', name: 'iris', own: false };
  assert.equal(seen, [
    { entry: 1, ...own, kind: 'opened' },
    { entry: 2, ...own, kind: 'message', message: 'my horse is gone', files: 0 },
    { entry: 3, ...theirs, kind: 'message', message: 'Which <horse>?', files: 0 },
    { entry: 4, ...theirs, kind: 'status', from: 'open', to: 'in_progress' },
  ]);
  assert.equal(
    [thread['ticket_id'], thread['status'], thread['last_entry'], thread['unread']],
    [1, 'in_progress', 4, 2],
  );
  assert.equal(thread['participants'], ['ana the Bold']);
  assert.not.match(JSON.stringify(thread), /lies|note/u);
  const [last] = (await probe.next('s1')) as [{ entries: Table[] }];
  assert.equal(
    last.entries.map(({ entry }) => entry),
    [4],
  );
  const [before] = (await probe.next('s1')) as [{ entries: Table[] }];
  assert.equal(
    before.entries.map(({ entry }) => entry),
    [1, 2],
  );
  assert.equal(await probe.next('s1'), [true]);
  const [after] = (await probe.next('s1')) as [{ tickets: Table[] }];
  assert.is(after.tickets[0]!['unread'], 0);
});

test('[L112] reply, close and reopen are done as the player, by the player’s rights, and a refusal says why', async () => {
  await playing([
    submit('help'),
    `return help_tickets.reply(s, 1, '  more of it ')`,
    `return help_tickets.close(s, 1)`,
    `return help_tickets.reply(s, 1, 'too late')`,
    `return help_tickets.reopen(s, 1)`,
    `return help_tickets.reply(s, 1, '   ')`,
    `return help_tickets.reply(s, 1, 'after all')`,
    `return help_tickets.thread(s, 1)`,
    `return help_tickets.reply(s, 1, 'no right')`,
    list,
  ]);
  assert.equal(await probe.next('s1'), [true, 1]);
  assert.equal(await probe.next('s1'), [true, 1]);
  assert.equal(await probe.next('s1'), [true, 1]);
  assert.equal(await probe.next('s1'), [false, 'The ticket is closed: reopen it first.']);
  assert.equal(await probe.next('s1'), [true, 1]);
  assert.equal(await probe.next('s1'), [false, 'the message is blank']);
  assert.equal(await probe.next('s1'), [true, 1]);
  const [thread] = (await probe.next('s1')) as [{ status: string; entries: Table[] }];
  assert.is(thread.status, 'open');
  assert.equal(
    thread.entries.flatMap(({ message, to }) => message ?? to ?? []),
    ['help', 'more of it', 'closed', 'open', 'after all'],
  );
  assert.ok(thread.entries.every(({ side, own }) => side === 'player' && own === true));
  await probe.server.operate('group_set', { name: 'players', rights: [], default: true });
  const [done, reason] = await probe.next('s1');
  assert.is(done, false);
  assert.is(reason, 'There is no such ticket for you.');
  assert.equal(await probe.next('s1'), [{ total: 0, tickets: [] }]);
});

test('[L113] a ticket of somebody else is for scripts the same as one that never was', async () => {
  await playing([
    submit('of ana'),
    ...['thread(s, 1)', 'thread(s, 77)'].map((call) => `return help_tickets.${call}`),
    ...["reply(s, 1, 'x')", "reply(s, 77, 'x')", 'close(s, 1)', 'close(s, 77)'].map(
      (call) => `return help_tickets.${call}`,
    ),
    `return help_tickets.seen(s, 1, 1)`,
    `return help_tickets.thread(s, 'one')`,
    `return help_tickets.close(s, -1)`,
  ]);
  await probe.next('s1');
  const unknown = 'There is no such ticket for you.';
  for (const first of [null, null, false, false, false, false, null]) {
    assert.equal(await probe.next('s2'), [first, unknown]);
  }
  assert.equal(await probe.next('s2'), [null, 'there is no such ticket']);
  assert.equal(await probe.next('s2'), [false, 'there is no such ticket']);
});

test('[L114] a handler that answers one player sees and does nothing as another', async () => {
  await playing([
    submit('of ana'),
    `return help_tickets.list(1)`,
    `return help_tickets.thread(1, 1)`,
    `return help_tickets.reply(1, 1, 'as ana')`,
    `return help_tickets.list(99)`,
  ]);
  await probe.next('s1');
  const other = 'this handler acts for another player';
  assert.equal(await probe.next('s2'), [null, other]);
  assert.equal(await probe.next('s2'), [null, other]);
  assert.equal(await probe.next('s2'), [false, other]);
  assert.equal(await probe.next('s2'), [null, 'the session is not live']);
});

test('[L115] a handler of an event looks as any player, and does nothing', async () => {
  await playing(
    [submit('of ana'), submit('of bob')],
    `function on_ticket_opened(e)
      if e.ticket_id == 2 then
        local mine = help_tickets.list(1)
        local done, why = help_tickets.close(1, 1)
        give(1, mine.total, done, why)
      end
    end`,
  );
  await probe.next('s1');
  const from = probe.shard.frames.length;
  await probe.next('s2');
  assert.equal(await probe.given('s1', from), [1, false, 'only what a player did can do this']);
});

test('[L118] a word of a script reaches the player of a session that is live, and is kept for nobody', async () => {
  await playing([
    `return roster.notify(2, ' The bank opens soon '), roster.notify(99, 'x'), roster.notify(2, ' '), roster.notify(2), roster.notify(2, ('x'):rep(3000))`,
  ]);
  assert.equal(await probe.next('s1'), [true, false, false, false, false]);
  const [notice, ...others] = probe.shard.all('notify');
  assert.equal(others, []);
  assert.equal(
    [notice!.session, notice!.kind, notice!.text, notice!.ticket],
    ['s2', 'system', 'The bank opens soon', null],
  );
});

test('[L119] scripts read the roster of their own shard: who is online, sessions, accounts, characters', async () => {
  await playing([
    `return roster.online()`,
    `return roster.online(1, 1)`,
    `return roster.session(2)`,
    `local me = roster.session(s) return roster.account(me.account_id), roster.character(me.character_id)`,
    `return roster.session(9)`,
    `local other = roster.online(0, 1).sessions[1].account_id return roster.account(other + 100000)`,
    `for id = 1, 40 do local found = roster.account(id) if found and found.name ~= 'ana' and found.name ~= 'bob' then return found end end return 'none'`,
  ]);
  await support();
  const mars = await probe.server.shard('mars');
  await mars.ask({ t: 'account', account: 'x', name: 'a martian' });
  const [online] = (await probe.next('s1')) as [{ total: number; sessions: Table[] }];
  assert.is(online.total, 2);
  const { account_id, character_id, ...ana } = online.sessions[0]!;
  assert.type(account_id, 'number');
  assert.type(character_id, 'number');
  assert.equal(ana, {
    session_id: 1,
    account_name: 'ana',
    character_name: 'ana the Bold',
    map_id: 1,
    location: { x: 2, y: 3, z: -4 },
  });
  const [page] = (await probe.next('s1')) as [{ sessions: Table[] }];
  assert.equal(
    page.sessions.map((one) => one['account_name']),
    ['bob'],
  );
  const [bob] = (await probe.next('s1')) as [Table];
  assert.is(bob['character_name'], 'bob the Bold');
  const [account, character] = (await probe.next('s1')) as [Table, Table];
  assert.equal(account, { account_id, name: 'ana', sessions: [1] });
  assert.equal(character, { account_id, character_id, name: 'ana the Bold', session_id: 1 });
  assert.equal(await probe.next('s1'), [null, 'There is no such live session on this shard.']);
  assert.equal(await probe.next('s1'), [null, 'There is no such account.']);
  assert.equal(await probe.next('s1'), ['none']);
});

test('[L120] categories are those that are configured, as they are at that moment', async () => {
  await playing(['return help_tickets.categories()', 'return help_tickets.categories()']);
  const [shipped] = (await probe.next('s1')) as [string[]];
  assert.is(shipped.length, 8);
  assert.is(shipped[0], 'Question');
  const categories = [
    { name: 'Lost things', retired: false },
    { name: 'Old', retired: true },
  ];
  await probe.server.operate('settings_set', {
    setting: { name: 'categories', value: categories },
  });
  assert.equal(await probe.next('s1'), [['Lost things']]);
});
