import type { FormElement } from '../../protocol/form.ts';

/** A form as somebody without pictures reads it. */
export interface FormText {
  /** What stands there to be read, in order, without markup. */
  readonly words: readonly string[];
  /** Buttons in order; the label is the text that follows a button. */
  readonly choices: ReadonlyArray<{ readonly button: number; readonly label: string }>;
  readonly entries: ReadonlyArray<{ readonly id: number; readonly text: string }>;
}

export function formText(elements: readonly FormElement[]): FormText {
  const words: string[] = [];
  const choices: Array<{ button: number; label: string }> = [];
  const entries: Array<{ id: number; text: string }> = [];
  let unlabelled: { button: number; label: string } | undefined;
  for (const element of elements) {
    switch (element.type) {
      case 'button':
        unlabelled = { button: element.button_id, label: '' };
        choices.push(unlabelled);
        break;
      case 'text':
      case 'label_cropped':
        if (unlabelled === undefined) words.push(element.text);
        else unlabelled.label = element.text;
        unlabelled = undefined;
        break;
      case 'html':
        words.push(element.text.replaceAll(/<[^>]*>/gu, ''));
        break;
      case 'text_entry':
      case 'text_entry_limited':
        entries.push({ id: element.entry_id, text: element.text });
        break;
      default:
        break;
    }
  }
  return { words, choices, entries };
}
