import type { FormElement } from '../../../protocol/form.ts';
import type { ClientMessageOf } from '../../../protocol/messages.ts';

type Answered = Pick<ClientMessageOf<'form_answered'>, 'button' | 'switches' | 'entries'>;

/** What is wrong with an answer that no player can have given to this form. */
export type Unfit = 'foreign_button' | 'foreign_switch' | 'foreign_entry' | 'oversize_entry';

/** Undefined if the answer fits. Button 0 closes a form and always fits. */
export function unfitness(
  elements: readonly FormElement[],
  { button, switches, entries }: Answered,
): Unfit | undefined {
  const buttons = new Set([0]);
  const known = new Set<number>();
  /** Characters that each entry accepts. */
  const sizes = new Map<number, number>();
  for (const element of elements) {
    switch (element.type) {
      case 'button':
        buttons.add(element.button_id);
        break;
      case 'check_box':
      case 'radio':
        known.add(element.switch_id);
        break;
      case 'text_entry':
        sizes.set(element.entry_id, Infinity);
        break;
      case 'text_entry_limited':
        sizes.set(element.entry_id, element.size === 0 ? Infinity : element.size);
        break;
      default:
    }
  }
  if (!buttons.has(button)) return 'foreign_button';
  if (switches.some((one) => !known.has(one))) return 'foreign_switch';
  if (entries.some(({ id }) => !sizes.has(id))) return 'foreign_entry';
  if (entries.some(({ id, text }) => text.length > sizes.get(id)!)) return 'oversize_entry';
  return undefined;
}
