import { nanoid } from 'nanoid';
import { numberIn, type Game } from '../support/game.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the bounds of players over a whole server', { limit_ms: 60_000 });

let server: Running;
test.before(async () => {
  server = await Running.start();
});
const games: Game[] = [];
test.after(async () => {
  for (const game of games) game.shard.close();
  await server?.stop();
});

const set = (name: string, value: number) =>
  server.operate('settings_set', { setting: { name, value } });

test('[D31] [D32] the game says which tickets are open and when the next may come, and keeps the text', async () => {
  const game = await server.game('britain');
  games.push(game);
  const ana = game.logIn('s1', { id: 'a1', name: 'ana' }, { id: 'c1', name: 'Ana' });
  await set('tickets_open_max', 1);
  const number = numberIn(await ana.ring('Something does not work', 'The first'));
  const full = await ana.ring('Something does not work', 'The second');
  assert.match(full.words.join(' '), `or close one. Open: #${number}.`);
  assert.equal(
    full.entries.map(({ text }) => text),
    ['The second'],
  );
  await set('tickets_open_max', 3);
  await set('ticket_pause_s', 86_400);
  const soon = await ana.ring('Something does not work', 'The second');
  assert.match(soon.words.join(' '), /wait before the next\. Try again in 86\d+ seconds\./u);
});

test('[D31] [D35] over a socket the refusal comes with numbers, and an operator reads of it', async () => {
  const rights = ['tickets.view', 'tickets.create', 'tickets.send_message'] as const;
  const bob = await server.signIn(await server.account('bob', [...rights]));
  await set('ticket_pause_s', 0);
  await set('tickets_open_max', 1);
  const open = () => bob.command({ kind: 'open', category: 'Bug', body: 'x' }, { id: nanoid() });
  const done = await open();
  const refused = await open();
  assert.ok(done.t === 'done' && refused.t === 'refused');
  assert.equal(
    [refused.code, refused.retry, refused.tickets],
    ['tickets_open_full', false, [done.number]],
  );
  const metrics = await (await fetch(`${server.origin}/metrics`)).text();
  assert.match(metrics, /shardbell_player_bounds_total\{bound="tickets_open"\} 2\n/u);
  assert.match(metrics, /shardbell_rejections_total\{reason="tickets_open"\} 2\n/u);
});
