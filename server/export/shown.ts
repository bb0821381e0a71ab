import { erased_name, erased_text } from '../../protocol/erased.ts';
import type { Words } from './words/en.ts';

/** A name as it is shown: of nobody known, of somebody who was erased, or itself. */
export function nameShown(name: string, { somebody, erased }: Words): string {
  if (name === '') return somebody;
  return name === erased_name ? erased.name : name;
}

/** A text of a person as it is shown: one that was erased says so. */
export function textShown(text: string, { erased }: Words): string {
  return text === erased_text ? erased.text : text;
}
