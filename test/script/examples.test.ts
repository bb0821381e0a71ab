import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptLimits } from '../../actors/shard/script/script-limits.ts';
import type { Game, GamePlayer } from '../support/game.ts';
import { packageRoot } from '../support/package-root.ts';
import { Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the examples of docs/scripting.md', { limit_ms: 60_000 });

const page = readFileSync(join(packageRoot, 'docs/scripting.md'), 'utf8');

/** The Lua below each heading that has some. */
const examples = new Map(
  page.split(/^#+ /mu).flatMap((part) => {
    const title = part.slice(0, part.indexOf('\n'));
    const code = /```lua\n([^]*?)```/u.exec(part)?.[1];
    return code === undefined ? [] : [[title, code] as const];
  }),
);

let server: Running;
let game: Game;
let ana: GamePlayer;
let ben: GamePlayer;

async function play(title: string): Promise<void> {
  const code = examples.get(title);
  if (code === undefined) throw new Error(`there is no example ${title}`);
  server = await Running.start({ [title.endsWith('.lua') ? title : 'help.lua']: code });
  game = await server.game('britain');
  ana = game.logIn('s1', { id: 'a1', name: 'ana' }, { id: 'c1', name: 'Ana' });
  ben = game.logIn('s2', { id: 'a2', name: 'ben' }, { id: 'c2', name: 'Ben' });
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

async function press(shown: Shown, label: string, typed?: string): Promise<Shown> {
  void ana.press(shown, label, typed);
  return ana.nextForm();
}

const words = ({ text }: Shown): string[] => [...text.words];

const runs: Record<string, () => Promise<void>> = {
  'A first form': async () => {
    const form = await help();
    assert.equal(words(form), ['What happened?']);
    assert.equal(words(await press(form, 'Send', 'The sky fell')), ['Your ticket is #1.']);
    assert.equal(words(await press(await help(), 'Send', ' ')), ['the message is blank']);
  },
  'A layout': async () => {
    const form = await help();
    assert.equal(words(form), ['Welcome, Ana. You are number 1.']);
    assert.equal(words(await press(form, 'Again')), ['Welcome, Ana. You are number 2.']);
  },
  'The tickets of a player': async () => {
    assert.equal(words(await help()), ['You have 0 tickets.']);
    await game.shard.command('s1', { kind: 'open', category: 'Bug', body: 'A hole' });
    assert.equal(words(await help()), ['You have 1 tickets.', '#1 A hole: open, 2 new']);
  },
  'A thread': async () => {
    const newest = await help();
    assert.equal(words(newest), ['2 Ana: The gate is stuck', '3 Ana: And so am I']);
    assert.equal(words(await press(newest, 'Earlier')), ['1 Ana: opened']);
  },
  'Reply, close, reopen': async () => {
    assert.equal(words(await help()), ['The ticket is closed: reopen it first.']);
  },
  Categories: async () => {
    const { choices } = (await help()).text;
    assert.is(choices.length, 8);
    assert.equal(choices[0], { button: 1, label: 'Question' });
  },
  'A word to everybody': async () => {
    await ana.help();
    assert.is((await ben.notices.next()).text, 'Ana asks for help.');
    assert.equal(ana.notices.all, []);
  },
  'A call for friends': async () => {
    await ana.help();
    assert.is((await ana.notices.next()).text, 'Something new in #1.');
    assert.equal(ben.notices.all, []);
  },
  'A text that is not lost': async () => {
    const again = await press(await help(), 'Send', 'a thousand words');
    assert.is(again.text.entries[0]!.text, 'a thousand words');
    assert.is((await ana.notices.next()).text, 'It failed. Please try again.');
  },
  'settings.lua': async () => {
    const menu = await help();
    assert.is(words(menu)[0], 'Help of Britain');
    const labels = menu.text.choices.map(({ label }) => label);
    assert.ok(labels.includes('I cannot move') && labels.includes('A question'));
    assert.is(labels.at(-1), 'Never mind');
  },
};

for (const title of examples.keys()) {
  // [L150] Every example of docs/scripting.md runs and does what the page says.
  test(`[L150] the example runs and does what the page says: ${title}`, async () => {
    await play(title);
    const run = runs[title];
    assert.ok(run, `nobody tries ${title}`);
    await run();
  });
}

test('[L151] the page of scripts says what their bounds are', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|/gmu)];
  assert.ok(rows.length > 15);
  for (const [, name, value] of rows) {
    assert.is(Number(value), scriptLimits[name as keyof typeof scriptLimits], name);
  }
});
