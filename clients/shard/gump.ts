import type { FormElement, FormElementName, FormElementOf } from '../../protocol/form.ts';

/**
 * A form in the format of the classic client's packets: a layout, and the texts that it refers to.
 */
export interface Gump {
  /** ASCII tokens, each `{ name … }`, joined by one space. */
  readonly layout: string;
  /** In order of use; a text used twice is listed twice. */
  readonly texts: string[];
}

/** Adds a text to the list and returns its index. */
type Keep = (text: string) => number;
type Token<N extends FormElementName> = (element: FormElementOf<N>, keep: Keep) => unknown[];

const bit = (on: boolean): number => (on ? 1 : 0);

const tokens: { readonly [N in FormElementName]: Token<N> } = {
  resize_pic: (e) => ['resizepic', e.x, e.y, e.gump_id, e.width, e.height],
  no_move: () => ['nomove'],
  no_close: () => ['noclose'],
  page: (e) => ['page', e.id],
  group: (e) => ['group', e.id],
  text: (e, keep) => ['text', e.x, e.y, e.hue, keep(e.text)],
  label_cropped: (e, keep) => ['croppedtext', e.x, e.y, e.width, e.height, e.hue, keep(e.text)],
  html: (e, keep) => {
    const flags = [bit(e.background), bit(e.scrollbar)];
    return ['htmlgump', e.x, e.y, e.width, e.height, keep(e.text), ...flags];
  },
  button: (e) => ['button', e.x, e.y, e.normal_id, e.pressed_id, 1, 0, e.button_id],
  button_page: (e) => ['button', e.x, e.y, e.normal_id, e.pressed_id, 0, e.page_id, 0],
  check_box: (e) => ['checkbox', ...switchFields(e)],
  radio: (e) => ['radio', ...switchFields(e)],
  text_entry: (e, keep) => ['textentry', ...entryFields(e), keep(e.text)],
  text_entry_limited: (e, keep) => ['textentrylimited', ...entryFields(e), keep(e.text), e.size],
  alpha_region: (e) => ['checkertrans', e.x, e.y, e.width, e.height],
  image: (e) => ['gumppic', e.x, e.y, e.gump_id, ...(e.hue > 0 ? [`hue=${e.hue}`] : [])],
  image_tiled: (e) => ['gumppictiled', e.x, e.y, e.width, e.height, e.gump_id],
  item: (e) =>
    e.hue > 0 ? ['tilepichue', e.x, e.y, e.item_id, e.hue] : ['tilepic', e.x, e.y, e.item_id],
  tool_tip: (e) => ['tooltip', e.number],
};

function switchFields(e: FormElementOf<'check_box'> | FormElementOf<'radio'>): number[] {
  return [e.x, e.y, e.inactive_id, e.active_id, bit(e.initial), e.switch_id];
}

function entryFields(
  e: FormElementOf<'text_entry'> | FormElementOf<'text_entry_limited'>,
): number[] {
  return [e.x, e.y, e.width, e.height, e.hue, e.entry_id];
}

/** Renders a form for the classic client. Elements that this version does not know are left out. */
export function toGump(form: { readonly elements: readonly FormElement[] }): Gump {
  const texts: string[] = [];
  const keep: Keep = (text) => texts.push(text) - 1;
  const layout: string[] = [];
  for (const element of form.elements) {
    const token = tokens[element.type] as Token<FormElementName> | undefined;
    if (token !== undefined) layout.push(`{ ${token(element, keep).join(' ')} }`);
  }
  return { layout: layout.join(' '), texts };
}
