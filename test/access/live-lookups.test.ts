import { rights } from '../../protocol/permissions.ts';
import { codeOf, Running, type Client } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';
import { administratorOf, openTicket, play } from './live-office.ts';

const test = suite('what is looked up over the wire', { limit_ms: 60_000 });

let server: Running;
let ada: Client;

test.before(async () => {
  server = await Running.start();
  ada = await administratorOf(server);
});
test.after(() => server?.stop());

/** A ticket that these accounts take part in. */
const open = (...participants: string[]) => openTicket(ada, participants);

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
// open a ticket for them, and tickets.export, to export what is stored about them, and tickets.erase, to erase it.
test('[A52] only who may add participants, open tickets for others, or export or erase what is stored about a person may look people up', async () => {
  for (const right of rights) {
    await server.account(`find ${right}`, [right]);
    const client = await server.signIn(`find ${right}`);
    for (const what of ['accounts', 'factions']) {
      const answer = await client.ask({ t: 'find', what, words: 'a', limit: 5 });
      const finds: string[] =
        what === 'accounts'
          ? ['tickets.assign', 'tickets.reply', 'tickets.export', 'tickets.erase']
          : ['tickets.assign'];
      if (finds.includes(right)) assert.is(answer.t, 'answer');
      else assert.is(codeOf(answer), 'right_missing');
    }
  }
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
