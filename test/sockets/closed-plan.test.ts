import type { QueueFilter } from '../../protocol/queue.ts';
import type { ClosedList } from '../../server/storage/tables.ts';
import { planOf } from '../../server/sockets/watches/closed-plan.ts';
import { listName } from '../../server/storage/lists/list-names.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('where closed tickets are looked for');

const counts: Readonly<Record<string, number>> = {
  'status/closed': 50,
  'category/bug': 30,
  'category/stuck': 40,
  'assignee/21': 60,
  'assignee/': 90,
  'shard/north': 100,
  '11': 5,
};
const count = (list: ClosedList): number => counts[listName(list)] ?? 0;
const plan = (filter: Omit<QueueFilter, 'status'>, status: QueueFilter['status'] = both) =>
  planOf({ ...filter, status }, '21', count);
const both: QueueFilter['status'] = ['closed', 'archived'];

// [Q38] A closed filter with one condition or none is a list of the tables; with more it is looked
// for where the fewest tickets are; with words, by the longest.
test('[Q38] a filter with one condition or none is a list that the storage keeps', () => {
  assert.equal(plan({}), { kind: 'list', list: {} });
  assert.equal(plan({}, ['closed', 'closed']), { kind: 'list', list: { status: 'closed' } });
  assert.equal(plan({ category: ['Bug', 'bug '] }), { kind: 'list', list: { category: 'bug ' } });
  assert.equal(plan({ assigned: 'me' }), { kind: 'list', list: { assignee: '21' } });
  assert.equal(plan({ assigned: 'none' }), { kind: 'list', list: { assignee: null } });
  assert.equal(plan({ participant: '11', attention: 'none' }), {
    kind: 'list',
    list: { participant: '11' },
  });
});

test('[Q38] with several conditions it is looked for where the fewest tickets are', () => {
  const bugs = [{ category: 'Bug' }, { category: 'Stuck' }];
  assert.equal(plan({ category: ['Bug', 'Stuck'], shard: 'north', assignee: '21' }, ['closed']), {
    kind: 'search',
    words: [],
    conditions: [[{ status: 'closed' }], [{ assignee: '21' }], bugs, [{ shard: 'north' }]],
  });
  assert.equal(plan({ category: ['Bug', 'Stuck'] }), {
    kind: 'search',
    words: [],
    conditions: [bugs],
  });
});

test('[Q38] words are looked for by the longest, and what no closed ticket can be nowhere', () => {
  assert.equal(plan({ words: 'a horse', shard: 'north' }), {
    kind: 'search',
    words: ['horse', 'a'],
    conditions: [[{ shard: 'north' }]],
  });
  assert.equal(plan({ attention: 'needs_attention' }), { kind: 'nowhere' });
});
