import * as v from 'valibot';
import { toGump } from '../../clients/shard/gump.ts';
import { encode, subprotocols } from '../../protocol/codec.ts';
import {
  formElement,
  formElementNames,
  formElements,
  form_elements_max,
  form_int_min,
  form_text_chars_max,
  form_texts_chars_max,
  type FormElement,
  type FormField,
} from '../../protocol/form.ts';
import { limits } from '../../protocol/limits.ts';
import { assert, suite } from '../support/suite.ts';
import { closeStages, Stage } from './stage.ts';

const test = suite('forms');
test.after.each(closeStages);

/** The elements of the form that this Lua builds in `g`. */
async function built(code: string): Promise<FormElement[]> {
  const stage = await Stage.open(
    `function on_help_request(s) local g = gump.create() ${code} gump.send(s, g) end`,
  );
  const outcome = await stage.help();
  if (outcome.kind !== 'ran') throw new Error(JSON.stringify(outcome));
  return stage.forms[0]!.elements;
}

async function layoutOf(code: string): Promise<string> {
  return toGump({ elements: await built(code) }).layout;
}

async function failure(code: string): Promise<string> {
  const stage = await Stage.open(`function on_help_request() local g = gump.create() ${code} end`);
  const outcome = await stage.help();
  return outcome.kind === 'failed' ? outcome.traceback : outcome.kind;
}

const tokens: [string, string, string[]?][] = [
  ['g:resize_pic(1, 2, 9200, 300, 400)', '{ resizepic 1 2 9200 300 400 }'],
  ['g:no_move()', '{ nomove }'],
  ['g:no_close()', '{ noclose }'],
  ['g:page()', '{ page 0 }'],
  ['g:page(3)', '{ page 3 }'],
  ['g:group(4)', '{ group 4 }'],
  ['g:text(1, 2, 33, "hey")', '{ text 1 2 33 0 }', ['hey']],
  ['g:label_cropped(1, 2, 3, 4, 5, "hey")', '{ croppedtext 1 2 3 4 5 0 }', ['hey']],
  ['g:html(1, 2, 3, 4, "<b>hey</b>")', '{ htmlgump 1 2 3 4 0 1 0 }', ['<b>hey</b>']],
  ['g:html(1, 2, 3, 4, "hey", false, true)', '{ htmlgump 1 2 3 4 0 0 1 }', ['hey']],
  ['g:html_localized(1, 2, 3, 4, "hey")', '{ htmlgump 1 2 3 4 0 1 0 }', ['hey']],
  ['g:button(1, 2, 4005, 4007, 9)', '{ button 1 2 4005 4007 1 0 9 }'],
  ['g:button_page(1, 2, 4005, 4007, 9)', '{ button 1 2 4005 4007 0 9 0 }'],
  ['g:check_box(1, 2, 210, 211, 7)', '{ checkbox 1 2 210 211 0 7 }'],
  ['g:check_box(1, 2, 210, 211, 7, true)', '{ checkbox 1 2 210 211 1 7 }'],
  ['g:radio(1, 2, 208, 209, 8, true)', '{ radio 1 2 208 209 1 8 }'],
  ['g:text_entry(1, 2, 3, 4, 5, 6, "hey")', '{ textentry 1 2 3 4 5 6 0 }', ['hey']],
  [
    'g:text_entry_limited(1, 2, 3, 4, 5, 6, "hey", 40)',
    '{ textentrylimited 1 2 3 4 5 6 0 40 }',
    ['hey'],
  ],
  ['g:alpha_region(1, 2, 3, 4)', '{ checkertrans 1 2 3 4 }'],
  ['g:image(1, 2, 30)', '{ gumppic 1 2 30 }'],
  ['g:image(1, 2, 30, 4)', '{ gumppic 1 2 30 hue=4 }'],
  ['g:image_tiled(1, 2, 3, 4, 30)', '{ gumppictiled 1 2 3 4 30 }'],
  ['g:item(1, 2, 30)', '{ tilepic 1 2 30 }'],
  ['g:item(1, 2, 30, 4)', '{ tilepichue 1 2 30 4 }'],
  ['g:tool_tip(1011036)', '{ tooltip 1011036 }'],
];

test('[L1] each method of the builder adds its classic token, with its optional values', async () => {
  const elements = await built(tokens.map(([code]) => code).join(' '));
  const used = new Set(elements.map((element) => element.type));
  assert.equal(
    formElementNames.filter((name) => !used.has(name)),
    [],
    'methods that were not tried',
  );
  elements.forEach((element, index) => {
    const [code, layout, texts] = tokens[index]!;
    assert.equal(toGump({ elements: [element] }), { layout, texts: texts ?? [] }, code);
  });
});

test('[L2] tokens are joined by one space and texts are listed in order of use', async () => {
  const elements = await built(
    'g:page():text(1, 2, 3, "a"):html(1, 2, 3, 4, "b"):text(5, 6, 7, "a")',
  );
  assert.equal(toGump({ elements }), {
    layout: '{ page 0 } { text 1 2 3 0 } { htmlgump 1 2 3 4 1 1 0 } { text 5 6 7 2 }',
    texts: ['a', 'b', 'a'],
  });
});

