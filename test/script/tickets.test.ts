import { numberIn, type Game, type GamePlayer } from '../support/game.ts';
import { type Client, Running } from '../support/running-server.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('a player and their tickets', { limit_ms: 60_000 });

let server: Running;
let game: Game;
let ana: GamePlayer;
let iris: Client;

/** The script that ships, a player in the game and one of support. */
async function playing(scripts: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await Running.start(scripts);
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

/** Presses and gives what is shown then. */
async function press(shown: Shown, label: string, typed?: string): Promise<Shown> {
  const outcome = await ana.press(shown, label, typed);
  assert.is(outcome.t, 'done', `${label}: ${JSON.stringify(outcome)}`);
  return ana.nextForm();
}

async function help(): Promise<Shown> {
  void ana.help();
  return ana.nextForm();
}

/** The form that follows a ticket that was rung for. */
async function opened(text: string): Promise<Shown> {
  const field = await press(await help(), 'My character is stuck');
  return press(field, 'Send', text);
}

const labels = ({ text }: Shown): string[] => text.choices.map(({ label }) => label);
const words = ({ text }: Shown): string => text.words.join(' ').replaceAll(/\s+/gu, ' ');

async function support(number: number, body: string): Promise<void> {
  const sort = { by: 'created', descending: true };
  const what = { on: 'queue', filter: {}, sort, offset: 0, limit: 50 };
  const state = await iris.watch(1, what);
  iris.send({ t: 'unwatch', w: 1 });
  if (state.t !== 'state' || state.is.on !== 'queue') throw new Error(JSON.stringify(state));
  const ticket = state.is.rows.find((row) => row.number === number)!.id;
  const done = await iris.command({ kind: 'post_message', body }, { ticket, as: 'support' });
  assert.is(done.t, 'done');
}

test('[L140] from the confirmation a player reads the ticket, replies, closes it and opens it again', async () => {
  await playing();
  const confirmed = await opened('I fell into\na <wall>');
  const number = numberIn(confirmed.text);
  let thread = await press(confirmed, 'Read it');
  assert.match(words(thread), /Ana, \d+\.\d+\. \d\d:\d\d I fell into a \(wall\)/u);
  assert.match(words(thread), new RegExp(`Ticket #${number}`, 'u'));
  assert.match(words(thread), /Open - Stuck/u);
  assert.match(words(thread), /Needs attention/u);
  assert.equal(labels(thread), ['Reply', 'It is solved: close it', 'My tickets', 'Close']);

  const field = await press(thread, 'Reply');
  assert.is(field.text.entries.length, 1);
  const again = await press(field, 'Send', '  ');
  assert.match(words(again), /Please write something first/u);
  thread = await press(again, 'Send', '  it is a stone wall ');
  assert.match(words(thread), /Your reply was sent/u);
  assert.match(words(thread), /it is a stone wall/u);

  thread = await press(thread, 'It is solved: close it');
  assert.match(words(thread), /The ticket is closed/u);
  assert.equal(labels(thread), ['Open it again', 'My tickets', 'Close']);
  thread = await press(thread, 'Open it again');
  assert.match(words(thread), /The ticket is open again/u);
  assert.match(words(thread), /Ana, \S+ \S+ opened again/u);
});

test('[L141] my tickets show status, whose turn it is, and what is unread until it was read', async () => {
  await playing();
  await opened('the first');
  await opened('the second');
  await support(1, 'On my way');
  const menu = await help();
  assert.ok(labels(menu).includes('My tickets (1 with news)'), labels(menu).join());
  const list = await press(menu, 'My tickets (1 with news)');
  assert.equal(labels(list), ['#1  the first', '#2  the second', 'A new ticket', 'Close']);
  assert.match(words(list), /In progress - Stuck Waiting for response 2 new /u);
  assert.match(words(list), /Open - Stuck Needs attention/u);
  const thread = await press(list, '#1  the first');
  assert.match(words(thread), /iris \(staff\), \S+ \S+ On my way/u);
  assert.not.match(words(thread), /Seen by our staff/u);
  const again = await press(thread, 'My tickets');
  assert.not.match(words(again), /\d new/u);
  assert.ok(labels(await press(again, 'A new ticket')).includes('My character is stuck'));
});

test('[L142] a long list and a long thread come in pages, there and back', async () => {
  await playing({ 'settings.lua': 'return { tickets_per_page = 2 }' });
  for (const text of ['one', 'two', 'three']) await opened(text);
  const first = await press(await help(), 'My tickets');
  assert.equal(labels(first).slice(0, 3), ['#3  three', '#2  two', 'More']);
  const second = await press(first, 'More');
  assert.equal(labels(second).slice(0, 2), ['#1  one', 'Back']);
  assert.equal(labels(await press(second, 'Back')).slice(0, 3), labels(first).slice(0, 3));

  for (let i = 1; i <= 4; i++) await support(1, `${'x'.repeat(3_900)} ${i}`);
  const shown = await press(await press(await help(), 'My tickets (1 with news)'), '#1  one');
  assert.match(
    words(shown),
    /x 4 iris.*x 3 iris.*x 2 iris.*works on it$/u,
    'the newest fit, on top',
  );
  assert.not.match(words(shown), /x 1 /u);
  assert.ok(labels(shown).includes('Earlier') && !labels(shown).includes('Later'));
  const earlier = await press(shown, 'Earlier');
  assert.match(words(earlier), /x 1 Ana, \S+ \S+ one$/u);
  assert.ok(labels(earlier).includes('Later') && !labels(earlier).includes('Earlier'));
  assert.match(words(await press(earlier, 'Later')), /x 4 iris.*x 2 iris/u);
});

test('[L143] what staff has seen is told in the thread', async () => {
  await playing();
  const confirmed = await opened('hello');
  const sort = { by: 'created', descending: true };
  const state = await iris.watch(1, { on: 'queue', filter: {}, sort, offset: 0, limit: 50 });
  if (state.t !== 'state' || state.is.on !== 'queue') throw new Error('no queue');
  const { id: ticket } = state.is.rows[0]!;
  const from = iris.frames.length;
  iris.send({ t: 'watch', w: 3, what: { on: 'seen' } });
  iris.send({ t: 'seen', ticket, as: 'support', seq: 2 });
  await iris.next((message) => JSON.stringify(message).includes('"support":2'), from);
  assert.match(words(await press(confirmed, 'Read it')), /Seen by our staff/u);
});

test('[L144] a refusal is said in the form, and what was typed is not lost', async () => {
  await playing();
  const field = await press(await press(await opened('hello'), 'Read it'), 'Reply');
  const other = await press(await press(await help(), 'My tickets'), '#1  hello');
  const closed = await press(other, 'It is solved: close it');
  assert.match(words(closed), /The ticket is closed/u);
  const refused = await press(field, 'Send', 'too late');
  assert.match(words(refused), /Not sent: The ticket is closed: reopen it first/u);
  assert.is(refused.text.entries[0]!.text, 'too late');
});

test('[L145] words, labels and pages of the help script are those that the operator set', async () => {
  await playing({
    'settings.lua': `return {
      title = 'Hilfe',
      labels = { Stuck = 'Ich stecke fest' },
      words = { send = 'Senden', my_tickets = 'Meine Tickets' },
    }`,
  });
  const menu = await help();
  assert.is(menu.text.words[0], 'Hilfe');
  assert.ok(labels(menu).includes('Meine Tickets') && labels(menu).includes('A question'));
  assert.ok(labels(await press(menu, 'Ich stecke fest')).includes('Senden'));
});

test('[L146] the menu follows the configured categories, and a form of others leads to the new ones', async () => {
  await playing();
  const stuck = await press(await help(), 'My character is stuck');
  const value = ['Party', ...Array.from({ length: 9 }, (_, i) => `Kind ${i}`), 'Stuck'].map(
    (name) => ({
      name,
      retired: false,
    }),
  );
  await server.operate('settings_set', { setting: { name: 'categories', value } });
  const old = await help();
  const menu = await help();
  const offered = labels(menu).filter((label) => !['My tickets', 'Cancel', 'More'].includes(label));
  assert.equal(
    offered,
    value.map(({ name }) => (name === 'Stuck' ? 'My character is stuck' : name)),
  );
  assert.is(numberIn((await press(stuck, 'Send', 'of the category that it was')).text), 1);
  const moved = await press(menu, 'Party');
  assert.match(words(moved), /Help: Party/u);
  await server.operate('settings_set', {
    setting: { name: 'categories', value: [{ name: 'Party', retired: false }] },
  });
  const stale = await press(old, 'Kind 3');
  assert.match(words(stale), /has just changed/u);
  assert.equal(labels(stale), ['Party', 'My tickets', 'Cancel']);
});

test('[L148] the longest messages can be read in the game, also those of nothing but short lines', async () => {
  await playing();
  await opened('hello');
  for (const body of ['a\n'.repeat(3_999) + 'z', 'ж'.repeat(8_000), '<>'.repeat(4_000)]) {
    await support(1, body);
  }
  let shown = await press(await press(await help(), 'My tickets (1 with news)'), '#1  hello');
  const read = [words(shown)];
  while (labels(shown).includes('Earlier')) {
    shown = await press(shown, 'Earlier');
    read.push(words(shown));
  }
  const all = read.join(' ');
  assert.match(all, /(a ){3999}z/u);
  assert.match(all, /ж{8000}/u);
  assert.match(all, /(\(\)){4000}/u);
});

test('[L149] whatever a player presses and types, the help script never fails', async () => {
  await playing({ 'settings.lua': 'return { tickets_per_page = 3 }' });
  const seed = Number(process.env['SHARDBELL_TEST_SEED'] ?? Date.now() % 1e9);
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const texts = [
    '',
    ' ',
    '%s %d %',
    '<b>\n</b>',
    '😀'.repeat(119),
    'x'.repeat(239),
    "'];--",
    '\u0007',
  ];
  let shown = await help();
  const pressed = new Set<string>();
  for (let step = 0; step < 150; step++) {
    if (random(12) === 0) await support(1 + random(2), `answer ${step}`).catch(() => {});
    const choices = shown.text.choices.filter(({ button }) => button !== 0);
    const choice = choices[random(choices.length)];
    if (choice === undefined || random(15) === 0) {
      shown = await help();
      continue;
    }
    pressed.add(choice.label.replace(/^#.*/u, 'a ticket').replace(/\(.*/u, ''));
    const entries = Object.fromEntries(
      shown.text.entries.map(({ id }) => [id, texts[random(texts.length)]!]),
    );
    const { button } = choice;
    const outcome = await game.shard.answerForm(shown.form.form, { button, entries });
    assert.is(outcome.t, 'done', `seed ${seed}, step ${step}: ${choice.label}`);
    shown = await ana.nextForm();
  }
  assert.ok(pressed.size > 12, `seed ${seed}: only ${[...pressed].join()}`);
  const metrics = await (await fetch(`${server.origin}/metrics`)).text();
  assert.match(metrics, /^shardbell_script_failures_total\{shard="britain"\} 0$/mu);
  assert.not.match(metrics, /^shardbell_script_overruns_total\{.*\} [1-9]/mu);
  assert.not.match(metrics, /^shardbell_form_answers_dropped_total\{.*\} [1-9]/mu);
});
