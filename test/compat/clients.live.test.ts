import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { findPython } from '../python/python-shard.ts';
import { LiveServer } from '../support/live-server.ts';
import { packageRoot } from '../support/package-root.ts';
import { Proxy } from '../support/proxy.ts';
import { StaffMember } from '../support/staff-member.ts';
import { assert, suite } from '../support/suite.ts';
import { keptPython, keptTypeScript, press, type KeptShard } from './kept-shard.ts';

const test = suite('clients of released versions', { limit_ms: 90_000 });

const kept = join(packageRoot, 'test/compat/clients');
const found = findPython();

const ana = { session: 's-ana', account: '0x1A', name: 'ana', created: 1_600_000_000_000 };
const ben = { session: 's-ben', account: '0x1B', name: 'ben', created: 1_600_000_000_000 };

let server: LiveServer | undefined;
let line: Proxy | undefined;
let shard: KeptShard | undefined;
let staff: StaffMember | undefined;

test.after.each(async () => {
  staff?.close();
  shard?.stop();
  await line?.stop();
  await server?.end();
  server = line = shard = staff = undefined;
});

type Connect = (url: string, key: string) => KeptShard | Promise<KeptShard>;

/** All that a player does with the server, by way of one client. */
async function wholeLoop(connect: Connect): Promise<void> {
  server = await LiveServer.start();
  line = await Proxy.start();
  line.leadTo(server.port);
  const url = `${line.address.replace('http', 'ws')}/ws`;
  const game = (shard = await connect(url, await server.shardKey('britain')));
  // Told before the first welcome, and after it.
  game.open(ana);
  await game.live();
  game.open(ben);
  const support = (staff = await StaffMember.signIn(server, 'iris'));

  const { number, ticket } = await ring(game, support, ana.session, '  Στέκομαι σε τοίχο 🧱  ');
  assert.is(number, 1);
  assert.equal(await messagesOf(support, ticket), ['Στέκομαι σε τοίχο 🧱']);

  // A reply reaches the player, theirs reaches support, and a refusal is told by its code.
  await support.reply(ticket, 'On my way.');
  const notice = await game.notice();
  assert.equal(
    [notice.session, notice.ticket, notice.number, notice.text],
    [ana.session, ticket, number, 'On my way.'],
  );
  const thanks = { kind: 'post_message', body: 'Thank you!' };
  assert.is(await game.command(ana.session, ticket, thanks), 'done');
  assert.is(await game.command(ben.session, ticket, thanks), 'ticket_unknown');
  assert.is(await game.command('nobody', ticket, thanks), 'session_unknown');

  // Cut, with a reply that is posted meanwhile and a message that is written meanwhile.
  line.cut();
  const writing = game.command(ana.session, ticket, { kind: 'post_message', body: 'Still here.' });
  await support.reply(ticket, 'Nearly there.');
  const isBack = game.live();
  line.restore();
  await isBack;
  assert.is(await writing, 'done');
  assert.is((await game.notice()).text, 'Nearly there.');

  // Whoever is of a faction is told of its tickets.
  assert.is(await game.faction('f-1', 'Wardens', [ana.account, ben.account]), 'done');
  await addFaction(support, ticket, 'Wardens');
  await support.reply(ticket, 'Both of you?');
  const told = [await game.notice(), await game.notice()];
  const both = [ana.session, ben.session].map((session) => `${session}: Both of you?`);
  assert.equal(new Set(told.map(({ session, text }) => `${session}: ${text}`)), new Set(both));

  // The server is killed while a form is before the player; nothing typed is lost.
  void game.help(ben.session);
  const menu = await game.form(ben.session);
  assert.is(await press(game, menu, 'A question'), 'done');
  const lost = await game.form(ben.session);
  await server.kill();
  const answering = press(game, lost, 'Send', 'Typed before the crash');
  await server.start();
  await game.live();
  await answering;
  const again = await game.form(ben.session);
  assert.equal(
    again.entries.map(({ text }) => text),
    ['Typed before the crash'],
  );
  assert.is(await press(game, again, 'Send'), 'done');
  assert.is(numberIn((await game.form(ben.session)).words), 2);

  // What is answered while nobody plays waits for the next login, and is shown once.
  game.end(ana.session);
  game.end(ben.session);
  await support.reply(ticket, 'Solved?');
  game.open({ ...ana, session: 's-ana-2' });
  const late = await game.notice();
  assert.equal([late.session, late.text], ['s-ana-2', 'Solved?']);
  // Its acknowledgement has gone out by then, so that the server knows that it was shown.
  assert.is(await game.help('s-ana-2'), 'done');
  game.end('s-ana-2');
  game.open({ ...ana, session: 's-ana-3' });
  await support.reply(ticket, 'Closing it.');
  const last = await game.notice();
  assert.equal([last.session, last.text], ['s-ana-3', 'Closing it.']);

  // By its close and reopen, which are commands of a player.
  assert.is(await game.command('s-ana-3', ticket, { kind: 'close' }), 'done');
  assert.is(await game.command('s-ana-3', ticket, thanks), 'ticket_closed');
  assert.is(await game.command('s-ana-3', ticket, { kind: 'reopen' }), 'done');

  // The world is wiped: who has her id now hears nothing of her ticket.
  game.end('s-ana-3');
  await support.reply(ticket, 'Are you there?');
  game.open({ ...ana, session: 's-bea', name: 'bea', created: 1_700_000_000_000 });
  const hers = await ring(game, support, 's-bea', 'I am new');
  await support.reply(hers.ticket, 'Welcome.');
  assert.is((await game.notice()).text, 'Welcome.');
  assert.equal(
    game.notices().map(({ text }) => text),
    [
      'On my way.',
      'Nearly there.',
      'Both of you?',
      'Both of you?',
      'Solved?',
      'Closing it.',
      'Welcome.',
    ],
  );
  assert.equal(await messagesOf(support, ticket), [
    'Στέκομαι σε τοίχο 🧱',
    'On my way.',
    'Thank you!',
    'Nearly there.',
    'Still here.',
    'Both of you?',
    'Solved?',
    'Closing it.',
    'Are you there?',
  ]);
  assert.equal(game.errors(), []);
}