test('[L3] what the builder makes passes the validator of the wire, and nothing else does', async () => {
  const elements = await built(tokens.map(([code]) => code).join(' '));
  for (const element of elements) assert.equal(v.parse(formElement, element), element);
  const wrong: unknown[] = [
    { type: 'page' },
    { type: 'page', id: 'one' },
    { type: 'page', id: 1.5 },
    { type: 'page', id: 2 ** 31 },
    { type: 'page', id: 1, more: 1 },
    { type: 'banner' },
    { type: 'text', x: 1, y: 2, hue: 3, text: 'x'.repeat(form_text_chars_max + 1) },
    { type: 'text', x: 1, y: 2, hue: 3, text: 'a\0b' },
    { type: 'text_entry', x: 1, y: 2, width: 3, height: 4, hue: 5, entry_id: 65_536, text: '' },
  ];
  for (const element of wrong) assert.not(v.is(formElement, element), JSON.stringify(element));
});

test('[L4] every kind of element and every field of it has a sentence for the documents', () => {
  for (const name of formElementNames) {
    const { sentence, fields } = formElements[name];
    assert.ok(sentence.endsWith('.'), name);
    for (const [key, field] of Object.entries<FormField>(fields)) {
      assert.ok(v.getDescription(field.schema), `${name}.${key}`);
    }
  }
});

test('[L5] numbers are cut to whole ones, and numbers and booleans stand in for text and booleans', async () => {
  assert.is(await layoutOf('g:page(300 / 40)'), '{ page 7 }');
  assert.is(await layoutOf('g:page(-7.9)'), '{ page -7 }');
  assert.is(
    await layoutOf('g:check_box(1, 2, 3, 4, 5, 1):radio(1, 2, 3, 4, 5, 0)'),
    '{ checkbox 1 2 3 4 1 5 } { radio 1 2 3 4 0 5 }',
  );
  assert.equal(toGump({ elements: await built('g:text(1, 2, 3, 42)') }).texts, ['42']);
  assert.equal(toGump({ elements: await built('g:text_entry(1, 2, 3, 4, 5, 6)') }).texts, ['']);
});

test('[L6] a wrong argument is an error that names the field and the line', async () => {
  assert.match(
    await failure('g:button(1, 2, 3)'),
    /help\.lua:1: bad argument #4 to 'button' \(pressed_id: number expected, got no value\)/,
  );
  assert.match(await failure('g:text(1, 2, "red", "hey")'), /hue: number expected/);
  assert.match(await failure('g:text(1, 2, 3, {})'), /text: string expected/);
  assert.match(
    await failure('g:page(4294967296)'),
    /help\.lua:1: id must be from -2147483648 to 2147483647/,
  );
  assert.match(await failure('g:page(0 / 0)'), /id: number expected/);
  assert.match(await failure('g.page("x", 1)'), /gump builder expected/);
});

test('[L7] a form is bounded in elements and in text', async () => {
  const many = `for i = 1, ${form_elements_max + 1} do g:page(1) end`;
  assert.match(await failure(many), /may not have more than 512 elements/);
  assert.match(
    await failure(`g:text(1, 2, 3, ("x"):rep(16385))`),
    /text may not be longer than 16384/,
  );
  assert.match(
    await failure(`for i = 1, 3 do g:text(1, 2, 3, ("x"):rep(16000)) end`),
    /the texts of a form may not be longer/,
  );
});

test('[L8] control characters and broken text do not reach a form', async () => {
  const elements = await built('g:text(1, 2, 3, "a\\0b\\27c\\nd\\255")');
  assert.equal(toGump({ elements }).texts, ['abc\nd\uFFFD']);
});

test('[L9] the largest form fits a frame of either subprotocol', () => {
  const [x, y, width, height, hue] = Array.from({ length: 5 }, () => form_int_min);
  const text = '€'.repeat(form_texts_chars_max / form_elements_max);
  const largest = {
    type: 'text_entry_limited',
    x,
    y,
    width,
    height,
    hue,
    entry_id: 65_535,
    text,
    size: 65_535,
  };
  const elements = Array.from({ length: form_elements_max }, () => v.parse(formElement, largest));
  const place = { gump: form_int_min, serial: form_int_min, x: form_int_min, y: form_int_min };
  const id = 'x'.repeat(limits.id_chars_max);
  for (const subprotocol of subprotocols) {
    const frame = encode(
      { t: 'show_form', session: id, form: id, ...place, elements },
      subprotocol,
    );
    const bytes = Buffer.byteLength(frame);
    assert.ok(bytes < limits.frame_out_bytes_max, `${subprotocol}: ${bytes} bytes`);
    assert.ok(bytes > 100_000, 'it is a large form');
  }
});
