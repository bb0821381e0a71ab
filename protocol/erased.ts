/**
 * What stands in tickets in place of what was erased. The web client and transcripts say it in the
 * reader's language, every other surface as it is.
 */

/** In place of the names of somebody whose data was erased. */
export const erased_name = 'erased player';
/** In place of a text that was erased. */
export const erased_text = '(erased)';

/** What a reader's language has for them. */
export interface ShownWords {
  /** For a name that is not known. */
  readonly somebody: string;
  readonly erased: { readonly name: string; readonly text: string };
}

/** A name as it is shown: of nobody known, of somebody who was erased, or itself. */
export function nameShown(name: string, { somebody, erased }: ShownWords): string {
  if (name === '') return somebody;
  return name === erased_name ? erased.name : name;
}

/** A text of a person as it is shown: one that was erased says so. */
export function textShown(text: string, { erased }: Pick<ShownWords, 'erased'>): string {
  return text === erased_text ? erased.text : text;
}
