import { toGump } from '../../clients/shard/gump.ts';
import { assert, suite } from '../support/suite.ts';
import { closeStages, Stage } from './stage.ts';

const test = suite('elements of gump.send_layout');
test.after.each(closeStages);

interface Row {
  readonly type: string;
  /** Every field with a value as Lua; those that may be left out under `optional`. */
  readonly needed: Readonly<Record<string, string>>;
  readonly optional?: Readonly<Record<string, string>>;
  /** With all fields, and with the needed ones alone. */
  readonly token: string;
  readonly short?: string;
  readonly texts?: readonly string[];
  readonly shortTexts?: readonly string[];
}

const place = { x: '1', y: '2' };
const area = { ...place, width: '3', height: '4' };
const faces = { normal_id: '4005', pressed_id: '4007' };
const states = { ...place, inactive_id: '210', active_id: '211', switch_id: '7' };
const entry = { ...area, hue: '5', entry_id: '6' };
const hey = { texts: ['hey'], shortTexts: ['hey'] };
const heyOr = { texts: ['hey'], shortTexts: [''] };

const rows: readonly Row[] = [
  {
    type: 'page',
    needed: {},
    optional: { index: '3' },
    token: '{ page 3 }',
    short: '{ page 0 }',
  },
  { type: 'group', needed: { id: '4' }, token: '{ group 4 }' },
  {
    type: 'background',
    needed: { ...area, gump_id: '9200' },
    token: '{ resizepic 1 2 9200 3 4 }',
  },
  { type: 'alpha_region', needed: area, token: '{ checkertrans 1 2 3 4 }' },
  {
    type: 'image',
    needed: { ...place, gump_id: '30' },
    optional: { hue: '9' },
    token: '{ gumppic 1 2 30 hue=9 }',
    short: '{ gumppic 1 2 30 }',
  },
  {
    type: 'image_tiled',
    needed: { ...area, gump_id: '30' },
    token: '{ gumppictiled 1 2 3 4 30 }',
  },
  {
    type: 'item',
    needed: { ...place, item_id: '30' },
    optional: { hue: '9' },
    token: '{ tilepichue 1 2 30 9 }',
    short: '{ tilepic 1 2 30 }',
  },
  {
    type: 'label',
    needed: { ...place, hue: '33', text: "'hey'" },
    token: '{ text 1 2 33 0 }',
    ...hey,
  },
  {
    type: 'label_cropped',
    needed: { ...area, hue: '5', text: "'hey'" },
    token: '{ croppedtext 1 2 3 4 5 0 }',
    ...hey,
  },
  {
    type: 'html',
    needed: { ...area, text: "'hey'" },
    optional: { background: 'false', scrollbar: 'true' },
    token: '{ htmlgump 1 2 3 4 0 0 1 }',
    short: '{ htmlgump 1 2 3 4 0 1 0 }',
    ...hey,
  },
  {
    type: 'checkbox',
    needed: states,
    optional: { initial_state: 'true' },
    token: '{ checkbox 1 2 210 211 1 7 }',
    short: '{ checkbox 1 2 210 211 0 7 }',
  },
  {
    type: 'radio',
    needed: states,
    optional: { initial_state: 'true' },
    token: '{ radio 1 2 210 211 1 7 }',
    short: '{ radio 1 2 210 211 0 7 }',
  },
  {
    type: 'text_entry',
    needed: entry,
    optional: { text: "'hey'" },
    token: '{ textentry 1 2 3 4 5 6 0 }',
    short: '{ textentry 1 2 3 4 5 6 0 }',
    ...heyOr,
  },
  {
    type: 'text_entry_limited',
    needed: entry,
    optional: { text: "'hey'", size: '40' },
    token: '{ textentrylimited 1 2 3 4 5 6 0 40 }',
    short: '{ textentrylimited 1 2 3 4 5 6 0 0 }',
    ...heyOr,
  },
  { type: 'tooltip', needed: { number: '1011036' }, token: '{ tooltip 1011036 }' },
  {
    type: 'button',
    needed: { ...place, ...faces, id: '9' },
    optional: { onclick: "'pressed'" },
    token: '{ button 1 2 4005 4007 1 0 9 }',
    short: '{ button 1 2 4005 4007 1 0 9 }',
  },
  {
    type: 'button_page',
    needed: { ...place, ...faces, page_id: '9' },
    token: '{ button 1 2 4005 4007 0 9 0 }',
  },
];

function tableOf(type: string, fields: Readonly<Record<string, string>>): string {
  const given = Object.entries(fields).map(([key, value]) => `${key} = ${value}`);
  return `{ ${[`type = '${type}'`, ...given].join(', ')} }`;
}

