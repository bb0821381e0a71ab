import { Game, numberIn, type GamePlayer } from '../support/game.ts';
import { Halves, type Half } from '../support/halves.ts';
import { assert, suite } from '../support/suite.ts';
import { aWhile, done, Heard, supporter, until, type AtBoth } from './stage.ts';

const test = suite('the game over two halves', { limit_ms: 60_000 });

const replies = 12;

let halves: Halves;
let iris: AtBoth;
let key: string;
const games: Game[] = [];

test.before(async () => {
  halves = await Halves.start();
  iris = await supporter(halves, 'iris');
  key = await halves.a.server.shardKey('britain');
  await halves.followed();
});
test.after.each(() => {
  for (const { shard } of games.splice(0)) shard.close();
});
test.after(() => halves.stop());

async function play({ server }: Half): Promise<Game> {
  const game = await Game.start(server.socketAddress, key);
  games.push(game);
  return game;
}

function logIn(game: Game, session: string, who: string): GamePlayer {
  return game.logIn(session, { id: `account-${who}`, name: who }, { id: `as-${who}`, name: who });
}

/** The ticket of this number, as support finds it at that half. */
async function ticketAt(at: 'a' | 'b', number: number): Promise<string> {
  const found = await iris[at].ask({ t: 'find_ticket', number, as: 'support' });
  if (found.t !== 'answer' || found.is.of !== 'ticket') throw new Error(JSON.stringify(found));
  return found.is.ticket;
}

async function shown({ notices }: GamePlayer, count: number): Promise<string[]> {
  while (notices.all.length < count) await notices.next();
  return notices.all.map(({ text }) => text);
}

// [Y10] Who plays at one process is answered at the other and reads each answer in the game, in
// order and once, also at whichever process they come to after they were away.
test('[Y10] who plays at one process rings, is answered at the other, and reads each answer in the game, in order and once', async () => {
  const ana = logIn(await play(halves.b), 'ana-1', 'ana');
  const number = numberIn(await ana.ring('A question', 'Where is the bank?'));
  await halves.followed();
  const ticket = await ticketAt('a', number);
  const heard = new Heard(iris.a, 1);
  await iris.a.watch(1, { on: 'ticket', ticket, as: 'support' });
  const bodies = Array.from({ length: replies }, (_, i) => `answer ${i}`);
  for (const body of bodies) {
    await done(iris.a, { kind: 'post_note', body: `of ${body}` }, { ticket, as: 'support' });
    await done(iris.a, { kind: 'post_message', body }, { ticket, as: 'support' });
  }
  assert.equal(await shown(ana, replies), bodies);
  assert.is((await ana.write(ticket, 'Thank you')).t, 'done');
  await until(iris.a, () => {
    heard.read();
    const what = heard.entries.at(-1)?.what;
    return what?.kind === 'message' && what.body === 'Thank you';
  });
  assert.equal(await shown(ana, replies), bodies);
});

test('[Y10] what is answered while a player is away waits for them at whichever process they come to, and is shown once', async () => {
  const there = await play(halves.b);
  const ben = logIn(there, 'ben-1', 'ben');
  const number = numberIn(await ben.ring('A question', 'Anybody?'));
  there.logOff('ben-1');
  await halves.followed();
  const ticket = await ticketAt('a', number);
  for (const body of ['first', 'second'])
    await done(
      iris[body === 'first' ? 'a' : 'b'],
      { kind: 'post_message', body },
      { ticket, as: 'support' },
    );
  there.shard.close();
  const here = await play(halves.a);
  const back = logIn(here, 'ben-2', 'ben');
  assert.equal(await shown(back, 2), ['first', 'second']);
  // A server may fail before it has kept that they were shown, and shows them again then.
  const range = { prefix: '', limit: 10 };
  while (halves.a.storage.tables.list('notice', range).length > 0) await aWhile(halves);
  here.shard.close();
  const again = await play(halves.b);
  const third = logIn(again, 'ben-3', 'ben');
  await done(iris.a, { kind: 'post_message', body: 'third' }, { ticket, as: 'support' });
  assert.equal(await shown(third, 1), ['third']);
});

test('[Y10] who was told of by a shard at one process can be written for, and found, at the other', async () => {
  const game = await play(halves.b);
  const cara = logIn(game, 'cara-1', 'cara');
  const number = numberIn(await cara.ring('A question', 'Me too'));
  await halves.followed();
  const found = await iris.a.ask({ t: 'find', what: 'accounts', words: 'cara', limit: 5 });
  assert.ok(found.t === 'answer' && found.is.of === 'people' && found.is.people.length === 1);
  const [person] = found.is.people;
  const made = await done(
    iris.a,
    { kind: 'open', category: 'Bug', subject: 'For you', participants: [person!.account] },
    { as: 'support' },
  );
  assert.ok(made.number! > number);
  await done(
    iris.a,
    { kind: 'post_message', body: 'For you too' },
    { ticket: made.ticket, as: 'support' },
  );
  assert.equal(await shown(cara, 1), ['For you too']);
});
