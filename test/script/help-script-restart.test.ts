import { assert, suite } from '../support/suite.ts';
import {
  send,
  otherCategory,
  myTickets,
  noTickets,
  opened,
  last,
  pressLast,
} from './help-script-stage.ts';
import { closeStages } from './stage.ts';

const test = suite('the help script that ships, after a restart');
test.after.each(closeStages);

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