/** Rings, picks a category, writes, and closes the last form. */
async function ring(
  game: KeptShard,
  support: StaffMember,
  session: string,
  text: string,
): Promise<{ number: number; ticket: string }> {
  const help = game.help(session);
  const menu = await game.form(session);
  assert.is(await help, 'done');
  assert.is(await press(game, menu, 'My character is stuck'), 'done');
  assert.is(await press(game, await game.form(session), 'Send', text), 'done');
  const confirmed = await game.form(session);
  const number = numberIn(confirmed.words);
  assert.is(await game.answer(confirmed.form, 0, []), 'done');
  const asked = { t: 'find_ticket', id: nanoid(), number, as: 'support' } as const;
  const answer = await support.connection.request(asked);
  const is = answer.t === 'answer' ? answer.is : undefined;
  if (is?.of !== 'ticket') throw new Error(JSON.stringify(answer));
  return { number, ticket: is.ticket };
}

async function messagesOf(support: StaffMember, ticket: string): Promise<string[]> {
  const got = await support.connection.request({ t: 'get', id: nanoid(), ticket, as: 'support' });
  if (got.t !== 'got') throw new Error(JSON.stringify(got));
  return got.entries.flatMap(({ what }) => (what.kind === 'message' ? [what.body] : []));
}

async function addFaction(support: StaffMember, ticket: string, name: string): Promise<void> {
  const answer = await support.connection.request({
    t: 'find',
    id: nanoid(),
    what: 'factions',
    words: name,
    limit: 1,
  });
  const is = answer.t === 'answer' ? answer.is : undefined;
  if (is?.of !== 'factions') throw new Error(JSON.stringify(answer));
  const { faction } = is.factions[0]!;
  const command = { kind: 'add_faction', faction } as const;
  const done = await support.connection.command(command, { ticket, as: 'support' });
  assert.is(done.t, 'done', JSON.stringify(done));
}

function numberIn(words: string): number {
  return Number(/#(\d+)/u.exec(words)?.[1]);
}

const folders = readdirSync(kept);
assert.ok(folders.includes('shard-0.1.0') && folders.includes('python-0.1.0'));

for (const name of folders) {
  const folder = join(kept, name);
  if (name.startsWith('shard-')) {
    // [S80] Every shard client that was packed with a version goes through all that a player does
    // with the server of today.
    test(`[S80] ${name} goes through all that a player does`, () =>
      wholeLoop((url, key) => keptTypeScript(folder, url, key)));
    continue;
  }
  for (const subprotocol of ['shardbell.v1', 'shardbell.v1.json']) {
    // [I8] Every kept version of it goes through all that a player does with the server of today,
    // in both subprotocols.
    const title = `[I8] ${name} goes through all that a player does, in ${subprotocol}`;
    if ('missing' in found) test.skip(title, found.missing);
    else
      test(title, () =>
        wholeLoop((url, key) => keptPython(found.python, subprotocol, folder, url, key)),
      );
  }
}
