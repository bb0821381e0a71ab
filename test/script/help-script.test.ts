import { join } from 'node:path';
import * as v from 'valibot';
import type { ScriptCall, ScriptResult, ShownForm } from '../../actors/shard/script/messages.ts';
import { toGump } from '../../clients/shard/gump.ts';
import { formElement } from '../../protocol/form.ts';
import { assert, suite } from '../support/suite.ts';
import { byHand, closeStages, readScripts, rootFolder, Stage } from './stage.ts';

const test = suite('the help script that ships');
test.after.each(closeStages);

const sources = readScripts(join(rootFolder(), 'server/help-scripts/shipped'));
const categories = [
  'Question',
  'Stuck',
  'Bug',
  'Account',
  'Suggestion',
  'Other',
  'VerbalHarassment',
  'PhysicalHarassment',
];
const send = 1;
const otherCategory = 2;
const moreRoom = 3;
const myTickets = 100;
const readIt = 101;

/** What a player sees: words, buttons, and what stands in the line to type in. */
interface Seen {
  readonly words: string;
  readonly buttons: number[];
  readonly typed: string | undefined;
}

function see(form: ShownForm | undefined): Seen {
  if (form === undefined) throw new Error('no form is shown');
  const words: string[] = [];
  const buttons: number[] = [];
  let typed: string | undefined;
  for (const element of form.elements) {
    assert.equal(v.parse(formElement, element), element);
    if (element.type === 'button') buttons.push(element.button_id);
    else if (element.type === 'text_entry_limited') typed = element.text;
    else if ('text' in element) words.push(element.text.replaceAll(/<[^>]*>/gu, ''));
  }
  return { words: words.join('\n'), buttons, typed };
}

/** What a server says that knows of no ticket yet. */
const answered = (submitted: ScriptResult) => async (call: ScriptCall) =>
  call.kind === 'submit' ? submitted : noTickets;
const noTickets: ScriptResult = { ok: true, value: { total: 0, tickets: [] } };

async function opened(): Promise<Stage> {
  const stage = await Stage.open(sources, { categories });
  stage.answer = answered({ ok: true, value: 100 });
  return stage;
}

function last(stage: Stage): Seen {
  return see(stage.forms.at(-1));
}

/** Presses a button of the form shown last, with what was typed. */
function pressLast(stage: Stage, button: number, typed?: string): ReturnType<Stage['press']> {
  const { gump, serial, session } = stage.forms.at(-1)!;
  const entries = typed === undefined ? [] : [[1, typed] as const];
  return stage.press(gump, button, {
    session,
    serial,
    entries,
    origin: `press-${stage.forms.length}`,
  });
}

