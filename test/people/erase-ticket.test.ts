import { eraseFrom, type Erasure } from '../../actors/ticket/erase.ts';
import type { Change, TicketEvent } from '../../actors/ticket/event.ts';
import { isInternal } from '../../actors/ticket/event.ts';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Ticket } from '../../actors/ticket/state.ts';
import type { Author, Person } from '../../protocol/ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('erasing from a ticket');

const canary = 'canary-name';
const text = 'canary-text';
const ann: Person = {
  account: '11',
  name: `${canary}-ann`,
  character: '110',
  character_name: `${canary}-character`,
};
const ben: Person = { account: '12', name: 'ben', character: '120', character_name: 'Ben' };
const ada: Person = { account: '21', name: 'Ada', character: null, character_name: '' };
const asAnn: Author = { side: 'player', account: '11', name: `${canary}-character` };
const asBen: Author = { side: 'player', account: '12', name: 'Ben' };
const asAda: Author = { side: 'support', account: '21', name: 'Ada' };
/** The same person, who helps out in support. */
const asAnnOfSupport: Author = { side: 'support', account: '11', name: `${canary}-ann` };

const of = { supportSeq: 2, publicSeq: 2, at: 2_000, by: asAnn };

const history: ReadonlyArray<readonly [Author, Change]> = [
  [
    asAnn,
    {
      type: 'ticket_opened',
      ...{ id: 't1', number: 1, shard: 'north', category: 'Stuck', subject: `${text} 1` },
      ...{ participants: [ann, ben], sender: ann, location: { map: 1, x: 2, y: 3, z: 4 } },
    },
  ],
  [asAnn, { type: 'message_posted', body: `${text} 2`, opening: true }],
  [asBen, { type: 'message_posted', body: 'ben was there', opening: false }],
  [asAda, { type: 'note_posted', body: 'a note of support' }],
  [asAnnOfSupport, { type: 'note_posted', body: 'a note of hers, for support' }],
  [asAda, { type: 'ticket_assigned', to: ann, from: null }],
  [asAda, { type: 'ticket_assigned', to: ada, from: ann }],
  [asAda, { type: 'ticket_released', from: ann }],
  [asAda, { type: 'message_posted', body: 'an answer of support', opening: false }],
  [asAnn, { type: 'subject_edited', from: `${text} 1`, to: `${text} 3` }],
  [asAda, { type: 'subject_edited', from: `${text} 3`, to: 'what support calls it' }],
  [asAnn, { type: 'message_edited', of, body: `${text} 4` }],
  [
    { side: 'system', account: null, name: 'Discord' },
    { type: 'message_deleted', of },
  ],
  [
    { side: 'system', account: null, name: 'Discord' },
    { type: 'mirroring_refused', of },
  ],
  [asAda, { type: 'participant_removed', person: ann }],
  [asAda, { type: 'participants_added', people: [ann], faction: null }],
  [asAnn, { type: 'ticket_closed', from: 'open' }],
];

function whole(all = history): {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
} {
  let publicSeq = 0;
  const events = all.map(([by, change], i): TicketEvent => {
    const seq = isInternal(change) ? null : (publicSeq += 1);
    return { at: (i + 1) * 1_000, by, surface: 'web', change, supportSeq: i + 1, publicSeq: seq };
  });
  const ticket = evolveAll(null, events);
  if (ticket === null) throw new Error('nothing was opened');
  return { ticket, events };
}

/** The history and the ticket after it, with what was rewritten in its place. */
function after(erasure: Erasure) {
  const { ticket, events } = whole();
  const erased = eraseFrom(ticket, events, erasure);
  assert.ok(erased);
  const changed = new Map(erased.events.map((event) => [event.supportSeq, event]));
  const now = events.map((event) => changed.get(event.supportSeq) ?? event);
  return { before: events, ticket: erased.ticket, events: now, changed };
}

const ofAnn: Erasure = { of: '11', messages: 'emptied' };

