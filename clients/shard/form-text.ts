import type { FormElement } from '../../protocol/form.ts';

/** A form as plain text. */
export interface FormText {
  /** The texts to read, in order, without markup. */
  readonly words: readonly string[];
  /** Buttons in order; the label is the text after a button. */
  readonly choices: ReadonlyArray<{ readonly button: number; readonly label: string }>;
  /** Buttons that turn to another page of the same form, in order. */
  readonly turns: ReadonlyArray<{ readonly page: number; readonly label: string }>;
  /** `size`: how many characters fit, if bounded. */
  readonly entries: ReadonlyArray<{
    readonly id: number;
    readonly text: string;
    readonly size?: number;
  }>;
  /** Check boxes and radio buttons in order; in one group of radio buttons only one is on. */
  readonly switches: ReadonlyArray<{
    readonly id: number;
    readonly label: string;
    readonly on: boolean;
    /** Undefined for a check box. */
    readonly group?: number;
  }>;
  readonly mayClose: boolean;
}

interface Labelled {
  label: string;
  /** Vertical position. */
  readonly y: number;
}

/** Rows of a form are further apart, so a text within this distance is in the button's row. */
const row_pixels = 12;

/** The whole form, or what is visible on one page: the pages 0 and `page`. */
export function formText(elements: readonly FormElement[], page?: number): FormText {
  const words: string[] = [];
  const choices: Array<Labelled & { readonly button: number }> = [];
  const turns: Array<Labelled & { readonly page: number }> = [];
  const entries: Array<FormText['entries'][number]> = [];
  const switches: Array<Labelled & { readonly id: number; on: boolean; readonly group?: number }> =
    [];
  let mayClose = true;
  let at = 0;
  let group = 0;
  let unlabelled: Labelled | undefined;
  const label = <L extends Labelled>(list: L[], one: L): void => {
    list.push(one);
    unlabelled = one;
  };
  for (const element of elements) {
    if (element.type === 'page') at = element.id;
    if (page !== undefined && at !== 0 && at !== page) continue;
    switch (element.type) {
      case 'no_close':
        mayClose = false;
        break;
      case 'group':
        group = element.id;
        break;
      case 'button':
        label(choices, { button: element.button_id, label: '', y: element.y });
        break;
      case 'button_page':
        label(turns, { page: element.page_id, label: '', y: element.y });
        break;
      case 'check_box':
        label(switches, { id: element.switch_id, label: '', on: element.initial, y: element.y });
        break;
      case 'radio':
        label(switches, {
          id: element.switch_id,
          label: '',
          on: element.initial,
          group,
          y: element.y,
        });
        break;
      case 'text':
      case 'label_cropped':
        if (unlabelled === undefined) words.push(element.text);
        else unlabelled.label = element.text;
        unlabelled = undefined;
        break;
      case 'html': {
        const plain = element.text.replaceAll(/<br\s*\/?>/giu, '\n').replaceAll(/<[^>]*>/gu, '');
        if (unlabelled !== undefined && Math.abs(unlabelled.y - element.y) <= row_pixels) {
          unlabelled.label = plain;
          unlabelled = undefined;
        } else {
          words.push(plain);
        }
        break;
      }
      case 'text_entry':
        entries.push({ id: element.entry_id, text: element.text });
        break;
      case 'text_entry_limited':
        entries.push({ id: element.entry_id, text: element.text, size: element.size });
        break;
      default:
        break;
    }
  }
  return {
    words,
    choices: choices.map(({ button, label: said }) => ({ button, label: said })),
    turns: turns.map(({ page: to, label: said }) => ({ page: to, label: said })),
    entries,
    switches: switches.map(({ y: _, ...one }) => one),
    mayClose,
  };
}
