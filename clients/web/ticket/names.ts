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

export function personName(person: Person): string {
  return person.name === '' ? texts.ticket.somebody : person.name;
}

export function placeName({ map, x, y, z }: Location): string {
  return texts.details.place(map, x, y, z);
}
