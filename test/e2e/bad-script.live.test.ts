import { Game, numberIn, type GamePlayer } from '../support/game.ts';
import { LiveServer } from '../support/live-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('a bad script', { limit_ms: 60_000 });

/** Each player's help ends in another way of never ending; sessions are numbered from 1. */
const script = `
local help = require('gumps.help')
local ways = {
  function() while true do end end,
  function() local function again() return 1 + again() end; return again() end,
  function() local s = 'x'; while true do s = s .. s end end,
  function() return (('a'):rep(1000)):match('.-.-.-.-b$') end,
}
function on_help_request(session_id)
  local way = ways[session_id]
  if way then way() else help.offer_categories(session_id, '') end
end
function on_form_lost(session_id, _, answer)
  help.offer_again(session_id, answer)
end
`;
const ends = [
  'an endless loop',
  'an endless recursion',
  'a doubled string',
  'a backtracking pattern',
];

let server: LiveServer;
let game: Game;
const players: GamePlayer[] = [];

test.before(async () => {
  server = await LiveServer.start('plain', script);
  game = await Game.start(server.socketAddress, await server.shardKey('britain'));
  for (let i = 1; i <= ends.length + 1; i++) {
    const who = { id: `a${i}`, name: `player ${i}` };
    players.push(game.logIn(`s${i}`, who, { id: `c${i}`, name: who.name }));
  }
});

test.after(async () => {
  game?.shard.close();
  await server?.end();
});

for (const [i, end] of ends.entries()) {
  // [E8] A script that does not end is stopped and logged, the player is told, and the forms of
  // others go on.
  test(`[E8] ${end} in a script is stopped and logged, and the player is told`, async () => {
    const player = players[i]!;
    const well = players.at(-1)!;
    void well.help();
    const picker = await well.nextForm();
    const outcome = await player.help();
    assert.is(outcome.t === 'refused' && outcome.code, 'help_unavailable');
    const told = await player.notices.next();
    assert.is(told.kind, 'system');
    assert.match(told.text, /not available/u);
    assert.match(server.log, /traceback/u);
    assert.not.match(JSON.stringify(outcome) + told.text, /traceback|help\.lua/u);

    // The form that another player had before them meanwhile still leads on.
    void well.press(picker, 'A question');
    void well.press(await well.nextForm(), 'Send', 'Is anybody there?');
    assert.is(numberIn((await well.nextForm()).text), i + 1);
  });
}
