import { nameShown as nameIn, textShown as textIn } from '../../../protocol/erased.ts';
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

/** A name and a text of a person, as they are shown. */
export const nameShown = (name: string): string => nameIn(name, texts.ticket);
export const textShown = (text: string): string => textIn(text, texts.ticket);

export function personName({ name }: Person): string {
  return nameShown(name);
}

export function placeName({ map, x, y, z }: Location): string {
  return texts.details.place(map, x, y, z);
}
