import fc from 'fast-check';
import {
  addressOf,
  defaultSort,
  filterOf,
  parseRoute,
  sortsOf,
  views,
  type QueueQuery,
  type Route,
} from '../../clients/web/address.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('address');

/** Objects as a literal makes them. */
const plain = { noNullPrototype: true } as const;

const query: fc.Arbitrary<QueueQuery> = fc.constantFrom(...views).chain((view) =>
  fc.record(
    {
      view: fc.constant(view),
      category: fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined }),
      sort: fc.constantFrom(...sortsOf(view)),
      page: fc.integer({ min: 1, max: 10_000 }),
    },
    plain,
  ),
);
const ticket = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((id) => !/\s/u.test(id));

const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant({ screen: 'home' } as const),
  fc.constant({ screen: 'new' } as const),
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
  const usual = {
    screen: 'queue',
    query: { view: 'active', category: undefined, sort: 'waiting', page: 1 },
  };
  for (const odd of [
    '#/queue?view=x&sort=y&page=-1',
    '#/queue?page=1e9',
    '#/queue?page=x&category=',
  ]) {
    assert.equal(parseRoute(odd), usual);
  }
});

test('[U62] each view asks for its own tickets, closed ones never by waiting time', () => {
  const asked = views.map((view) => filterOf({ view, category: 'Bug', sort: 'newest', page: 1 }));
  assert.equal(asked, [
    { category: ['Bug'] },
    { category: ['Bug'], attention: 'needs_attention' },
    { category: ['Bug'], assigned: 'me' },
    { category: ['Bug'], assigned: 'none' },
    { category: ['Bug'], status: ['closed', 'archived'] },
  ]);
  assert.ok(!sortsOf('closed').includes('waiting'));
  assert.is(defaultSort('closed'), 'changed');
});
