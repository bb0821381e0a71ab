import * as v from 'valibot';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { headChanges, ownNames, viewEntry, viewHead, viewRow } from '../../actors/ticket/view.ts';
import { audiences, entry, head, row } from '../../protocol/ticket.ts';
import {
  archived,
  helper,
  history,
  inStatus,
  named,
  noted,
  opened,
  otherHelper,
  otherPlayer,
  player,
  said,
  started,
  ticketAfter,
  type Step,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('what an audience sees');

const long: readonly Step[] = [
  ...opened,
  ['support', noted('Look at the log')],
  ['support', { type: 'ticket_assigned', to: helper, from: null }],
  ['support', said('Where?')],
  ['support', { type: 'work_started' }],
  ['support', { type: 'ticket_released', from: helper }],
  ['player', { type: 'ticket_closed', from: 'in_progress' }],
  ['support', { type: 'ticket_archived' }],
  ['support', noted('Done')],
  ['player', { type: 'ticket_reopened', from: 'archived' }],
];

test('[T52] every view fits its definition on the wire, for both audiences in every state', () => {
  for (const audience of audiences) {
    for (const steps of Object.values(inStatus)) {
      v.parse(head, viewHead(ticketAfter(steps), audience, ownNames));
      v.parse(row, viewRow(summarize(ticketAfter(steps)), audience, ownNames));
    }
    for (const event of history(...long)) {
      const seen = viewEntry(event, audience, ownNames);
      if (seen !== null) v.parse(entry, seen);
    }
  }
});

test('[T53] the public audience gets no note and no number that a note moved', () => {
  const seen = history(...long).map((event) => viewEntry(event, 'public', ownNames));
  assert.is(seen.filter((one) => one === null).length, 2);
  const numbers = seen.flatMap((one) => (one === null ? [] : [one.seq]));
  assert.equal(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.not(JSON.stringify(seen).includes('"note"'));
});

test('[T54] support sees everything, numbered without gaps', () => {
  const seen = history(...long).map((event) => viewEntry(event, 'support', ownNames));
  assert.equal(
    seen.map((one) => one?.seq),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  );
  assert.equal(
    seen.map((one) => one?.what.kind),
    [
      'opened',
      'message',
      'note',
      'assigned',
      'message',
      'status',
      'released',
      'status',
      'status',
      'note',
      'status',
    ],
  );
});

test('[T55] entries of the status say from where to where', () => {
  const seen = history(...long).flatMap((event) => {
    const what = viewEntry(event, 'support', ownNames)?.what;
    return what?.kind === 'status' ? [`${what.from} ${what.to}`] : [];
  });
  assert.equal(seen, [
    'open in_progress',
    'in_progress closed',
    'closed archived',
    'archived open',
  ]);
});

test('[T56] the public audience sees who a ticket is assigned to', () => {
  const ticket = ticketAfter([
    ...opened,
    ['support', { type: 'ticket_assigned', to: helper, from: null }],
  ]);
  const seen = viewHead(ticket, 'public', ownNames);
  assert.equal([seen.assignee, seen.assigned], [helper, 3_000]);
});

test('[G40] where support goes by aliases, players get the alias and the number 0 in place of name and number of whoever answers, changes or has a ticket; support gets both', () => {
  const aliased = (account: string | null) => (account === helper.account ? 'Warden' : 'Support');
  const steps: readonly Step[] = [
    ...opened,
    ['support', { type: 'ticket_assigned', to: helper, from: otherHelper }],
    ['support', said('Where?')],
  ];
  const shown = (name: string) => ({ account: '0', name, character: null, character_name: '' });
  const ticket = ticketAfter(steps);
  assert.equal(viewHead(ticket, 'public', aliased).assignee, shown('Warden'));
  assert.equal(viewRow(summarize(ticket), 'public', aliased).assignee, shown('Warden'));
  const seen = history(...steps).map((event) => viewEntry(event, 'public', aliased)!);
  assert.equal(seen[2]!.what, { kind: 'assigned', to: shown('Warden'), from: shown('Support') });
  assert.equal(seen[3]!.by, { side: 'support', account: '0', name: 'Warden' });
  assert.equal(seen[0]!.by, viewEntry(history(...steps)[0]!, 'public', ownNames)!.by);
  for (const event of history(...steps))
    assert.equal(viewEntry(event, 'support', aliased), viewEntry(event, 'support', ownNames));
  assert.equal(viewHead(ticket, 'support', aliased), viewHead(ticket, 'support', ownNames));
  assert.equal(headChanges(ticket, ticket, 'public', aliased), {});
});

test('[T57] times of closing and archiving are there exactly in the states that have them', () => {
  const times = Object.values(inStatus).map((steps) => {
    const { closed, archived: put } = viewHead(ticketAfter(steps), 'public', ownNames);
    return [closed, put];
  });
  assert.equal(times, [
    [null, null],
    [null, null],
    [5_000, null],
    [5_000, 6_000],
  ]);
});

test('[T58] a note changes nothing in the head of the public audience, and number and time for support', () => {
  const before = ticketAfter(started);
  const after = ticketAfter([...started, ['support', noted('Look')]]);
  assert.equal(headChanges(before, after, 'public', ownNames), {});
  assert.equal(headChanges(before, after, 'support', ownNames), { updated: 5_000, seq: 5 });
});

test('[T98] a row carries the last number of its audience, which a note moves for support only', () => {
  const before = summarize(ticketAfter(started));
  const after = summarize(ticketAfter([...started, ['support', noted('Look')]]));
  assert.equal(
    [before, after].map((one) => [
      viewRow(one, 'public', ownNames).seq,
      viewRow(one, 'support', ownNames).seq,
    ]),
    [
      [4, 4],
      [4, 5],
    ],
  );
  assert.equal(viewRow(before, 'public', ownNames), viewRow(after, 'public', ownNames));
});

test('[T99] both audiences see new subjects, hands, set statuses and participants in the history', () => {
  const people = [named(otherPlayer)];
  const steps: readonly Step[] = [
    ...opened,
    ['player', { type: 'subject_edited', from: 'I am stuck', to: 'Lost horse' }],
    ['support', { type: 'ticket_assigned', to: helper, from: otherHelper }],
    ['support', { type: 'status_set', from: 'open', to: 'in_progress' }],
    ['support', { type: 'participants_added', people, faction: 'The Guard' }],
    ['support', { type: 'participant_removed', person: player }],
  ];
  for (const audience of audiences) {
    const seen = history(...steps).map((event) => viewEntry(event, audience, ownNames)?.what);
    assert.equal(seen.slice(2), [
      { kind: 'subject', from: 'I am stuck', to: 'Lost horse' },
      { kind: 'assigned', to: helper, from: otherHelper },
      { kind: 'status', from: 'open', to: 'in_progress' },
      { kind: 'participants_added', people, faction: 'The Guard' },
      { kind: 'participant_removed', person: player },
    ]);
    const { subject, participants } = viewHead(ticketAfter(steps), audience, ownNames);
    assert.equal([subject, participants], ['Lost horse', people]);
  }
});

test('[T59] applying the changes of the head to the old one gives the new one', () => {
  const events = history(...long);
  for (const audience of audiences) {
    for (let from = 1; from < events.length; from += 1) {
      const before = evolveAll(null, events.slice(0, from))!;
      const after = evolveAll(before, events.slice(from));
      const told = {
        ...viewHead(before, audience, ownNames),
        ...headChanges(before, after, audience, ownNames),
      };
      assert.equal(told, viewHead(after, audience, ownNames));
    }
  }
});

test('[T60] a ticket and its events are plain data, the same after a round through JSON', () => {
  for (const steps of [long, archived]) {
    const ticket = ticketAfter(steps);
    assert.equal(JSON.parse(JSON.stringify(ticket)), ticket);
    assert.equal(JSON.parse(JSON.stringify(history(...steps))), history(...steps));
    assert.equal(JSON.parse(JSON.stringify(summarize(ticket))), summarize(ticket));
  }
});

test('[T123] a priority is for support alone: it moves no number, time or field of the public audience', () => {
  const urgent: readonly Step[] = [
    ...opened,
    ['support', { type: 'priority_set', from: 'normal', to: 'high' }],
  ];
  const [before, after] = [ticketAfter(opened), ticketAfter(urgent)];
  assert.equal(viewHead(after, 'public', ownNames), viewHead(before, 'public', ownNames));
  assert.equal(headChanges(before, after, 'public', ownNames), {});
  assert.is(viewHead(before, 'support', ownNames).priority, 'normal');
  assert.is(headChanges(before, after, 'support', ownNames).priority, 'high');
  assert.is(viewRow(summarize(after), 'support', ownNames).priority, 'high');
  assert.not('priority' in viewRow(summarize(after), 'public', ownNames));
  const last = history(...urgent).at(-1)!;
  assert.is(viewEntry(last, 'public', ownNames), null);
  assert.equal(viewEntry(last, 'support', ownNames)?.what, {
    kind: 'priority',
    from: 'normal',
    to: 'high',
  });
});