test('[V1] neither name nor text of an erased person is left in a ticket, and what others wrote is', () => {
  const { ticket, events } = after(ofAnn);
  const left = JSON.stringify([ticket, events]);
  assert.not(left.includes(canary), left);
  assert.not(left.includes(text), left);
  for (const kept of ['ben was there', 'a note of support', 'a note of hers', 'an answer of']) {
    assert.ok(left.includes(kept), kept);
  }
  assert.is(ticket.subject, 'what support calls it');
  assert.is(ticket.location, null);
});

test('[V2] an erased person leaves every entry in its place, by number, time and side', () => {
  const { before, events, ticket } = after(ofAnn);
  const place = ({ at, by: { side, account }, supportSeq, publicSeq, change }: TicketEvent) => {
    return { at, side, account, supportSeq, publicSeq, type: change.type };
  };
  assert.equal(events.map(place), before.map(place));
  const folded = evolveAll(null, events)!;
  assert.equal(
    { ...ticket, rewritten: undefined, version: 0 },
    { ...folded, rewritten: undefined, version: 0 },
  );
});

test('[V3] messages that are kept stay word for word, under another name', () => {
  const { events, ticket } = after({ of: '11', messages: 'kept' });
  const left = JSON.stringify([ticket, events]);
  assert.not(left.includes(canary), left);
  for (const number of [1, 2, 3, 4]) assert.ok(left.includes(`${text} ${number}`));
  assert.is(events[1]!.by.name, 'erased player');
});

test('[V4] who was erased is not erased again, and who never was in the ticket changes nothing', () => {
  const { ticket, events } = after(ofAnn);
  assert.is(eraseFrom(ticket, events, ofAnn), null);
  assert.is(eraseFrom(ticket, events, { of: '99', messages: 'emptied' }), null);
});

test('[V5] where all players go, whoever helped them stays by name', () => {
  const { ticket, events } = after({ of: null, messages: 'kept' });
  const { participants, sender } = ticket;
  const players = events.filter(({ by }) => by.side === 'player').map(({ by }) => by.name);
  assert.equal(new Set(players), new Set(['erased player']));
  assert.not(JSON.stringify([participants, sender, events[0]]).includes(canary));
  assert.ok(JSON.stringify(events).includes('"Ada"'));
});

test('[V6] what goes from notes alone is not seen to change by the public audience', () => {
  const { ticket, events } = whole();
  const own = events.map((event) =>
    event.change.type === 'note_posted' ? { ...event, by: { ...asAda, account: '31' } } : event,
  );
  const erased = eraseFrom(ticket, own, { of: '31', messages: 'emptied' });
  assert.is(erased?.events.length, 2);
  assert.is(erased?.ticket.rewritten?.publicCount, 0);
  assert.is(erased?.ticket.rewritten?.publicSeq, 0);
  assert.is(erased?.ticket.publicUpdated, ticket.publicUpdated);
});

test('[V24] files go with what a player wrote, also where the text is kept, and those of support stay', () => {
  const file = {
    id: 'f1',
    name: 'where.png',
    bytes: 9,
    type: 'image/png',
    sha256: 'ab'.repeat(32),
  };
  const files = [file];
  const { ticket, events } = whole([
    ...history.slice(0, 1),
    [asAnn, { type: 'message_posted', body: 'look', opening: true, files }],
    [asAnn, { type: 'message_posted', body: '', opening: false, files }],
    [asAda, { type: 'message_posted', body: 'like this', opening: false, files }],
  ]);
  const left = (messages: Erasure['messages']): unknown => {
    const erased = eraseFrom(ticket, events, { of: '11', messages });
    return erased?.events
      .map(({ change }) => change)
      .filter(({ type }) => type === 'message_posted')
      .map((change) => ('body' in change ? [change.body, 'files' in change] : []));
  };
  assert.equal(left('kept'), [
    ['look', false],
    ['(erased)', false],
  ]);
  assert.equal(left('emptied'), [
    ['(erased)', false],
    ['(erased)', false],
  ]);
});