test("[L80] Help shows the categories in their order, with buttons 1 to 8, one for the player's tickets and one to cancel", async () => {
  const stage = await opened();
  assert.equal(await stage.help(), { kind: 'ran' });
  assert.equal(last(stage).buttons, [1, 2, 3, 4, 5, 6, 7, 8, myTickets, 0]);
  assert.is(last(stage).typed, undefined);
  const { layout } = toGump(stage.forms[0]!);
  assert.match(layout, /^\{ page 0 \} \{ resizepic 0 0 /);
});

for (const [index, category] of categories.entries()) {
  // [L81] Each category leads by a text to a ticket of that category, and the player is told its
  // number.
  test(`[L81] ${category} leads by a text to a ticket of that category and its number`, async () => {
    const stage = await opened();
    stage.answer = answered({ ok: true, value: 4711 });
    await stage.help();
    await pressLast(stage, index + 1);
    assert.is(last(stage).typed, '');
    assert.equal(last(stage).buttons, [send, otherCategory, moreRoom, 0]);
    await pressLast(stage, send, '  I fell  into the sea \n');
    assert.equal(stage.submits, [
      {
        kind: 'submit',
        session: 1,
        category,
        message: 'I fell  into the sea',
        origin: 'press-2',
        ordinal: 0,
      },
    ]);
    assert.match(last(stage).words, /Your ticket is #4711/);
    assert.equal(last(stage).buttons, [readIt, 0, myTickets]);
    assert.equal(stage.errors, []);
  });
}

/** What stands in each place to type in of the form shown last, and how much it takes. */
function places(stage: Stage): [text: string, size: number][] {
  return stage.forms
    .at(-1)!
    .elements.flatMap((element) =>
      element.type === 'text_entry_limited'
        ? [[element.text, element.size] as [string, number]]
        : [],
    );
}

const full = 'x'.repeat(239);

test('[L160] no place to type in takes more than the 239 characters that servers of classic shards bear; the form says what fits, and a longer message goes on in a second place, losing nothing', async () => {
  const stage = await opened();
  const type = (button: number, ...typed: string[]) => {
    const { gump, serial, session } = stage.forms.at(-1)!;
    const entries = typed.map((text, at) => [at + 1, text] as const);
    return stage.press(gump, button, { session, serial, entries });
  };
  await stage.help();
  await type(3);
  assert.equal(places(stage), [['', 239]]);
  assert.match(last(stage).words, 'Up to 239 characters fit here.');
  await type(moreRoom, full);
  const two: [string, number][] = [
    [full, 239],
    ['', 239],
  ];
  assert.equal(places(stage), two);
  assert.match(last(stage).words, 'Up to 239 characters fit in each place');
  assert.not(last(stage).buttons.includes(moreRoom));
  // Another category keeps it all.
  await type(otherCategory, full, ' and so on');
  assert.equal(places(stage), [
    [full, 239],
    [' and so on', 239],
  ]);
  await type(3, full, ' and so on');
  await type(send, full, ' and so on');
  assert.is(stage.submits.at(-1)?.message, `${full} and so on`);
  for (const [first, second, message] of [
    ['one', 'two', 'one two'],
    [full, 'yz', `${full}yz`],
    ['x'.repeat(238), '🧱', `${'x'.repeat(238)}🧱`],
    ['one', ' ', 'one'],
    ['', 'two', 'two'],
  ] as const) {
    await stage.help();
    await type(3);
    await type(moreRoom, '');
    await type(send, first, second);
    assert.is(stage.submits.at(-1)?.message, message);
  }
  assert.equal(stage.errors, []);
});

test('[L82] a blank text is refused in words, and the same form is offered again', async () => {
  const stage = await opened();
  await stage.help();
  await pressLast(stage, 3);
  for (const blank of ['', '   ', ' \t\n ']) await pressLast(stage, send, blank);
  await pressLast(stage, send);
  assert.match(last(stage).words, /Please write something first/);
  assert.is(stage.forms.at(-1)!.gump, stage.forms[1]!.gump);
  assert.equal(stage.submits, []);
  await pressLast(stage, send, 'now');
  assert.equal(
    stage.submits.map((call) => call.message),
    ['now'],
  );
});

test('[L83] a failure gives its reason and keeps the text, which can be sent again as it is', async () => {
  const stage = await opened();
  stage.answer = answered({ ok: false, reason: 'The change could not be stored' });
  await stage.help();
  await pressLast(stage, 2);
  await pressLast(stage, send, 'stuck in a <wall>');
  assert.match(last(stage).words, /Not sent: The change could not be stored/);
  assert.is(last(stage).typed, 'stuck in a <wall>');
  stage.answer = answered({ ok: true, value: 12 });
  await pressLast(stage, send, last(stage).typed);
  assert.match(last(stage).words, /#12/);
  assert.equal(
    stage.submits.map((call) => [call.category, call.message, call.origin]),
    [
      ['Stuck', 'stuck in a <wall>', 'press-2'],
      ['Stuck', 'stuck in a <wall>', 'press-3'],
    ],
  );
});

test('[L84] backing out sends nothing, from either form, with or without a text', async () => {
  const stage = await opened();
  await stage.help();
  assert.equal(await pressLast(stage, 0), { kind: 'missing' });
  await stage.help();
  await pressLast(stage, 1);
  await pressLast(stage, 0, 'half a text');
  await stage.help();
  await pressLast(stage, 1);
  await pressLast(stage, otherCategory, 'half a text');
  await pressLast(stage, 0, 'half a text');
  assert.equal(stage.submits, []);
  assert.is(stage.forms.length, 6);
});

test('[L85] whoever goes back for another category keeps the text', async () => {
  const stage = await opened();
  await stage.help();
  await pressLast(stage, 1);
  await pressLast(stage, otherCategory, 'my horse ');
  assert.equal(last(stage).buttons, [1, 2, 3, 4, 5, 6, 7, 8, myTickets, 0]);
  assert.is(last(stage).typed, 'my horse');
  await pressLast(stage, 4, 'my horse is gone');
  assert.is(last(stage).typed, 'my horse is gone');
  await pressLast(stage, send, 'my horse is gone');
  assert.equal(
    stage.submits.map((call) => [call.category, call.message]),
    [['Account', 'my horse is gone']],
  );
});

test('[L86] after a restart the text form comes again, of the same category, with the text', async () => {
  const before = await opened();
  await before.help();
  await pressLast(before, 7);
  const { gump, serial } = before.forms.at(-1)!;
  const after = await opened();
  const entries = [[1, ' they shout '] as const];
  assert.equal(await after.lose(gump, send, { serial, entries }), { kind: 'ran' });
  assert.match(last(after).words, /The server restarted, your text is kept/);
  assert.is(last(after).typed, 'they shout');
  assert.equal(after.submits, []);
  await pressLast(after, send, last(after).typed);
  assert.equal(
    after.submits.map((call) => [call.category, call.message]),
    [['VerbalHarassment', 'they shout']],
  );
});

test('[L87] after a restart other buttons lead where they would have led, and closing leads nowhere', async () => {
  const stage = await opened();
  await stage.help();
  const { gump: picker, serial: ofPicker } = stage.forms[0]!;
  await pressLast(stage, 3);
  const { gump: text, serial: ofText } = stage.forms[1]!;
  const entries = [[1, 'typed'] as const];
  await stage.lose(picker, 3, { serial: ofPicker, entries });
  assert.is(stage.forms[2]!.gump, text);
  assert.is(last(stage).typed, 'typed');
  await stage.lose(text, otherCategory, { serial: ofText, entries });
  assert.is(stage.forms[3]!.gump, picker);
  assert.is(last(stage).typed, 'typed');
  for (const [gump, button, serial] of [
    [picker, 0, ofPicker],
    [text, 0, ofText],
    [picker, 9, ofPicker],
    [1, 1, 0],
    [text + 50, 1, 0],
  ] as const) {
    assert.equal(await stage.lose(gump, button, { serial, entries }), { kind: 'ran' });
  }
  assert.is(stage.forms.length, 4);
});

test('[L88] a ticket that was opened is logged by number and category, never by its text', async () => {
  const stage = await opened();
  stage.host.event('ticket_opened', { ticket_id: 31, category: 'Bug', message: 'a secret' });
  await stage.until(() => stage.printed.length > 0);
  assert.equal(stage.lines, [{ level: 'info', text: 'ticket #31 was opened: Bug' }]);
});

test('[L89] two players go through it at once and get what is theirs', async () => {
  const stage = await opened();
  const slow = byHand<ScriptResult>();
  stage.answer = (call) =>
    call.kind === 'submit' && call.session === 1
      ? slow.promise
      : answered({ ok: true, value: 2 })(call);
  await stage.help(1);
  await pressLast(stage, 1);
  const first = pressLast(stage, send, 'from the first');
  await stage.until(() => stage.submits.length === 1);
  await stage.help(2);
  await pressLast(stage, 2);
  await pressLast(stage, send, 'from the second');
  assert.match(last(stage).words, /#2/);
  slow.settle({ ok: true, value: 1 });
  await first;
  assert.match(last(stage).words, /#1/);
  assert.equal(
    stage.forms.map((form) => form.session),
    [1, 1, 2, 2, 2, 1],
  );
});

test('[L90] a text in any script comes back as it was typed', async () => {
  const stage = await opened();
  stage.answer = answered({ ok: false, reason: 'no' });
  await stage.help();
  for (const text of [
    'Жалоба на 100% <игрока>',
    '助けて 😀',
    '%d %s \\n',
    "'; DROP TABLE tickets; --",
  ]) {
    await pressLast(stage, stage.submits.length === 0 ? 1 : send, text);
    await pressLast(stage, send, text);
    assert.is(last(stage).typed, text);
    assert.is(stage.submits.at(-1)!.message, text);
  }
});

test('[L147] after a restart a reply is sent by the answer that brought it, and other buttons of tickets lead on', async () => {
  const stage = await opened();
  const head = { ticket_id: 7, category: 'Bug', subject: 'x', status: 'open', attention: 'none' };
  const thread = { ...head, last_entry: 0, unread: 0, seen_by_support: 0, entries: [] };
  stage.answer = async (call) => {
    if (call.kind === 'list') return noTickets;
    return { ok: true, value: call.kind === 'thread' ? thread : 7 };
  };
  const [list, read, reply] = [46_200, 46_300, 46_400];
  const lost = (gump: number, button: number, more = {}) =>
    stage.lose(gump, button, { serial: 7, origin: 'the-answer', ...more });
  await lost(reply, 1, { entries: [[1, ' more of it ']] });
  const commands = () => stage.calls.filter(({ origin }) => origin !== null);
  assert.equal(commands(), [
    {
      kind: 'reply',
      ticket: 7,
      message: 'more of it',
      session: 1,
      origin: 'the-answer',
      ordinal: 0,
    },
  ]);
  assert.is(stage.forms.at(-1)!.gump, read);
  await lost(read, 1);
  assert.is(stage.forms.at(-1)!.gump, reply);
  for (const [button, kind] of [
    [2, 'close'],
    [3, 'reopen'],
  ] as const) {
    await lost(read, button);
    assert.is(commands().at(-1)!.kind, kind);
    assert.is(stage.forms.at(-1)!.gump, read);
  }
  await lost(read, 53);
  assert.is(stage.forms.at(-1)!.gump, list);
  await lost(list, 2);
  assert.is(stage.forms.at(-1)!.gump, list);
  await lost(list, 50);
  assert.equal(last(stage).buttons, [1, 2, 3, 4, 5, 6, 7, 8, myTickets, 0]);
  const shown = stage.forms.length;
  for (const gump of [list, read, reply]) await lost(gump, 0);
  assert.is(stage.forms.length, shown);
  assert.equal(stage.errors, []);
});
