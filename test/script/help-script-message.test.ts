import type { ScriptResult } from '../../actors/shard/script/messages.ts';
import { toGump } from '../../clients/shard/gump.ts';
import { assert, suite } from '../support/suite.ts';
import {
  categories,
  send,
  otherCategory,
  moreRoom,
  myTickets,
  readIt,
  answered,
  opened,
  last,
  pressLast,
} from './help-script-stage.ts';
import { byHand, closeStages, type Stage } from './stage.ts';

const test = suite('the help script that ships');
test.after.each(closeStages);

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
