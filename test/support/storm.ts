import type { StoredReceipt } from '../../actors/runtime/store.ts';
import { isActive } from '../../actors/ticket/state.ts';
import type { Change } from '../../actors/ticket/event.ts';
import { Story, closing, noted, receiptOf, reopening, said } from './story.ts';

/** What the storm writes follows from the ticket and its head alone, so that anybody can check it. */
const tickets = 24;

export function storiesOf(): Story[] {
  return Array.from({ length: tickets }, (_, i) => {
    return new Story(`t${i}`, i + 1, i % 2 === 0 ? ['11'] : ['11', '12']);
  });
}

export function turnOf(story: Story): Change[] {
  const { state, head, number } = story;
  if (state === null) return [story.opening, said('I am stuck')];
  const kind = (number * 7 + head) % 9;
  if (!isActive(state)) return kind < 5 ? [reopening] : [noted(`${head} of a closed one`)];
  if (kind === 0) return [closing];
  if (kind < 3) return [noted(`note ${head}`), said(`reply ${head}`)];
  if (kind === 3) return [];
  return [said(`words ${head} `.repeat(kind * 20))];
}

export function receiptsOf({ head }: Story): StoredReceipt[] {
  return [receiptOf(`11/c${head}`, 1_700_000_000_000 + head)];
}
