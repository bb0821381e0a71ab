import fc from 'fast-check';
import { evolveAll } from '../../actors/ticket/evolve.ts';
import type { Change } from '../../actors/ticket/event.ts';
import { isParticipant } from '../../actors/ticket/state.ts';
import { summarize } from '../../actors/ticket/summary.ts';
import { headChanges, ownNames, viewEntry, viewHead, viewRow } from '../../actors/ticket/view.ts';
import { asks, carryOut, type Ask, type Outcome } from '../support/random-ticket.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('any commands in any order');

const all: readonly Change['type'][] = [
  'ticket_opened',
  'message_posted',
  'note_posted',
  'subject_edited',
  'work_started',
  'status_set',
  'priority_set',
  'ticket_assigned',
  'ticket_released',
  'ticket_closed',
  'ticket_archived',
  'ticket_reopened',
  'participants_added',
  'participant_removed',
  'message_edited',
  'message_deleted',
  'mirroring_refused',
];

test('[T61] the state is the fold of the history, and both numbers of its entries are without gaps', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(asks, (list) => {
      const outcomes = carryOut(list);
      const events = outcomes.flatMap((one) => one.events);
      const last = outcomes.at(-1)!.after!;
      assert.equal(evolveAll(null, events), last);
      assert.equal(
        events.map((event) => event.supportSeq),
        events.map((_, index) => index + 1),
      );
      const visible = events.filter((event) => event.publicSeq !== null);
      assert.equal(
        visible.map((event) => event.publicSeq),
        visible.map((_, index) => index + 1),
      );
      assert.equal([last.supportSeq, last.publicSeq], [events.length, visible.length]);
      for (const event of events) seen.add(event.change.type);
    }),
    { numRuns: 300 },
  );
  assert.equal([...seen].toSorted(), all.toSorted());
});

test('[T62] with or without notes, the public audience sees, and is answered, exactly the same', () => {
  let notes = 0;
  fc.assert(
    fc.property(asks, (list) => {
      const withNotes = carryOut(list);
      notes += withNotes.filter((one) => isNote(one.ask) && one.refusal === null).length;
      const without = carryOut(list.filter((ask) => !isNote(ask)));
      assert.equal(publicSteps(withNotes), publicSteps(without));
      for (const { ask, before, after } of withNotes) {
        if (!isNote(ask) || before === null || after === null) continue;
        assert.equal(headChanges(before, after, 'public', ownNames), {});
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(notes > 100, `${notes} notes`);
});

test('[T63] a refusal changes nothing, and a repeated close or reopen is never an event', () => {
  let refused = 0;
  let repeated = 0;
  fc.assert(
    fc.property(asks, (list) => {
      for (const { ask, before, after, events, refusal } of carryOut(list)) {
        if (refusal !== null) {
          refused += 1;
          assert.is(after, before);
        } else if (ask.command.kind === 'close' && before?.life.status === 'closed') {
          repeated += 1;
          assert.equal(events, []);
        } else if (ask.command.kind === 'reopen' && before?.life.status === 'open') {
          repeated += 1;
          assert.equal(events, []);
        }
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(refused > 100 && repeated > 10, `${refused} refused, ${repeated} repeated`);
});

test('[T64] whoever is told anything but that the ticket is unknown may read it', () => {
  let told = 0;
  fc.assert(
    fc.property(asks, (list) => {
      for (const { ask, before, refusal } of carryOut(list)) {
        // What happened in Discord is recorded whoever may read it.
        if (before === null || ask.command.kind.startsWith('record_')) continue;
        const { person, rights } = ask.context.principal;
        const reads = isParticipant(before, person.account) || rights.has('tickets.admin_view');
        assert.is(refusal?.code === 'ticket_unknown', !reads);
        told += 1;
      }
    }),
  );
  assert.ok(told > 100);
});

function isNote(ask: Ask): boolean {
  return ask.command.kind === 'post_note';
}

/** All that leaves to the public audience, command by command, notes left out. */
function publicSteps(outcomes: readonly Outcome[]): unknown[] {
  return outcomes
    .filter((one) => !isNote(one.ask))
    .map(({ after, events, refusal }) => ({
      refusal,
      entries: events.map((event) => viewEntry(event, 'public', ownNames)),
      head: after && viewHead(after, 'public', ownNames),
      row: after && viewRow(summarize(after), 'public', ownNames),
    }));
}
