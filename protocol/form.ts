import * as v from 'valibot';
import { flag, int } from './field.ts';
import { ranges } from './limits.ts';

/**
 * What a form in the game is made of: one entry a kind of element, its fields in the order in which
 * scripts give them. The wire's validator, the TypeScript type, the methods of the Lua builder and
 * the classic layout are all read off this table.
 */

/** Elements of one form. */
export const form_elements_max = 512;
/** Characters (UTF-16 units) of one text in a form. */
export const form_text_chars_max = 16_384;
/** Characters of all texts of one form together, so that the form fits a frame in either encoding. */
export const form_texts_chars_max = 32_768;
/** The classic packets carry 32 bits for a number of a form. */
export const form_int_min = ranges.int32_min;
export const form_int_max = ranges.int32_max;
/** The classic answer carries 16 bits for the number of a text entry. */
export const form_entry_id_max = 65_535;

/** Control characters would break the classic text list and make JSON six times as long. */
// oxlint-disable-next-line no-control-regex
export const form_text_refused = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]/gu;

interface IntField {
  readonly kind: 'int';
  readonly schema: ReturnType<typeof int>;
  readonly min: number;
  readonly max: number;
  /** What scripts may leave out, and what it is then. */
  readonly otherwise?: number;
}
interface TextField {
  readonly kind: 'text';
  readonly schema: ReturnType<typeof formText>;
}
interface BoolField {
  readonly kind: 'bool';
  readonly schema: ReturnType<typeof flag>;
  readonly otherwise: boolean;
}
export type FormField = IntField | TextField | BoolField;

function formText(sentence: string) {
  return v.pipe(
    v.string(),
    v.maxLength(form_text_chars_max),
    v.check((text) => text.search(form_text_refused) < 0, 'no control characters'),
    v.description(sentence),
  );
}

function number(sentence: string, otherwise?: number, max: number = form_int_max): IntField {
  const min = max === form_int_max ? form_int_min : 0;
  const field = { kind: 'int', schema: int(min, max, sentence), min, max } as const;
  return otherwise === undefined ? field : { ...field, otherwise };
}
const words = (sentence: string): TextField => ({ kind: 'text', schema: formText(sentence) });
const choice = (sentence: string, otherwise: boolean): BoolField => {
  return { kind: 'bool', schema: flag(sentence), otherwise };
};

const x = number('Left edge.');
const y = number('Upper edge.');
const width = number('Width.');
const height = number('Height.');
const place = { x, y };
const area = { x, y, width, height };
const hue = number('Colour.');
const art = number('Picture.');
const paint = number('Colour; 0 leaves the picture as it is.', 0);
const entry_id = number('Number of the entry in the answer.', undefined, form_entry_id_max);
const states = {
  inactive_id: number('Picture while off.'),
  active_id: number('Picture while on.'),
  switch_id: number('Number of the switch in the answer.'),
  initial: choice('Whether it is on at first.', false),
};
const faces = { normal_id: number('Picture.'), pressed_id: number('Picture while held down.') };

export const formElements = {
  resize_pic: element('A frame of nine pictures around an area.', {
    ...place,
    gump_id: art,
    width,
    height,
  }),
  no_move: element('The form cannot be moved.', {}),
  no_close: element('The form cannot be closed but by a button.', {}),
  page: element('What follows is on this page; page 0 is on all.', { id: number('Page.', 0) }),
  group: element('The radio buttons that follow belong together.', { id: number('Group.') }),
  text: element('One line of text.', { ...place, hue, text: words('The line.') }),
  label_cropped: element('One line of text, cut at an edge.', {
    ...area,
    hue,
    text: words('The line.'),
  }),
  html: element('Text with the markup of the game, on several lines.', {
    ...area,
    text: words('The text.'),
    background: choice('Whether it has a ground of its own.', true),
    scrollbar: choice('Whether it can be scrolled.', false),
  }),
  button: element('A button that answers the form.', {
    ...place,
    ...faces,
    button_id: number('Number of the button in the answer.'),
  }),
  button_page: element('A button that turns to a page.', {
    ...place,
    ...faces,
    page_id: number('Page to turn to.'),
  }),
  check_box: element('A switch of its own.', { ...place, ...states }),
  radio: element('A switch of which one in its group is on.', { ...place, ...states }),
  text_entry: element('A line to type in.', {
    ...area,
    hue,
    entry_id,
    text: words('What stands there at first.'),
  }),
  text_entry_limited: element('A line to type in, of bounded length.', {
    ...area,
    hue,
    entry_id,
    text: words('What stands there at first.'),
    size: number('Characters it takes.', undefined, form_entry_id_max),
  }),
  alpha_region: element('Lets the world shine through an area.', area),
  image: element('A picture.', { ...place, gump_id: art, hue: paint }),
  image_tiled: element('A picture repeated over an area.', { ...area, gump_id: art }),
  item: element('A picture of an item.', { ...place, item_id: number('Item.'), hue: paint }),
  tool_tip: element('A hint for the element before it.', {
    number: number("Number of the game's own text."),
  }),
} as const;

function element<const F extends Readonly<Record<string, FormField>>>(sentence: string, fields: F) {
  return { sentence, fields };
}

type Elements = typeof formElements;
export type FormElementName = keyof Elements;
export type FormElementOf<N extends FormElementName> = { type: N } & {
  -readonly [K in keyof Elements[N]['fields']]: Elements[N]['fields'][K] extends FormField
    ? v.InferOutput<Elements[N]['fields'][K]['schema']>
    : never;
};
/** One element as it travels, such as `{ type: 'page', id: 0 }`: all its fields are there. */
export type FormElement = { [N in FormElementName]: FormElementOf<N> }[FormElementName];

export const formElementNames = Object.keys(formElements) as FormElementName[];

const shapes = formElementNames.map((name) => {
  const { sentence, fields } = formElements[name];
  const entries = Object.entries<FormField>(fields).map(([key, field]) => [key, field.schema]);
  const shape = v.strictObject({ type: v.literal(name), ...Object.fromEntries(entries) });
  return v.pipe(shape, v.description(sentence));
});

/** Checks one element; a variant whose options are in the order of the table. */
export const formElement = v.variant('type', shapes) as unknown as v.GenericSchema<FormElement>;
