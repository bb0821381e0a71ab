import type { StoredReceipt } from '../../actors/runtime/store.ts';
import type { Storage } from '../../server/storage/storage.ts';
import { isActive } from '../../actors/ticket/state.ts';
import type { Change } from '../../actors/ticket/event.ts';
import { Story, closing, noted, receiptOf, reopening, said } from './story.ts';

/** What the storm writes follows from the ticket and how many turns it had, so that anybody can check it. */
const stories_count = 24;

export function storiesOf(): Story[] {
  return Array.from({ length: stories_count }, (_, i) => {
    return new Story(`t${i}`, i + 1, i % 2 === 0 ? ['11'] : ['11', '12']);
  });
}

export function turnOf(story: Story): Change[] {
  const { state, turns, number } = story;
  if (state === null) return [story.opening, said('I am stuck')];
  const kind = (number * 7 + turns) % 9;
  if (!isActive(state)) return kind < 5 ? [reopening] : [noted(`${turns} of a closed one`)];
  if (kind === 0) return [closing];
  if (kind < 3) return [noted(`note ${turns}`), said(`reply ${turns}`)];
  if (kind === 3) return [];
  return [said(`words ${turns} `.repeat(kind * 20))];
}

export function receiptsOf({ turns }: Story): StoredReceipt[] {
  return [receiptOf(`11/c${turns}`, 1_700_000_000_000 + turns)];
}

/** How many turns it had, as its receipts tell; none is forgotten so soon. */
export function countTurns(story: Story, { tickets }: Pick<Storage, 'tickets'>): void {
  while (tickets.receipt(story.id, receiptsOf(story)[0]!.key) !== undefined) story.turns += 1;
}
