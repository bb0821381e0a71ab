import fc from 'fast-check';
import type { FormElement } from '../../protocol/form.ts';
import { Compose } from '../../clients/shard/world/compose.ts';
import type { DialogOutcome } from '../../clients/shard/world/dialog.ts';
import { FormDialog } from '../../clients/shard/world/form-dialog.ts';
import { readSettings } from '../../clients/shard/world/world-settings.ts';
import { plain, wrap } from '../../clients/shard/world/text.ts';
import { Town } from '../../clients/shard/world/town.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('the world at a terminal');

const at = { x: 0, y: 0 };
const box = { ...at, inactive_id: 1, active_id: 2 };
const button = (button_id: number): FormElement => {
  return { type: 'button', ...at, normal_id: 1, pressed_id: 2, button_id };
};
const text = (words: string): FormElement => ({ type: 'text', ...at, hue: 0, text: words });

function dialogOf(elements: FormElement[]): { dialog: FormDialog; said: string[] } {
  const said: string[] = [];
  const dialog = new FormDialog({ form: 'f', session: 's', gump: 1, serial: 2, ...at, elements });
  dialog.begin((words) => said.push(words));
  return { dialog, said };
}

const type = (dialog: FormDialog, said: string[], ...lines: string[]): DialogOutcome =>
  lines.map((line) => dialog.line(line, (words) => said.push(words))).at(-1)!;

// [S44] At a terminal a form is filled in words: its texts, its switches, its pages, and a button
// by number or by name; it is closed by 0 unless it says that it cannot be.
test('[S44] a form is filled in words: its texts, its switches, its pages, a button by number or by name', () => {
  const { dialog, said } = dialogOf([
    text('Complaint'),
    {
      type: 'text_entry_limited',
      ...at,
      width: 9,
      height: 9,
      hue: 0,
      entry_id: 7,
      text: '',
      size: 12,
    },
    { type: 'check_box', ...box, switch_id: 1, initial: true },
    text('Urgent'),
    { type: 'group', id: 1 },
    { type: 'radio', ...box, switch_id: 2, initial: true },
    text('At sea'),
    { type: 'radio', ...box, switch_id: 3, initial: false },
    text('On land'),
    { type: 'page', id: 1 },
    { type: 'button_page', ...at, normal_id: 1, pressed_id: 2, page_id: 2 },
    text('More'),
    { type: 'page', id: 2 },
    button(9),
    text('Send'),
  ]);
  type(dialog, said, 'much too long a text', '.');
  assert.ok(said.some((words) => words.includes('20 characters, and 12 fit')));
  type(dialog, said, 'short', '.');
  assert.equal(said.slice(-5), [
    '1  [x] Urgent',
    '2  [x] At sea',
    '3  [ ] On land',
    '4  More',
    '0  Close',
  ]);
  type(dialog, said, '1', '3', 'nonsense');
  assert.is(said.at(-1), 'Type the number of a line.');
  type(dialog, said, '4');
  assert.ok(said.includes('4  Send'));
  assert.equal(type(dialog, said, 'sen'), {
    kind: 'answer',
    form: 'f',
    reply: { button: 9, switches: [3], entries: { 7: 'short' } },
  });
});

test('[S44] a form is closed by 0, unless it says that it cannot be', () => {
  const open = dialogOf([text('Read this'), button(1)]);
  const closed = { kind: 'answer', form: 'f', reply: { button: 0, switches: [], entries: {} } };
  assert.equal(type(open.dialog, open.said, '0'), closed);
  const held = dialogOf([{ type: 'no_close' }, text('Read this'), button(1)]);
  assert.is(type(held.dialog, held.said, '0').kind, 'goes_on');
  assert.not(held.said.includes('0  Close'));
});

test('[S44] what stood in a form is kept where nothing is typed, and given up by a word', () => {
  const kept = new Compose('before');
  assert.equal(
    kept.line('.', () => {}),
    { kind: 'text', text: 'before' },
  );
  assert.equal(
    kept.line('/cancel', () => {}),
    { kind: 'given_up' },
  );
});

// [S45] At a terminal text is wrapped to its width and loses no word; nothing of a text is obeyed
// by the terminal.
test('[S45] text is wrapped to the width of the terminal, and loses no word', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.integer({ min: 12, max: 90 }),
      (words, columns) => {
        const lines = wrap(words, columns, '  ');
        for (const line of lines) assert.ok(line.length <= columns);
        assert.is(lines.join('').replaceAll(/\s/gu, ''), words.replaceAll(/\s/gu, ''));
        assert.ok(!words.isWellFormed() || lines.every((line) => line.isWellFormed()));
      },
    ),
  );
});

test('[S45] of a text nothing is left that a terminal would obey', () => {
  assert.is(plain('a\u{1b}[31mb\u{1b}]0;title\u{7}c\u{9b}2Jd\r\n\te\u{0}'), 'abcd\ne');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (words) => {
      assert.not(/\p{Cc}/u.test(plain(words).replaceAll('\n', '')));
    }),
  );
});

test('[S46] in the world of the example nobody walks through walls or water', () => {
  const town = new Town();
  const { x, y } = town.location;
  assert.is(town.place, 'at the moongate');
  assert.ok(town.walk('north'));
  assert.equal([town.location.x, town.location.y], [x, y - 1]);
  for (let step = 0; step < 40; step++) town.walk('west');
  assert.ok(town.map().every((row) => row.length === 24));
  assert.is(town.map().join('').match(/@/gu)?.length, 1);
});

test('[E23] the server is found by its page or its socket', () => {
  const urlOf = (server: string) => {
    const read = readSettings(['--key', 'k', '--server', server], {});
    return read.kind === 'settings' ? read.settings.url : read.kind;
  };
  assert.is(urlOf('http://127.0.0.1:4600'), 'ws://127.0.0.1:4600/ws');
  assert.is(urlOf('https://help.example'), 'wss://help.example/ws');
  assert.is(urlOf('ws://127.0.0.1:4600/ws'), 'ws://127.0.0.1:4600/ws');
  assert.is(urlOf('ftp://help.example'), 'refused');
  const byEnv = readSettings([], { SHARDBELL_SHARD_KEY: 'k', SHARDBELL_PLAYER: 'Ben' });
  assert.is(byEnv.kind === 'settings' && byEnv.settings.name, 'Ben');
});
