import * as v from 'valibot';
import { flag, id, listOf, maybe, oneOf, text } from './field.ts';
import { limits } from './limits.ts';
import { attentions, priorities, statuses } from './ticket.ts';

/** Which tickets a list of support has, and in which order. */

export const queueFilter = v.strictObject({
  status: maybe(
    listOf(
      oneOf(statuses, 'Where in its life the ticket is.'),
      4,
      'Any of these, either of the active ones (open, in_progress) or of the closed ones (closed, archived), which are lists of their own; absent means the active ones.',
    ),
  ),
  category: maybe(
    listOf(text(limits.category_chars_max, 'A category.'), 40, 'Any of these categories.'),
  ),
  assigned: maybe(oneOf(['me', 'none'], 'Assigned to the watching account, or to nobody.')),
  assignee: maybe(id('Assigned to this account.')),
  participant: maybe(id('With this account as a participant.')),
  attention: maybe(oneOf(attentions, 'Only with this attention.')),
  priority: maybe(oneOf(priorities, 'Only with this priority.')),
  shard: maybe(id('From this shard.')),
  words: maybe(
    text(limits.find_words_chars_max, 'Beginnings of words of the subject; all must match.'),
  ),
});
export type QueueFilter = v.InferOutput<typeof queueFilter>;

export const queueSort = v.strictObject({
  by: oneOf(
    ['created', 'updated', 'waiting', 'priority'],
    'What the rows are sorted by; ties by number, and of one priority those that wait longest first. Closed tickets are not sorted by waiting and priority, and by created they go by number.',
  ),
  descending: flag('Largest first.'),
});
export type QueueSort = v.InferOutput<typeof queueSort>;
