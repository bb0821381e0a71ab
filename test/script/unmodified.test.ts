import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberIn, type Game, type GamePlayer } from '../support/game.ts';
import { packageRoot } from '../support/package-root.ts';
import { type Client, Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('help scripts written for the host surface', { limit_ms: 60_000 });

let server: Running;
let game: Game;
let ana: GamePlayer;
let iris: Client;

/** A server with the scripts of a folder of `test/fixtures/scripts`. */
async function playing(name: string): Promise<void> {
  const folder = join(packageRoot, 'test/fixtures/scripts', name);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const scripts = files
    .filter((file) => file.endsWith('.lua'))
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
  server = await Running.start(Object.fromEntries(scripts));
  game = await server.game('britain');
  ana = game.logIn('s1', { id: 'a1', name: 'ana' }, { id: 'c1', name: 'Ana' });
  await server.account('iris', [], ['moderators']);
  iris = await server.signIn('iris');
}

test.after.each(async () => {
  game?.shard.close();
  await server?.stop();
});

type Shown = Awaited<ReturnType<GamePlayer['nextForm']>>;

async function help(): Promise<Shown> {
  void ana.help();
  return ana.nextForm();
}

/** What staff sees of the newest ticket: its category and what was written. */
async function newest(): Promise<{ ticket: string; category: string; texts: string[] }> {
  const sort = { by: 'created', descending: true };
  const state = await iris.watch(1, { on: 'queue', filter: {}, sort, offset: 0, limit: 1 });
  iris.send({ t: 'unwatch', w: 1 });
  if (state.t !== 'state' || state.is.on !== 'queue') throw new Error(JSON.stringify(state));
  const { id: ticket, category } = state.is.rows[0]!;
  const got = await iris.ask({ t: 'get', ticket, as: 'support' });
  if (got.t !== 'got') throw new Error(JSON.stringify(got));
  const texts = got.entries.flatMap(({ what }) => (what.kind === 'message' ? what.body : []));
  return { ticket, category, texts };
}

// [L152] Help scripts written for the host surface run unmodified: as data, in modules, by events.
test('[L152] a menu laid out as data runs unmodified', async () => {
  await playing('layout');
  const menu = await help();
  assert.equal(
    menu.text.choices.map(({ button, label }) => [button, label]),
    [
      [1, 'Question'],
      [2, 'Stuck'],
      [3, 'Bug'],
      [4, 'Account'],
      [5, 'Suggestion'],
      [6, 'Other'],
      [7, 'VerbalHarassment'],
      [8, 'PhysicalHarassment'],
    ],
  );
  assert.equal(menu.text.words, ['Help for player 1', '8 ways']);
  assert.equal([menu.form.gump, menu.form.x], [0x5001, 80]);
  await ana.press(menu, 'PhysicalHarassment');
  const first = await ana.nextForm();
  await ana.press(first, 'Back');
  await ana.press(await ana.nextForm(), 'Stuck');
  const field = await ana.nextForm();
  await ana.press(field, 'Submit', '   ');
  const again = await ana.nextForm();
  assert.ok(again.text.words.includes('the message is blank'));
  const entries = { 10: 'in a tree' };
  await game.shard.answerForm(again.form.form, { button: 1, switches: [20], entries });
  assert.equal((await ana.nextForm()).text.words, ['Ticket 1 is on its way.']);
  const { category, texts } = await newest();
  assert.equal([category, texts], ['Stuck', ['URGENT: in a tree']]);
});

test('[L152] a script in several modules runs unmodified', async () => {
  await playing('modules');
  const menu = await help();
  assert.equal(menu.text.words.slice(0, 1), ['How can we help?']);
  await game.shard.answerForm(menu.form.form, { button: 1, switches: [3] });
  const compose = await ana.nextForm();
  assert.is(compose.text.words[0], 'Bug');
  await ana.press(compose, 'Submit', ' \n ');
  const again = await ana.nextForm();
  await ana.press(again, 'Submit', ' the moon is missing ');
  assert.equal((await ana.nextForm()).text.words, ['Thank you, we will come.']);
  const { category, texts } = await newest();
  assert.equal([category, texts], ['Bug', ['the moon is missing']]);
});

test('[L152] a script that lives by events runs unmodified', async () => {
  await playing('events');
  const first = await help();
  assert.equal(first.text.words, ['0 opened so far']);
  await ana.press(first, 'Ok', 'he called me a troll');
  const { ticket, category } = await newest();
  assert.is(category, 'VerbalHarassment');
  const second = await help();
  assert.match(
    second.text.words.join('\n'),
    /^1 opened so far\nlast: #1 VerbalHarassment by \d+ at 1 \(1417, 1692, -5\)$/u,
  );
  await ana.press(second, 'Ok', ' ');
  assert.equal((await ana.nextForm()).text.words, ['nothing was sent']);
  await iris.command({ kind: 'close' }, { ticket, as: 'support' });
  assert.equal((await help()).text.words.slice(0, 1), ['0 opened so far']);
});

test('[L116] what a form is answered with is done once, however often its answer is taken up again', async () => {
  server = await Running.start({
    'help.lua': `
      local function ask(s)
        gump.send(s, gump.create():text_entry(0, 0, 9, 9, 0, 1, ''):button(0, 0, 1, 2, 1):text(9, 0, 0, 'Send'), 0, 5)
      end
      local function commands(ctx, s)
        help_tickets.thread(s, 1)
        help_tickets.reply(s, 1, ctx.text_entries[1])
        return help_tickets.submit(s, 'Bug', ctx.text_entries[1] .. ' anew')
      end
      function on_help_request(s)
        help_tickets.submit(s, 'Bug', 'the first')
        ask(s)
      end
      gump.on(5, 1, function(ctx)
        help_tickets.reply(ctx.session_id, 1, ctx.text_entries[1])
        error('between')
      end)
      function on_form_lost(s, c, answer)
        local _, number = commands(answer, s)
        gump.send(s, gump.create():text(0, 0, 0, ('%s, ticket #%d'):format(answer.reason, number)))
      end`,
  });
  game = await server.game('britain');
  ana = game.logIn('s1', { id: 'a1', name: 'ana' }, { id: 'c1', name: 'Ana' });
  await server.account('iris', [], ['moderators']);
  iris = await server.signIn('iris');
  await ana.press(await help(), 'Send', 'more');
  const shown = await ana.nextForm();
  assert.equal(shown.text.words, ['failed, ticket #2']);
  assert.is(numberIn(shown.text), 2);
  assert.equal((await newest()).texts, ['more anew']);
  await game.shard.command('s1', { kind: 'close' }, (await newest()).ticket);
  assert.equal((await newest()).texts, ['the first', 'more']);
});
