import type { Change } from '../../actors/ticket/event.ts';
import {
  archived,
  byHelper,
  byPlayer,
  closed,
  context,
  given,
  helper,
  inStatus,
  opened,
  otherHelper,
  principal,
  supportRights,
  type Step,
} from '../support/given.ts';
import { assert, suite } from '../support/suite.ts';

const test = suite('assignment');

const take = { kind: 'assign_to_me' } as const;
const release = { kind: 'unassign' } as const;
const assignedTo = (to: typeof helper): Change => ({ type: 'ticket_assigned', to, from: null });
const held: readonly Step[] = [...opened, ['support', assignedTo(otherHelper)]];

test('[T32] a ticket that nobody holds is assigned to who takes it, with the character played now', () => {
  const playing = { ...helper, character: '210', character_name: 'Helper Character' };
  given(opened)
    .when(take, context(principal(playing, supportRights)))
    .expect('support', assignedTo(playing));
});

test('[T33] taking a ticket that somebody else holds is refused with their name', () => {
  given(held).when(take, byHelper).refused('ticket_held', otherHelper.name);
});

test('[T34] taking what one holds already changes nothing', () => {
  given([...opened, ['support', assignedTo(helper)]])
    .when(take, byHelper)
    .nothing();
});

test('[T35] closed and archived tickets are not assigned, not even again to who holds them', () => {
  const mine: Step = ['support', assignedTo(helper)];
  given(closed).when(take, byHelper).refused('ticket_closed');
  given(archived).when(take, byHelper).refused('ticket_archived');
  given([...closed, mine])
    .when(take, byHelper)
    .refused('ticket_closed');
});

test('[T36] a ticket is released in every state, whoever holds it', () => {
  for (const steps of Object.values(inStatus)) {
    given([...steps, ['support', assignedTo(otherHelper)]])
      .when(release, byHelper)
      .expect('support', { type: 'ticket_released', from: otherHelper });
  }
});

test('[T37] releasing what nobody holds changes nothing', () => {
  given(opened).when(release, byHelper).nothing();
});

test('[T38] assigning and releasing need tickets.assign', () => {
  const rights = supportRights.filter((right) => right !== 'tickets.assign');
  for (const by of [byPlayer, context(principal(helper, rights))]) {
    given(opened).when(take, by).refused('right_missing');
    given(held).when(release, by).refused('right_missing');
  }
});

test('[T39] assignee and time of assignment survive closing, archiving and reopening', () => {
  const steps: readonly Step[] = [
    ...held,
    ['support', { type: 'ticket_closed', from: 'open' }],
    ['support', { type: 'ticket_archived' }],
  ];
  const { ticket } = given(steps).when({ kind: 'reopen' }, byHelper);
  assert.equal(ticket.assignment, { to: otherHelper, at: 3_000 });
  assert.is(given(held).when(release, byHelper).ticket.assignment, null);
});

test('[T40] replying does not assign', () => {
  const { ticket } = given(opened).when({ kind: 'post_message', body: 'Where?' }, byHelper);
  assert.is(ticket.assignment, null);
});
