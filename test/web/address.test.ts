import { triage } from '../../clients/web/app/triage.ts';
import fc from 'fast-check';
import {
  addressOf,
  adminPages,
  defaultSort,
  filterOf,
  parseRoute,
  sortsOf,
  startQuery,
  views,
  withStatus,
  withView,
  type QueueQuery,
  type Route,
} from '../../clients/web/app/address.ts';
import { limits } from '../../protocol/limits.ts';
import { statuses } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('address');

/** Objects as a literal makes them. */
const plain = { noNullPrototype: true } as const;

const within = (chars_max: number) =>
  fc.string({ unit: 'grapheme', minLength: 1 }).filter(({ length }) => length <= chars_max);
const id = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((one) => !/\s/u.test(one));
const named = fc.record({ id, name: fc.string({ unit: 'grapheme' }) }, plain);
const perhaps = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });

/** What may be chosen in the page: a view, and a state that leads to another one if it has to. */
const which = fc
  .tuple(fc.constantFrom(...views), fc.constantFrom(undefined, ...statuses))
  .map(([view, status]) => withStatus({ ...startQuery, view }, status));

const query: fc.Arbitrary<QueueQuery> = which.chain(({ view, status }) =>
  fc.record(
    {
      view: fc.constant(view),
      status: fc.constant(status),
      category: perhaps(within(limits.category_chars_max)),
      words: perhaps(within(limits.find_words_chars_max)),
      priority: perhaps(fc.constantFrom(...triage.priority.words)),
      shard: perhaps(id),
      assignee: perhaps(named),
      participant: perhaps(named),
      sort: fc.constantFrom(...sortsOf({ view, status })),
    },
    plain,
  ),
);
const ticket = id;

const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant({ screen: 'home' } as const),
  fc.constant({ screen: 'new' } as const),
  fc.constant({ screen: 'new_support' } as const),
  fc.record({ screen: fc.constant('admin' as const), page: fc.constantFrom(...adminPages) }, plain),
  fc.record({ screen: fc.constant('queue' as const), query }, plain),
  fc.record({ screen: fc.constant('queue_ticket' as const), ticket, query }, plain),
  fc.record(
    {
      screen: fc.constant('mine' as const),
      list: fc.constantFrom('active' as const, 'closed' as const),
    },
    plain,
  ),
  fc.record({ screen: fc.constant('mine_ticket' as const), ticket }, plain),
);

test('[U60] every place has an address that leads back to it', () => {
  fc.assert(
    fc.property(route, (one) => {
      assert.equal(parseRoute(addressOf(one)), one);
    }),
  );
});

test('[U61] any address leads somewhere', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      addressOf(parseRoute(text));
      addressOf(parseRoute(`#/queue/${text}`));
    }),
  );
  const usual = { screen: 'queue', query: startQuery };
  for (const odd of [
    '#/queue?view=x&sort=y',
    '#/queue?status=closed',
    '#/queue?status=x&category=',
    `#/queue?category=${'x'.repeat(41)}&words=${'x'.repeat(101)}`,
    `#/queue?shard=two+words&assignee=&participant=${'1'.repeat(65)}`,
  ]) {
    assert.equal(parseRoute(odd), usual);
  }
});

test('[U62] each view asks for its own tickets, closed ones never by waiting time', () => {
  const asked = views.map((view) =>
    filterOf({ ...startQuery, view, category: 'Bug', sort: 'newest' }),
  );
  assert.equal(asked, [
    { category: ['Bug'] },
    { category: ['Bug'], assigned: 'none' },
    { category: ['Bug'], assigned: 'me' },
    { category: ['Bug'], attention: 'needs_attention' },
    { status: ['closed', 'archived'], category: ['Bug'] },
  ]);
  for (const closed of [
    { view: 'closed', status: undefined },
    { view: 'mine', status: 'archived' },
  ] as const) {
    assert.ok(!sortsOf(closed).includes('waiting'));
    assert.is(defaultSort(closed), 'changed');
  }
});

// [U206] Each of the four states can be asked for alone, in a view that has it.
test('[U206] each of the four states is asked for alone, in a view that has it', () => {
  const moved: string[] = [];
  for (const status of statuses) {
    for (const view of views) {
      const found = withStatus({ ...startQuery, view }, status);
      assert.equal(filterOf(found).status, [status]);
      if (found.view !== view) moved.push(`${view} ${status}: ${found.view}`);
    }
  }
  assert.equal(moved, [
    'closed open: active',
    'closed in_progress: active',
    'active closed: closed',
    'attention closed: closed',
    'active archived: closed',
    'attention archived: closed',
  ]);
});

test('[U206] another view keeps the state if it has it, and the order if it can', () => {
  const mine = { ...startQuery, view: 'mine', status: 'open', category: 'Bug' } as const;
  const { view, status, category, sort } = withView(mine, 'closed');
  assert.equal([view, status, category, sort], ['closed', undefined, 'Bug', 'changed']);
  assert.is(withView(mine, 'unassigned').status, 'open');
  assert.is(withView({ ...mine, sort: 'oldest' }, 'closed').sort, 'oldest');
  assert.is(withStatus(mine, undefined).status, undefined);
});

test('[U63] every further filter of the queue is asked for as the server knows it', () => {
  const filter = filterOf({
    ...startQuery,
    view: 'mine',
    words: 'stu bri',
    shard: 'britain',
    assignee: { id: '7', name: 'Ivo' },
    participant: { id: '9', name: 'Ana' },
  });
  assert.equal(filter, {
    assigned: 'me',
    words: 'stu bri',
    shard: 'britain',
    assignee: '7',
    participant: '9',
  });
});
