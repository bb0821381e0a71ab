import { collisionOf } from '../../clients/web/compose/collision.ts';
import type { TicketPresence, Entry } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('two answers to one ticket');
const me = '1';

function entry(
  seq: number,
  side: 'player' | 'support',
  account: string,
  kind: 'message' | 'note' = 'message',
): Entry {
  const by = { side, account, name: `n${account}` };
  return { seq, at: seq, by, surface: 'web', what: { kind, body: 'text' } };
}

function collision(
  entries: readonly Entry[],
  typing: TicketPresence['typing'],
  { reply = 'typed', since = 2 } = {},
) {
  const presence = { viewing: [], typing };
  const beside = { seenBySupport: 0, isSupportTyping: false, presence };
  const found = collisionOf({ entries, beside }, me, { reply, since });
  return found && [found.kind, ...found.people.map(({ name }) => name)];
}

const ben = { account: '2', name: 'ben', side: 'support' } as const;
const pia = { account: '7', name: 'pia', side: 'player' } as const;

// [U255] Whoever replies is warned of others of support who write too, or answered since the reply
// was begun.
test('[U255] whoever of support writes too is warned of, players and oneself are not', () => {
  assert.equal(collision([], [pia, { ...ben, account: me }, ben]), ['writing', 'ben']);
  assert.is(collision([], [pia, { ...ben, account: me }]), undefined);
});

test('[U255] an answer of another since the reply was begun is warned of, and nothing else of the thread', () => {
  const before = entry(2, 'support', '2');
  assert.is(collision([before], []), undefined);
  const others = [
    entry(3, 'player', '7'),
    entry(4, 'support', me),
    entry(5, 'support', '3', 'note'),
  ];
  assert.is(collision([before, ...others], []), undefined);
  const answers = [entry(6, 'support', '2'), entry(7, 'support', '2'), entry(8, 'support', '4')];
  assert.equal(collision([before, ...others, ...answers], [ben]), ['answered', 'n2', 'n4']);
  assert.is(collision([before, ...answers], [], { reply: '' }), undefined);
});
