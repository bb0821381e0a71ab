import { erased_name, erased_text } from '../../../protocol/erased.ts';
import type { Location, Person } from '../../../protocol/ticket.ts';
import { texts } from '../i18n/texts.ts';

/** "VerbalHarassment" in readable form. Categories are configured, so most are not in the table. */
export function categoryName(category: string): string {
  // A category may have the name of an object's own property.
  if (Object.hasOwn(texts.category, category)) return texts.category[category]!;
  return category.replace(
    /([a-z])([A-Z])/gu,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

/** A name as it is shown: of nobody known, of somebody who was erased, or itself. */
export function nameShown(name: string): string {
  if (name === '') return texts.ticket.somebody;
  return name === erased_name ? texts.ticket.erasedName : name;
}

/** A text of a person as it is shown: one that was erased says so. */
export function textShown(text: string): string {
  return text === erased_text ? texts.ticket.erasedText : text;
}

export function personName({ name }: Person): string {
  return nameShown(name);
}

export function placeName({ map, x, y, z }: Location): string {
  return texts.details.place(map, x, y, z);
}