/** What `gump.send_layout` gives for each of these lists of elements, and the stage it was tried on. */
async function sending(elements: readonly string[]): Promise<{ stage: Stage; given: string[] }> {
  const tries = elements.map(
    (one) => `print(gump.send_layout(s, { ui = { ${one} }, handlers = handlers }, 0, 7))`,
  );
  const stage = await Stage.open(
    `local handlers = { pressed = function() print('pressed') end, none = 5 }
    function on_help_request(s) ${tries.join('\n')} end`,
    { bounds: { print_lines_max: 1_000 } },
  );
  assert.equal(await stage.help(), { kind: 'ran' });
  return { stage, given: stage.printed };
}

test('[L100] each type of element of a layout gives its token, with and without what may be left out', async () => {
  for (const row of rows) {
    const { stage, given } = await sending([
      tableOf(row.type, { ...row.needed, ...row.optional }),
      tableOf(row.type, row.needed),
      tableOf(`  ${row.type.toUpperCase()}\\t`, row.needed),
    ]);
    assert.equal(given, ['true', 'true', 'true'], row.type);
    const [long, short, spelled] = stage.forms.map((form) => toGump(form));
    assert.equal(long, { layout: row.token, texts: row.texts ?? [] }, row.type);
    const expected = { layout: row.short ?? row.token, texts: row.shortTexts ?? [] };
    assert.equal(short, expected, row.type);
    assert.equal(spelled, expected, row.type);
  }
});

test('[L101] any needed field of a layout that is missing makes the whole call false, and nothing is sent', async () => {
  for (const { type, needed } of rows) {
    const without = Object.keys(needed).map((key) => {
      const { [key]: _, ...others } = needed;
      return `{ type = 'page' }, ${tableOf(type, others)}, { type = 'page' }`;
    });
    if (without.length === 0) continue;
    const { stage, given } = await sending(without);
    assert.equal(
      given,
      without.map(() => 'false'),
      type,
    );
    assert.equal(stage.forms, [], type);
  }
});

test('[L102] any field of a layout of a wrong type makes the whole call false, and the log says which', async () => {
  for (const { type, needed, optional } of rows) {
    const wrong = Object.entries({ ...needed, ...optional }).flatMap(([key, value]) => {
      const bad = value.startsWith("'") ? ['5', '{}', 'true'] : ["'1'", '{}', 'print'];
      return bad.map((one) => tableOf(type, { ...needed, ...optional, [key]: one }));
    });
    const { stage, given } = await sending(wrong);
    assert.equal(
      given,
      wrong.map(() => 'false'),
      `${type} ${wrong.join('\n')}`,
    );
    assert.equal(stage.forms, [], type);
  }
  const { stage } = await sending([`{ type = 'page' }, { type = 'label', x = 'left' }`]);
  assert.equal(stage.lines[0], {
    level: 'warn',
    text: 'gump.send_layout: ui[2].x is no number in its range',
  });
});

test('[L105] in a layout integers are truncated and booleans may be numbers', async () => {
  const { stage, given } = await sending([
    `{ type = 'group', id = 4.9 }, { type = 'group', id = -4.9 }, { type = 'group', id = 7 / 2 }`,
    `{ type = 'html', x = 1, y = 2, width = 3, height = 4, text = 'a', background = 0, scrollbar = 1 }`,
    `{ type = 'group', id = 2 ^ 31 }`,
    `{ type = 'group', id = -2 ^ 31 - 1 }`,
    `{ type = 'group', id = 0 / 0 }`,
  ]);
  assert.equal(given, ['true', 'true', 'false', 'false', 'false']);
  assert.is(toGump(stage.forms[0]!).layout, '{ group 4 } { group -4 } { group 3 }');
  assert.is(toGump(stage.forms[1]!).layout, '{ htmlgump 1 2 3 4 0 0 1 }');
});

test('[L106] a button of a layout calls the function that onclick names; a name that is none is false', async () => {
  const button = (more: string): string =>
    `{ type = 'button', id = 9, x = 1, y = 2, normal_id = 3, pressed_id = 4${more} }`;
  const { stage, given } = await sending([
    button(`, onclick = 'pressed'`),
    button(`, onclick = 'missing'`),
    button(`, onclick = 'none'`),
    button(`, onclick = 5`),
  ]);
  assert.equal(given.splice(0), ['true', 'false', 'false', 'false']);
  assert.is(stage.forms.length, 1);
  assert.equal(await stage.press(7, 9), { kind: 'ran' });
  assert.equal(await stage.press(8, 9), { kind: 'missing' });
  assert.equal(stage.printed.at(-1), 'pressed');
  const alone = await Stage.open(
    `function on_help_request(s) print(gump.send_layout(s, { ui = { ${button(`, onclick = 'pressed'`)} } })) end`,
  );
  await alone.help();
  assert.equal(alone.printed, ['false']);
});
