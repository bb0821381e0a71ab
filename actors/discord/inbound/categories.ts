import { beginWords, foldText, wordsOf } from '../../../protocol/words.ts';
import { inboundLimits } from './inbound-limits.ts';

/** Categories that fit what is typed so far, as many as Discord shows; an exact match comes first. */
export function fittingCategories(typed: string, categories: readonly string[]): string[] {
  const wanted = wordsOf(typed);
  const plain = foldText(typed.trim());
  const isNamed = (category: string) => foldText(category) === plain;
  return categories
    .filter((category) => beginWords(wordsOf(category), wanted))
    .toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)))
    .slice(0, inboundLimits.choices_max);
}

/** Suggestions for an unknown category: those that share a word, else the first ones. */
export function nearCategories(asked: string, categories: readonly string[]): string[] {
  const fitting = fittingCategories(asked, categories);
  const sharing = categories.filter((category) =>
    wordsOf(asked).some((word) => beginWords(wordsOf(category), [word])),
  );
  const near = [fitting, sharing, categories].find(({ length }) => length > 0) ?? [];
  return near.slice(0, inboundLimits.named_categories_max);
}
